using DynamoBackup.Simulation;

namespace DynamoBackup.Tests.Engine;

/// <summary>Calls of one operation on a virtual clock.</summary>
internal sealed class PaceRun
{
    private readonly VirtualScheduler _scheduler = new();
    private readonly CallGate _gate;
    private readonly Func<TimeSpan>? _lateBy;
    private int _inFlight;

    public PaceRun(int rate, int seats = 100, CancellationTokenSource? stop = null, Func<TimeSpan>? lateBy = null)
    {
        _gate = new CallGate(seats);
        _lateBy = lateBy;
        Pace = new Pace(rate, lateBy is null ? Clock : new LateClock(this), _gate, keep: true, stop?.Token ?? default);
    }

    public VirtualClock Clock { get; } = new();

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
            _ = Task.Factory.StartNew(() =>
                EnterAsync(turn, callTakes, givenUpBy?.Token ?? default), CancellationToken.None, TaskCreationOptions.None, _scheduler);
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
        try
        {
            await Pace.EnterAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            GivenUp++;
            return;
        }

        Starts.Add((turn, Clock.Now));
        MostInFlight = Math.Max(MostInFlight, ++_inFlight);
        await Clock.Delay(callTakes, CancellationToken.None);
        _inFlight--;
        _gate.Leave();
    }

    /// <summary>A clock whose timers are late, as a busy machine's are.</summary>
    private sealed class LateClock(PaceRun run) : IClock
    {
        public TimeSpan Now => run.Clock.Now;

        public DateTimeOffset UtcNow => run.Clock.UtcNow;

        public Task Delay(TimeSpan delay, CancellationToken cancellationToken) =>
            run.Clock.Delay(delay + run._lateBy!(), cancellationToken);

        public void CancelAfter(CancellationTokenSource source, TimeSpan delay) => run.Clock.CancelAfter(source, delay);
    }
}
