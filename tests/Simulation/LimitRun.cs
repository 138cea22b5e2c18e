namespace DynamoBackup.Simulation;

/// <summary>One run of the engine that limits the tables of a store, with what was consented to and what came of each.</summary>
internal sealed partial class LimitRun : IDisposable
{
    // As old as a listing may be by which a deletion begins.
    private static readonly TimeSpan LongestAge = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Allowed = TimeSpan.FromMinutes(30);

    // What a table may take in good health: consent takes up to 4 min, and a listing of all that fails as long as it is tried.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(15);

    private readonly VirtualTime _clock;
    private readonly Random _random;
    private readonly BackupEngine _engine;
    private readonly LimitStore _store;
    private readonly KeepRules _rules;
    private readonly Action<string> _note;
    private readonly HashSet<string> _consented = [];
    private readonly HashSet<string> _reported = [];
    private readonly HashSet<string> _tried = [];
    private readonly List<LimitBackup> _deleted = [];
    private readonly Dictionary<BackupRequest, BackupEvent?> _outcomes = [];
    private readonly List<string> _warnings = [];
    private readonly double _consentShare;
    private readonly bool _isCertain;
    private TimeSpan _began;
    private bool _isHealthy;
    private bool _isOver;

    /// <summary>Makes a run that has not begun.</summary>
    /// <param name="store">The backups.</param>
    /// <param name="rules">The rules.</param>
    /// <param name="clock">The time.</param>
    /// <param name="world">Runs the service.</param>
    /// <param name="seed">What it draws.</param>
    /// <param name="consentShare">The share of the deletions that is consented to.</param>
    /// <param name="isCertain">Whether nobody deletes what the rules keep, so that each deletion can be held against what is there.</param>
    /// <param name="note">Takes what happens.</param>
    /// <param name="violate">Takes what is wrong.</param>
    public LimitRun(
        LimitStore store,
        KeepRules rules,
        VirtualTime clock,
        VirtualScheduler world,
        int seed,
        double consentShare,
        bool isCertain,
        Action<string> note,
        Action<string> violate)
    {
        _store = store;
        _rules = rules;
        _clock = clock;
        _random = new Random(seed);
        _consentShare = consentShare;
        _isCertain = isCertain;
        _note = note;
        Violate = violate;
        Process = new SimulatedProcess(clock);
        Service = new LimitService(store, clock, world, _random, note)
        {
            OnDelete = CheckDeletion,
            OnCall = CheckCall,
            OnViolation = violate,
        };
        var created = new CreatedBackups();
        store.NewBackups.ForEach(backup => created.Add(backup.Arn));
        _engine = new BackupEngine(new EngineOptions
        {
            Time = Process,
            Scheduler = Process.Scheduler,
            Random = new Random(seed),
            ThrottleLimit = _random.Next(1, 40),
            CallTimeout = TimeSpan.FromSeconds(30),
            Created = created,
        });
    }

    public LimitService Service { get; }

    public SimulatedProcess Process { get; }

    public TimeSpan? CancelledAt { get; private set; }

    public bool IsDone => CancelledAt is not null || (!Process.IsFrozen && _engine.IsDone);

    /// <summary>How many tables were limited well.</summary>
    public int Limited => _outcomes.Values.Count(outcome => outcome is TableLimited);

    private Action<string> Violate { get; }

    /// <summary>Submits every table.</summary>
    public void Begin()
    {
        _began = _clock.Now;
        _isHealthy = _store.Harshness == 0 && _store.CredentialsExpireAt == TimeSpan.MaxValue;
        var target = new BackupTarget(Service, _store.Region, "http://simulated");
        foreach (var table in _store.Tables)
        {
            TableReference.TryParse(table, out var reference, out _);
            BackupArn? piped = null;
            if (_store.NewBackups.Find(backup => backup.Table == table) is { } made)
            {
                BackupArn.TryParse(made.Arn, out piped, out _);
            }

            var request = new LimitRequest(target, reference!, _rules, Allowed, newBackup: piped);
            _outcomes.Add(request, null);
            Process.At(_random.NextDouble() * TimeSpan.FromSeconds(_random.Next(2) * 20), () => Submit(request));
        }

        Process.At(TimeSpan.FromSeconds(21), _engine.CompleteAdding);
    }

    public void Cancel()
    {
        if (_isOver)
        {
            return;
        }

        Run();
        CancelledAt = _clock.Now;
        _note("cancelled");
        _engine.Cancel();
    }

    /// <summary>Stops the process for a time.</summary>
    public void Freeze(TimeSpan time)
    {
        _note($"frozen for {time}");
        _isHealthy = false;
        Process.Freeze(time);
    }

    /// <summary>Runs the engine's steps and takes its events, unless the process is frozen.</summary>
    public void Run()
    {
        while (!Process.IsFrozen && (Process.Scheduler.HasSteps || Take()))
        {
            Process.Scheduler.RunAll();
        }
    }

    private bool Take()
    {
        var some = false;
        while (_engine.TryTake(out var next, TimeSpan.Zero))
        {
            some = true;
            switch (next)
            {
                case TablePlanned plan:
                    Answer(plan);
                    break;
                case BackupDeleted deleted:
                    CheckReport(deleted);
                    break;
                case EngineNote { Level: NoteLevel.Warning } warning:
                    _note(warning.Text);
                    _warnings.Add(warning.Text);
                    break;
                case RequestEvent { EndsRequest: true } outcome:
                    CheckOutcome(outcome);
                    break;
                default:
                    break;
            }
        }

        return some;
    }

    public void Dispose()
    {
        _isOver = true;
        _engine.Dispose();
        Process.Scheduler.RunAll();
    }

    private void Submit(BackupRequest request)
    {
        if (CancelledAt is null && !_isOver)
        {
            _engine.TrySubmit(request);
        }
    }

    private void Answer(TablePlanned plan)
    {
        string[] approved =
        [
            .. plan.Backups
                .Where(backup => backup.Fate is BackupFate.Delete && _random.NextDouble() < _consentShare)
                .Select(backup => backup.Details.BackupArn),
        ];
        _note($"{plan.Request!.TableName} {approved.Length} approved");
        if (_random.Next(20) == 0)
        {
            Process.At(_random.NextDouble() * TimeSpan.FromMinutes(4), () => Approve(plan, approved));
        }
        else
        {
            Approve(plan, approved);
        }
    }

    private void Approve(TablePlanned plan, string[] approved)
    {
        _consented.UnionWith(approved);
        if (CancelledAt is null && !_isOver)
        {
            _engine.Approve(plan.Request!, approved);
        }
    }
}
