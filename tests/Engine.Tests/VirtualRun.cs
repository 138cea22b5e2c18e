using Xunit;

namespace DynamoBackup.Tests.Engine;

/// <summary>An engine on a virtual clock over a service that a test scripts call by call.</summary>
internal sealed class VirtualRun : IDisposable
{
    private static readonly TimeSpan LongestRun = TimeSpan.FromHours(2);

    private readonly SimulatedProcess _process;
    private readonly VirtualScheduler _scheduler;
    private readonly BackupEngine _engine;
    private readonly TimeSpan _start;
    private int _toCome;

    public VirtualRun(int seed = 1, int throttleLimit = EngineOptions.DefaultThrottleLimit)
    {
        _start = Clock.Now;
        _process = new SimulatedProcess(Clock);
        _scheduler = _process.Scheduler;
        _engine = new BackupEngine(
            new EngineOptions
            {
                Time = _process,
                Scheduler = _scheduler,
                Random = new Random(seed),
                ThrottleLimit = throttleLimit,
                Created = Created,
            });
        Target = new BackupTarget(Service, "us-east-1", "http://scripted");
    }

    public VirtualTime Clock { get; } = new();

    public ScriptedService Service { get; } = new();

    public BackupTarget Target { get; }

    /// <summary>The backups that the run has created, by this engine or another.</summary>
    public CreatedBackups Created { get; } = new();

    /// <summary>The virtual time since the run was made.</summary>
    public TimeSpan Elapsed => Clock.Now - _start;

    /// <summary>What is consented to of a plan; all of its deletions unless told otherwise.</summary>
    public Func<TablePlanned, IReadOnlyCollection<string>> Consent { get; set; } = plan =>
        [.. plan.Backups.Where(backup => backup.Fate is BackupFate.Delete).Select(backup => backup.Details.BackupArn)];

    /// <summary>How far the run is.</summary>
    public RunProgress Progress => _engine.Progress;

    /// <summary>What was said, and when.</summary>
    public List<(BackupEvent Event, TimeSpan At)> Events { get; } = [];

    /// <summary>Submits requests, and takes events until each has ended.</summary>
    public IReadOnlyList<BackupEvent> ToEnd(params IEnumerable<BackupRequest> requests)
    {
        var all = requests.ToList();
        Assert.All(all, request => Assert.True(_engine.TrySubmit(request)));
        EndInput();
        while (true)
        {
            if (!_process.IsFrozen)
            {
                _scheduler.RunAll();
                TakeAll();
            }

            if (_engine.IsDone)
            {
                return all.ConvertAll(request => Events.Single(said => said.Event.Request == request && said.Event.EndsRequest).Event);
            }

            Assert.True(Clock.Advance() && Elapsed < LongestRun, "The run does not end.");
        }
    }

    /// <summary>Has more requests submitted when the time has passed; <see cref="ToEnd"/> waits for them.</summary>
    public void SubmitLater(TimeSpan delay, IEnumerable<BackupRequest> requests)
    {
        _toCome++;
        Clock.At(delay, () =>
        {
            Assert.All(requests.ToList(), request => Assert.True(_engine.TrySubmit(request)));
            _toCome--;
            EndInput();
        });
    }

    /// <summary>Has the process stand still for a time, as a paused container does, while the service goes on.</summary>
    /// <param name="delay">When, from now on.</param>
    /// <param name="time">For how long.</param>
    public void FreezeLater(TimeSpan delay, TimeSpan time) => Clock.At(delay, () => _process.Freeze(time));

    /// <summary>Stops the run.</summary>
    public void Stop() => _engine.Cancel();

    /// <summary>Submits requests, and lets time go on past the stop that is to come, for as long as anything waits for it.</summary>
    public void ToStop(params IEnumerable<BackupRequest> requests)
    {
        Assert.All(requests.ToList(), request => Assert.True(_engine.TrySubmit(request)));
        do
        {
            _scheduler.RunAll();
            TakeAll();
            _scheduler.RunAll();
        }
        while (Clock.Advance() && Elapsed < LongestRun);

        Assert.True(_engine.IsDone, "The run was not stopped.");
    }

    /// <summary>Lists the tables, to the end.</summary>
    public TableListing ListTables()
    {
        var listing = _engine.ListTablesAsync(Target);
        for (_scheduler.RunAll(); !listing.IsCompleted; _scheduler.RunAll())
        {
            Assert.True(Clock.Advance() && Elapsed < LongestRun, "The listing does not end.");
        }

        return listing.GetAwaiter().GetResult();
    }

    private void EndInput()
    {
        if (_toCome == 0)
        {
            _engine.CompleteAdding();
        }
    }

    private void TakeAll()
    {
        while (_engine.TryTake(out var next, TimeSpan.Zero, CancellationToken.None))
        {
            Events.Add((next!, Elapsed));
            if (next is TablePlanned plan)
            {
                _engine.Approve(plan.Request!, Consent(plan));
                _scheduler.RunAll();
            }
        }
    }

    public void Dispose() => _engine.Dispose();
}
