namespace DynamoBackup.Tests.Engine;

/// <summary>Calls of one operation on a virtual clock.</summary>
internal sealed class PaceRun
{
    private readonly VirtualScheduler _scheduler = new();
    private readonly Func<TimeSpan>? _lateBy;
    private int _inFlight;

    public PaceRun(int rate, int seats = 100, Func<TimeSpan>? lateBy = null)
    {
        _lateBy = lateBy;
        Run = new EngineRun(lateBy is null ? Clock : new LateTime(this), new Random(1));
        Pace = new Pace(rate, Run, new Seats(seats));
    }

    public VirtualTime Clock { get; } = new();

    public EngineRun Run { get; }

    public Pace Pace { get; }

    public List<(int Turn, TimeSpan At)> Starts { get; } = [];

    public int Entered { get; private set; }

    public int GivenUp { get; private set; }

    public int MostInFlight { get; private set; }

    public int MostInOneSecond =>
        Starts.Select((start, i) => i + 1 - Starts.FindIndex(other => other.At > start.At - TimeSpan.FromSeconds(1)))
            .DefaultIfEmpty().Max();

    public void Enter(int calls, TimeSpan callTakes = default, CancellationTokenSource? givenUpBy = null)
    {
        for (var i = 0; i < calls; i++)
        {
            var turn = Entered++;
            _ = Task.Factory.StartNew(
                () => EnterAsync(turn, callTakes, givenUpBy?.Token ?? default),
                CancellationToken.None,
                TaskCreationOptions.None,
                _scheduler);
        }

        _scheduler.RunAll();
    }

    public void Pass(TimeSpan time)
    {
        var hasPassed = false;
        Clock.At(time, () => hasPassed = true);
        while (!hasPassed)
        {
            _scheduler.RunAll();
            Clock.Advance();
        }

        _scheduler.RunAll();
    }

    public void ToEnd()
    {
        do
        {
            _scheduler.RunAll();
        }
        while (Clock.Advance());
    }

    private async Task EnterAsync(int turn, TimeSpan callTakes, CancellationToken cancellation)
    {
        Turn held;
        try
        {
            held = await Pace.TakeTurnAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            GivenUp++;
            return;
        }

        Starts.Add((turn, Clock.Now));
        MostInFlight = Math.Max(MostInFlight, ++_inFlight);
        await Clock.DelayAsync(callTakes);
        _inFlight--;
        held.Dispose();
    }

    /// <summary>A clock whose timers are late, as a busy machine's are.</summary>
    private sealed class LateTime(PaceRun run) : TimeProvider
    {
        public override long TimestampFrequency => run.Clock.TimestampFrequency;

        public override long GetTimestamp() => run.Clock.GetTimestamp();

        public override DateTimeOffset GetUtcNow() => run.Clock.GetUtcNow();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            run.Clock.CreateTimer(callback, state, dueTime + run._lateBy!(), period);
    }
}
