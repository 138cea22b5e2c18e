
namespace DynamoBackup.Engine.Calling;

/// <summary>
/// Lets calls of one operation start, evenly and under its published rate; slower after a throttled answer, and then
/// gradually up again.
/// </summary>
internal sealed class Pace
{
    // Calls that leave just under the rate can arrive bunched by the network: 2 % of room lets 20 ms of jitter pass.
    private const double ShareOfPublishedRate = 0.98;

    // A throttled answer tells that others use the rate: a quarter less. 5 % of the full rate back each second finds
    // freed capacity again within 20 s, while at a halved rate one call in about 50 is the probe that is throttled.
    private const double SlowDown = 0.75;
    private const double RecoveryPerSecond = 0.05;
    private const double SlowestShare = 0.02;

    // A late timer is made up for, by at most this much at a time: a longer pause is not followed by a burst.
    private static readonly TimeSpan CatchUp = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);

    private readonly EngineRun _run;
    private readonly Seats _seats;
    private readonly double _fullRate;
    private readonly Queue<TaskCompletionSource<Turn>> _waiting = new();
    private readonly Queue<TimeSpan> _lastStarts = new();
    private readonly int _mostInWindow;
    private TimeSpan _slot;
    private double _slowedRate;
    private TimeSpan _slowedAt;
    private bool _letting;

    /// <summary>Makes a pace.</summary>
    /// <param name="publishedRate">The documented most calls a second, at least 1.</param>
    /// <param name="run">The run, for its time.</param>
    /// <param name="seats">The seats for calls in flight; a call that may start holds one.</param>
    public Pace(int publishedRate, EngineRun run, Seats seats)
    {
        _run = run;
        _seats = seats;
        _mostInWindow = publishedRate;
        _fullRate = publishedRate * ShareOfPublishedRate;
        _slowedRate = _fullRate;
        _slot = run.Now;
        _slowedAt = run.Now;
    }

    /// <summary>Calls a second at this moment.</summary>
    public double Rate
    {
        get
        {
            var recovered = _slowedRate + (_fullRate * RecoveryPerSecond * (_run.Now - _slowedAt).TotalSeconds);
            return Math.Min(_fullRate, recovered);
        }
    }

    /// <summary>Waits for the turn of one call.</summary>
    /// <param name="cancellationToken">Gives the turn up.</param>
    /// <returns>The turn, which holds a seat until it is disposed of.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled first; no seat is held.</exception>
    public async Task<Turn> TakeTurnAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var turn = new TaskCompletionSource<Turn>(TaskCreationOptions.RunContinuationsAsynchronously);
        using (cancellationToken.Register(() => turn.TrySetCanceled()))
        {
            _waiting.Enqueue(turn);
            if (!_letting)
            {
                _ = LetCallsStartAsync();
            }

            return await turn.Task;
        }
    }

    /// <summary>A call was throttled. Calls that were on their way when the pace last slowed do not slow it again.</summary>
    /// <param name="started">When that call started.</param>
    public void SlowDownFor(TimeSpan started)
    {
        if (started < _slowedAt && _slowedRate < _fullRate)
        {
            return;
        }

        _slowedRate = Math.Max(_fullRate * SlowestShare, Rate * SlowDown);
        _slowedAt = _run.Now;
    }

    private async Task LetCallsStartAsync()
    {
        _letting = true;
        try
        {
            while (DropGivenUp())
            {
                var wait = NextStart() - _run.Now;
                if (wait > TimeSpan.Zero)
                {
                    await _run.DelayAsync(wait, _run.StopToken);
                    continue;
                }

                var turn = await _seats.TakeAsync();
                if (NextStart() > _run.Now || !LetOneStart(turn))
                {
                    turn.Dispose();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The run was stopped: whoever waits is told by its own token.
        }
        finally
        {
            _letting = false;
        }
    }

    private bool DropGivenUp()
    {
        while (_waiting.Count > 0 && _waiting.Peek().Task.IsCompleted)
        {
            _waiting.Dequeue();
        }

        return _waiting.Count > 0;
    }

    private TimeSpan NextStart()
    {
        if (_lastStarts.Count < _mostInWindow)
        {
            return _slot;
        }

        // One tick past the window: the start that leaves it and the one that enters never share it.
        var windowOpens = _lastStarts.Peek() + Window + TimeSpan.FromTicks(1);
        return windowOpens > _slot ? windowOpens : _slot;
    }

    private bool LetOneStart(Turn turn)
    {
        while (_waiting.Count > 0)
        {
            if (!_waiting.Dequeue().TrySetResult(turn))
            {
                continue;
            }

            var now = _run.Now;
            var oldestSlot = now - CatchUp;
            _slot = (_slot > oldestSlot ? _slot : oldestSlot) + TimeSpan.FromSeconds(1 / Rate);
            _lastStarts.Enqueue(now);
            if (_lastStarts.Count > _mostInWindow)
            {
                _lastStarts.Dequeue();
            }

            return true;
        }

        return false;
    }
}
