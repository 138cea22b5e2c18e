using DynamoBackup.Simulation;
using Xunit;

namespace DynamoBackup.Tests.Engine;

/// <summary>An engine on a virtual clock over a service that a test scripts call by call.</summary>
internal sealed class VirtualRun : IDisposable
{
    private static readonly TimeSpan LongestRun = TimeSpan.FromHours(2);

    private readonly VirtualScheduler _scheduler = new();
    private readonly BackupEngine _engine;
    private readonly TimeSpan _start;

    public VirtualRun(int seed = 1, int throttleLimit = EngineOptions.DefaultThrottleLimit)
    {
        _start = Clock.Now;
        _engine = new BackupEngine(
            new EngineOptions { Time = Clock, Scheduler = _scheduler, Random = new Random(seed), ThrottleLimit = throttleLimit });
        Target = new BackupTarget(Service, "us-east-1", "http://scripted");
    }

    public VirtualTime Clock { get; } = new();

    public ScriptedService Service { get; } = new();

    public BackupTarget Target { get; }

    /// <summary>The virtual time since the run was made.</summary>
    public TimeSpan Elapsed => Clock.Now - _start;

    /// <summary>What was said, and when.</summary>
    public List<(BackupEvent Event, TimeSpan At)> Events { get; } = [];

    /// <summary>Submits requests, and takes events until each has ended.</summary>
    public IReadOnlyList<BackupEvent> ToEnd(params IEnumerable<BackupRequest> requests)
    {
        var all = requests.ToList();
        Assert.All(all, request => Assert.True(_engine.TrySubmit(request)));
        _engine.CompleteAdding();
        while (true)
        {
            _scheduler.RunAll();
            while (_engine.TryTake(out var next, TimeSpan.Zero, CancellationToken.None))
            {
                Events.Add((next!, Elapsed));
            }

            if (_engine.IsDone)
            {
                return all.ConvertAll(request => Events.Single(said => said.Event.Request == request && said.Event.EndsRequest).Event);
            }

            Assert.True(Clock.Advance() && Elapsed < LongestRun, "The run does not end.");
        }
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

    public void Dispose() => _engine.Dispose();
}
