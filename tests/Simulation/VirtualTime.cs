namespace DynamoBackup.Simulation;

/// <summary>
/// Time that passes only when it is told to. Timers fire as it passes them, on the thread that moves it, the earliest first and
/// those of one moment in the order they were set.
/// </summary>
public sealed class VirtualTime : TimeProvider
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 11, 0, 0, TimeSpan.Zero);

    // A delay of all time would pass the end of TimeSpan.
    private static readonly TimeSpan EndOfTime = TimeSpan.FromDays(1000);

    private readonly Lock _lock = new();
    private readonly PriorityQueue<(VirtualTimer Timer, long Setting), (TimeSpan Due, long Order)> _queue = new();
    private TimeSpan _now = TimeSpan.FromHours(1);
    private TimeSpan _wallAhead;
    private long _order;
    private int _waiting;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>Time since an arbitrary start.</summary>
    public TimeSpan Now
    {
        get
        {
            lock (_lock)
            {
                return _now;
            }
        }
    }

    /// <summary>How many timers (delays among them) wait for time to pass.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
            {
                return _waiting;
            }
        }
    }

    /// <summary>When the next timer is due; null where there is none.</summary>
    public TimeSpan? NextDue
    {
        get
        {
            lock (_lock)
            {
                DropDisposed();
                return _queue.TryPeek(out _, out var next) ? next.Due : null;
            }
        }
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return Start + _now + _wallAhead;
        }
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => Now.Ticks;

    /// <summary>Sets the wall clock on (back, where negative), as a machine's that slept or was corrected; no timer sees it.</summary>
    public void StepWall(TimeSpan by)
    {
        lock (_lock)
        {
            _wallAhead += by;
        }
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Does something when the time has passed.</summary>
    public void At(TimeSpan delay, Action action) => new VirtualTimer(this, action).Change(delay, Timeout.InfiniteTimeSpan);

    /// <summary>A task that ends when the time has passed, to the tick, unlike Task.Delay: different times stay apart.</summary>
    public Task DelayAsync(TimeSpan delay, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled(cancellationToken);
        }

        if (delay <= TimeSpan.Zero)
        {
            return Task.CompletedTask;
        }

        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var registration = cancellationToken.Register(() => end.TrySetCanceled(cancellationToken));
        At(delay, () =>
        {
            registration.Dispose();
            end.TrySetResult();
        });
        return end.Task;
    }

    /// <summary>Goes to the next timer and does what it is for.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Advance() => FireNext(EndOfTime);

    /// <summary>Moves time on, stopping at each timer that comes due on the way.</summary>
    public void Advance(TimeSpan by)
    {
        var end = Now + by;
        while (FireNext(end))
        {
        }

        lock (_lock)
        {
            _now = end > _now ? end : _now;
        }
    }

    private bool FireNext(TimeSpan end)
    {
        VirtualTimer timer;
        lock (_lock)
        {
            DropDisposed();
            if (!_queue.TryPeek(out var next, out var due) || due.Due > end)
            {
                return false;
            }

            _queue.Dequeue();
            _now = due.Due > _now ? due.Due : _now;
            timer = next.Timer;
            timer.Fired();
        }

        timer.Callback();
        return true;
    }

    private void DropDisposed()
    {
        while (_queue.TryPeek(out var next, out _) && next.Setting != next.Timer.Setting)
        {
            _queue.Dequeue();
        }
    }

    private sealed class VirtualTimer(VirtualTime time, Action callback) : ITimer
    {
        private TimeSpan _period;
        private bool _isSet;

        public Action Callback { get; } = callback;

        /// <summary>Changes with each setting: one that was changed since it was queued is no longer due.</summary>
        public long Setting { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._lock)
            {
                Unset();
                _period = period;
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    Set(dueTime);
                }
            }

            return true;
        }

        /// <summary>Sets the next time, where there is a period; the lock is held.</summary>
        public void Fired()
        {
            Unset();
            if (_period > TimeSpan.Zero)
            {
                Set(_period);
            }
        }

        public void Dispose()
        {
            lock (time._lock)
            {
                Unset();
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Set(TimeSpan dueTime)
        {
            _isSet = true;
            time._waiting++;
            var due = dueTime > EndOfTime - time._now ? EndOfTime : time._now + dueTime;
            time._queue.Enqueue((this, Setting), (due, time._order++));
        }

        private void Unset()
        {
            Setting++;
            if (_isSet)
            {
                _isSet = false;
                time._waiting--;
            }
        }
    }
}
