namespace DynamoBackup.Simulation;

/// <summary>
/// The whole engine over a simulated service, on one thread and a virtual clock, everything drawn from one seed, and
/// the five checks of every run:
/// 1. every request ends in exactly one outcome, and a fitting one;
/// 2. exactly one backup for each request reported as created, at most one where the outcome is unknown, none else;
/// 3. no one-second window exceeds a published rate;
/// 4. no outcome later than its deadline and one poll, no call after cancellation or rejected credentials;
/// 5. the same seed gives the same history.
/// </summary>
internal sealed class SimulatedRun
{
    private static readonly TimeSpan LongestRun = TimeSpan.FromHours(12);

    private readonly VirtualTime _clock = new();
    private readonly VirtualScheduler _scheduler = new();
    private readonly SimulatedWorld _world;
    private readonly BackupEngine _engine;
    private readonly List<SimulatedService> _services = [];
    private readonly List<Asked> _asked = [];
    private readonly Dictionary<BackupRequest, Asked> _byRequest = [];
    private int _toSubmit;

    private SimulatedRun(int seed, bool keepLines)
    {
        _world = new SimulatedWorld(seed, _clock, keepLines);
        var random = _world.Random;
        _engine = new BackupEngine(new EngineOptions
        {
            Time = _clock,
            Scheduler = _scheduler,
            Random = new Random(seed),
            ThrottleLimit = random.Next(1, 40),
            CallTimeout = TimeSpan.FromSeconds(random.Next(5, 60)),
            LogDecisions = keepLines,
        });

        var regions = random.Next(1, 4);
        for (var i = 0; i < regions; i++)
        {
            _services.Add(new SimulatedService(_world, $"region-{i + 1}"));
        }

        var targets = _services.ConvertAll(service => new BackupTarget(service, service.Region, "http://simulated"));
        var fleet = random.Next(1, 61);
        for (var i = 0; i < fleet; i++)
        {
            Ask(i, targets);
        }

        if (_world.Happens(0.15))
        {
            _clock.At(_world.UpTo(TimeSpan.FromSeconds(40)), Cancel);
        }
    }

    /// <summary>Runs a seed.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="keepLines">Whether to keep the history's lines.</param>
    /// <returns>What was violated, the history's hash, and its lines.</returns>
    public static SimulatedWorld Run(int seed, bool keepLines = false)
    {
        var run = new SimulatedRun(seed, keepLines);
        try
        {
            run.Go();
        }
        catch (Exception e)
        {
            run._world.Violate($"1: {e.GetType().Name}: {e.InnerException?.ToString() ?? e.Message}");
        }

        run._engine.Dispose();
        return run._world;
    }

    /// <summary>What a seed's run violated.</summary>
    public static IReadOnlyList<string> ViolationsOf(int seed) => Run(seed).Violations;

    /// <summary>The hash of all that happens in a seed's run.</summary>
    public static ulong HistoryOf(int seed) => Run(seed).HistoryHash;

    private void Ask(int i, List<BackupTarget> targets)
    {
        var random = _world.Random;
        var target = targets[random.Next(targets.Count)];
        var service = (SimulatedService)target.Service;
        var timeout = TimeSpan.FromSeconds(random.Next(3) switch { 0 => 600, 1 => random.Next(2, 60), _ => random.Next(30, 400) });
        TimeSpan? interval = _world.Happens(0.1) ? TimeSpan.FromSeconds(0.1 + (random.NextDouble() * 20)) : null;
        BackupRequest request;
        if (_world.Happens(0.12))
        {
            var older = service.AddOlder($"Waited-{i:000}", "older", _world.UpTo(TimeSpan.FromSeconds(30)));
            var text = _world.Happens(0.15) ? older.Arn[..^4] + "none" : older.Arn;
            BackupArn.TryParse(text, out var arn, out _);
            request = BackupRequest.ToWait(target, arn!, timeout, interval);
        }
        else
        {
            var again = _asked.FindLast(asked => asked.Request.BackupName is not null && asked.Request.Target == target);
            var table = again is not null && _world.Happens(0.3) ? again.Request.TableName : $"Table-{i:000}";
            var name = _world.Happens(0.5) ? "nightly" : null;
            if (name is not null && _world.Happens(0.5))
            {
                service.AddOlder(table, name, TimeSpan.FromSeconds(6) + _world.UpTo(TimeSpan.FromHours(1)));
            }

            if (_world.Happens(0.04))
            {
                service.LoseTable(table);
            }

            TableReference.TryParse(table, out var reference, out _);
            request = BackupRequest.ToCreate(target, reference!, name, _world.Happens(0.75), timeout, interval);
        }

        var asked = new Asked(request, service);
        _asked.Add(asked);
        _byRequest.Add(request, asked);
        _toSubmit++;
        _clock.At(_world.Happens(0.6) ? TimeSpan.Zero : _world.UpTo(TimeSpan.FromSeconds(50)), () => Submit(asked));
    }

    private void Submit(Asked asked)
    {
        _toSubmit--;
        if (_world.CancelledAt is null)
        {
            asked.SubmittedAt = _clock.Now;
            _engine.TrySubmit(asked.Request);
        }

        if (_toSubmit == 0)
        {
            _engine.CompleteAdding();
        }
    }

    private void Cancel()
    {
        _scheduler.RunAll();
        Take();
        _world.CancelledAt = _clock.Now;
        _world.Tell("cancelled");
        _engine.Cancel();
    }

    private void Go()
    {
        var start = _clock.Now;
        while (true)
        {
            _scheduler.RunAll();
            Take();
            if (_world.CancelledAt is { } cancelled ? _clock.Now > cancelled + TimeSpan.FromMinutes(2) : _engine.IsDone)
            {
                break;
            }

            if (_clock.NextDue is not { } next || next - start > LongestRun)
            {
                break;
            }

            _clock.Advance();
        }

        _scheduler.RunAll();
        new SimulatedChecks(_world, _asked, _services).Check();
    }

    private void Take()
    {
        while (_engine.TryTake(out var backupEvent, TimeSpan.Zero))
        {
            if (backupEvent is EngineNote note)
            {
                _world.Tell(note.Text);
                continue;
            }

            var asked = _byRequest[backupEvent!.Request!];
            var arn = backupEvent switch
            {
                BackupCreated created => created.Details.BackupArn,
                BackupAvailable available => available.Details.BackupArn,
                BackupFailed failed => $"{failed.Failure.Kind} {failed.Failure.Details?.BackupArn}",
                _ => string.Empty,
            };
            _world.Tell($"{asked.Service.Region} {backupEvent.GetType().Name} {asked.Request.TableName} {arn}");
            if (!backupEvent.EndsRequest)
            {
                continue;
            }

            if (asked.Outcome is not null)
            {
                _world.Violate($"1: '{asked.Request.TableName}' ended twice");
            }

            if (_world.CancelledAt is not null)
            {
                _world.Violate($"1: '{asked.Request.TableName}' ended after cancellation");
            }

            asked.Outcome = backupEvent;
            asked.EndedAt = _clock.Now;
        }
    }
}
