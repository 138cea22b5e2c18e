using DynamoBackup.Engine.Runtime;

namespace DynamoBackup.Engine.Calling;

/// <summary>
/// Lets calls of one operation start, under its published rate: after a pause up to a second's worth at once, then as many as
/// leave any second under the rate; evenly and slower after a throttled answer, and then gradually up again.
/// </summary>
internal sealed class Pace
{
    // A throttled answer shows that others use the rate: a quarter less. 5 % of the full rate back each second finds
    // freed capacity again within 20 s, while at a halved rate one call in about 50 is the probe that is throttled.
    private const double SlowDown = 0.75;
    private const double RecoveryPerSecond = 0.05;
    private const double SlowestShare = 0.02;

    // After the first burst calls are this many times as dense as the rate, so that no crowd of them meets on the way.
    private const int Density = 4;

    private static readonly TimeSpan LongestConnecting = TimeSpan.FromSeconds(2);

    // A late timer is made up for, by at most this much at a time: a slowed pace is not followed by a burst.
    private static readonly TimeSpan CatchUp = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan CatchUpWhenSlowed = TimeSpan.FromMilliseconds(100);

    // Calls can arrive bunched by the network: a window of a second there is one of 20 ms more here.
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(1020);

    private readonly EngineRun _run;
    private readonly Seats _seats;
    private readonly int _publishedRate;
    private readonly Queue<TaskCompletionSource<Turn>> _waiting = new();
    private readonly Queue<TimeSpan> _lastStarts = new();

    // The first calls open connections, and may arrive long after they started, those after them at once.
    private readonly TaskCompletionSource _firstEnd = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TimeSpan _lastStart = TimeSpan.FromDays(-1);
    private TimeSpan _slot;
    private int _leftOfBurst;
    private double _slowedRate;
    private TimeSpan _slowedAt;
    private bool _isLetting;

    /// <summary>Makes a pace.</summary>
    /// <param name="publishedRate">The documented most calls a second, at least 1.</param>
    /// <param name="run">The run, for its time.</param>
    /// <param name="seats">The seats for calls in flight; a call that may start holds one.</param>
    public Pace(int publishedRate, EngineRun run, Seats seats)
    {
        _run = run;
        _seats = seats;
        _publishedRate = publishedRate;
        _slowedRate = publishedRate;
        _slowedAt = run.Now;
        _slot = run.Now;
    }

    /// <summary>Calls a second at this moment.</summary>
    public double Rate
    {
        get
        {
            var recovered = _slowedRate + (_publishedRate * RecoveryPerSecond * (_run.Now - _slowedAt).TotalSeconds);
            return Math.Min(_publishedRate, recovered);
        }
    }

    private bool IsSlowed => Rate < _publishedRate;

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
            if (!_isLetting)
            {
                // Who waits already is let start at intervals: only after a pause nobody is owed one.
                _leftOfBurst = _run.Now - _lastStart > Window ? _publishedRate : _leftOfBurst;
                _ = LetCallsStartAsync();
            }

            return await turn.Task;
        }
    }

    /// <summary>A call was throttled. Calls that were on their way when the pace last slowed do not slow it again.</summary>
    /// <param name="started">When that call started.</param>
    public void SlowDownFor(TimeSpan started)
    {
        if (started < _slowedAt && _slowedRate < _publishedRate)
        {
            return;
        }

        _slowedRate = Math.Max(_publishedRate * SlowestShare, Rate * SlowDown);
        _slowedAt = _run.Now;
    }

    private async Task LetCallsStartAsync()
    {
        _isLetting = true;
        try
        {
            while (DropGivenUp())
            {
                if (_lastStarts.Count == _publishedRate && !_firstEnd.Task.IsCompleted)
                {
                    // An answer that takes longer shows nothing of how long connections take.
                    await Either.EndsAsync(_firstEnd.Task, _run.DelayAsync(LongestConnecting, _run.StopToken));
                    _run.ThrowIfStopped();
                    _firstEnd.TrySetResult();
                    continue;
                }

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
            // The run was stopped: whoever waits has a token of its own for that.
        }
        finally
        {
            _isLetting = false;
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
        var slot = !IsSlowed && _leftOfBurst > 0 ? _run.Now : _slot;
        var windowOpens = _lastStarts.Count < _publishedRate ? TimeSpan.MinValue : _lastStarts.Peek() + Window;
        return windowOpens > slot ? windowOpens : slot;
    }

    private bool LetOneStart(Turn turn)
    {
        while (_waiting.Count > 0)
        {
            if (_waiting.Dequeue().TrySetResult(new Turn(() => End(turn))))
            {
                CountStart();
                return true;
            }
        }

        return false;
    }

    private void End(Turn turn)
    {
        turn.Dispose();
        if (!_firstEnd.TrySetResult())
        {
            return;
        }

        // All that had started by then counts as if it arrived now.
        _lastStart = _run.Now;
        for (var i = _lastStarts.Count; i > 0; i--)
        {
            _lastStarts.Dequeue();
            _lastStarts.Enqueue(_run.Now);
        }
    }

    private void CountStart()
    {
        var now = _run.Now;
        _leftOfBurst = Math.Max(0, _leftOfBurst - 1);
        _lastStart = now;
        var oldestSlot = now - (IsSlowed ? CatchUpWhenSlowed : CatchUp);
        _slot = (_slot > oldestSlot ? _slot : oldestSlot) + TimeSpan.FromSeconds(1 / (IsSlowed ? Rate : Density * _publishedRate));
        _lastStarts.Enqueue(now);
        if (_lastStarts.Count > _publishedRate)
        {
            _lastStarts.Dequeue();
        }
    }
}
