namespace DynamoBackup.Simulation;

/// <summary>Time that passes only when it is told to.</summary>
internal sealed class VirtualClock : IClock
{
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly PriorityQueue<Action, (TimeSpan Due, long Order)> _timers = new();
    private long _order;

    public TimeSpan Now { get; private set; } = TimeSpan.FromHours(1);

    public DateTimeOffset UtcNow => Start + Now;

    /// <summary>When the next timer is due; null where there is none.</summary>
    public TimeSpan? NextDue => _timers.TryPeek(out _, out var next) ? next.Due : null;

    public Task Delay(TimeSpan delay, CancellationToken cancellationToken)
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

    public void CancelAfter(CancellationTokenSource source, TimeSpan delay)
    {
        if (delay <= TimeSpan.Zero)
        {
            source.Cancel();
            return;
        }

        At(delay, () =>
        {
            try
            {
                source.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // As a real source's timer: gone with the source.
            }
        });
    }

    /// <summary>Does something when the time has passed.</summary>
    public void At(TimeSpan delay, Action action)
    {
        // A delay of all time would pass the end of TimeSpan.
        var due = delay > TimeSpan.FromDays(1000) ? TimeSpan.FromDays(1000) : Now + delay;
        _timers.Enqueue(action, (due, _order++));
    }

    /// <summary>Goes to the next timer and does what it is for.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Advance()
    {
        if (!_timers.TryDequeue(out var action, out var timer))
        {
            return false;
        }

        Now = timer.Due > Now ? timer.Due : Now;
        action();
        return true;
    }
}
