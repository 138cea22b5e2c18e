using System.Diagnostics.CodeAnalysis;

namespace DynamoBackup.Simulation;

/// <summary>
/// Limits the backups of a simulated region, everything drawn from one seed: one run or two at once, somebody else who deletes, a
/// stop, a standstill, faults, lags, listings that do not end well; and then once more in good health. The checks beside those of
/// <see cref="SimulatedRun"/>:
/// 6. nothing is deleted that a rule keeps, that the rules are not about, whose table's listing did not end well, after a stop, or
/// without consent, or that the run itself has made; and never the newest;
/// 7. what is reported as deleted is gone, each once; what is gone is reported, or named as what may be; and in the end what the
/// rules keep is there and nothing else that they are about;
/// 8. no table waits for another one's trouble.
/// </summary>
internal sealed class SimulatedLimit
{
    private static readonly TimeSpan LongestRun = TimeSpan.FromHours(24);

    private readonly VirtualTime _clock = new();
    private readonly VirtualScheduler _scheduler = new();
    private readonly Random _random;
    private readonly List<string> _violations = [];
    private readonly List<string>? _lines;
    private readonly LimitStore _store;
    private readonly KeepRules _rules;
    private readonly int _seed;
    private ulong _hash = 14695981039346656037;

    private SimulatedLimit(int seed, bool keepLines = false)
    {
        _lines = keepLines ? [] : null;
        _seed = seed;
        _random = new Random(seed);
        _store = new LimitStore("region-1", _clock, _random);
        _rules = DrawRules();
    }

    /// <summary>What a seed's run violated.</summary>
    public static IReadOnlyList<string> ViolationsOf(int seed)
    {
        var simulation = new SimulatedLimit(seed);
        simulation.Go();
        return simulation._violations;
    }

    /// <summary>All that happens in a seed's run, line by line, and what it violated.</summary>
    public static (IReadOnlyList<string> Lines, IReadOnlyList<string> Violations) LinesOf(int seed)
    {
        var simulation = new SimulatedLimit(seed, keepLines: true);
        simulation.Go();
        return (simulation._lines!, simulation._violations);
    }

    /// <summary>The hash of all that happens in a seed's run.</summary>
    public static ulong HistoryOf(int seed)
    {
        var simulation = new SimulatedLimit(seed);
        simulation.Go();
        return simulation._hash;
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever is thrown is a violation.")]
    private void Go()
    {
        // Somebody may delete what the rules keep: then the engine cannot know, and its deletions are not held against what is there.
        var strangers = _random.Next(5);
        var isCertain = strangers != 0;
        var expected = isCertain ? KeptOfAll() : null;
        try
        {
            var consent = _random.Next(3) == 0 ? _random.NextDouble() : 1;
            var runs = Enumerable.Range(0, _random.Next(3) == 0 ? 2 : 1).Select(i => NewRun(i, consent, isCertain)).ToList();
            runs.ForEach(run => run.Begin());
            if (_random.Next(6) == 0)
            {
                runs[0].Process.At(_random.NextDouble() * TimeSpan.FromSeconds(40), runs[0].Cancel);
            }

            if (_random.Next(6) == 0)
            {
                var time = _random.Next(2) == 0 ? TimeSpan.FromMinutes(2) : TimeSpan.FromHours(10);
                _clock.At(_random.NextDouble() * TimeSpan.FromSeconds(40), () => runs[0].Freeze(_random.NextDouble() * time));
            }

            if (strangers <= 1)
            {
                Disturb(deletesKept: !isCertain);
            }

            RunAll(runs);

            // What was interrupted comes to the same end.
            _store.Harshness = 0;
            _store.Undeletable.Clear();
            _store.CredentialsExpireAt = TimeSpan.MaxValue;
            var again = NewRun(7, 1, isCertain);
            again.Begin();
            RunAll([again]);
            CheckEnd(expected, again);
        }
        catch (InvalidOperationException e)
        {
            Violate($"1: {e.InnerException?.ToString() ?? e.ToString()}");
        }
    }

    private LimitRun NewRun(int i, double consent, bool isCertain) =>
        new(_store, _rules, _clock, _scheduler, unchecked((_seed * 31) + i), consent, isCertain, Note, Violate);

    private void RunAll(List<LimitRun> runs)
    {
        var start = _clock.Now;
        while (true)
        {
            do
            {
                _scheduler.RunAll();
                runs.ForEach(run => run.Run());
            }
            while (_scheduler.HasSteps);

            if (runs.TrueForAll(run => run.IsDone && !(_clock.Now < run.CancelledAt + TimeSpan.FromSeconds(30))))
            {
                break;
            }

            if (_clock.Now - start > LongestRun || !_clock.Advance())
            {
                break;
            }
        }

        runs.ForEach(run => run.CheckEnd());
        runs.ForEach(run => run.Dispose());
        _scheduler.RunAll();
    }

    private void Disturb(bool deletesKept)
    {
        for (var i = _random.Next(1, 15); i > 0; i--)
        {
            _clock.At(_random.NextDouble() * TimeSpan.FromSeconds(20), () =>
            {
                var all = _store.Existing.Where(backup => deletesKept || !Keeps(backup)).ToList();
                if (all.Count > 0)
                {
                    var backup = all[_random.Next(all.Count)];
                    Note($"somebody deletes {backup.Arn}");
                    _store.Delete(backup);
                }
            });
        }
    }

    private bool Keeps(LimitBackup backup) =>
        _store.NewBackups.Contains(backup)
        || !LimitStore.IsCounted(backup, name => IsNamed(backup, name))
        || LimitOracle.Keeps(_rules, _store.CountedBeside(backup, name => IsNamed(backup, name)), backup);

    private static bool IsNamed(LimitBackup backup, string name) => BackupName.IsGenerated(backup.Table, name);

    private HashSet<string> KeptOfAll() => [.. _store.Existing.Where(Keeps).Select(backup => backup.Arn)];

    private void CheckEnd(HashSet<string>? expected, LimitRun again)
    {
        if (expected is null)
        {
            return;
        }

        // Bad listings keep more; and so does a new backup that no listing shows until the end.
        foreach (var lost in expected.Except(_store.Existing.Select(backup => backup.Arn)))
        {
            Violate($"6: {lost} is gone, and a rule keeps it");
        }

        var left = _store.Existing
            .Where(backup => !_store.MayFailToList(backup.Table) && !expected.Contains(backup.Arn)
                && !again.Service.Lacking.Any(made => made.Table == backup.Table))
            .ToList();
        if (left.Count > 0 && again.Limited == _store.Tables.Count(table => !_store.MayFailToList(table)))
        {
            Violate($"7: {left[0].Arn} and {left.Count - 1} others are left, and no rule keeps them");
        }
    }

    private KeepRules DrawRules()
    {
        while (true)
        {
            var rules = new KeepRules
            {
                Last = DrawCount(2),
                Daily = DrawCount(4),
                Weekly = DrawCount(4),
                Monthly = DrawCount(4),
                Yearly = DrawCount(5),
                Within = DrawCount(4) is { } days ? TimeSpan.FromDays(days) : null,
            };
            if (!rules.IsEmpty)
            {
                return rules;
            }
        }
    }

    private int? DrawCount(int oneIn) => _random.Next(oneIn) == 0 ? _random.Next(1, 8) : null;

    private void Violate(string check)
    {
        Note("VIOLATION " + check);
        _violations.Add(check);
    }

    private void Note(string what)
    {
        _hash = (_hash ^ (ulong)_clock.Now.Ticks) * 1099511628211;
        foreach (var letter in what)
        {
            _hash = (_hash ^ letter) * 1099511628211;
        }

        _lines?.Add($"{_clock.Now.TotalSeconds:0.000000} {what}");
    }
}
