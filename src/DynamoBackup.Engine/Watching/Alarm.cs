using DynamoBackup.Engine.Runtime;

namespace DynamoBackup.Engine.Watching;

/// <summary>Lets one loop sleep until a moment, and others wake it before.</summary>
internal sealed class Alarm(EngineRun run)
{
    private static readonly TimeSpan LongestSleep = TimeSpan.FromMinutes(1);

    // Rings that fall together are one: with thousands pending, each is a pass over all of them.
    private static readonly TimeSpan ShortestSleep = TimeSpan.FromMilliseconds(20);

    private TaskCompletionSource _ring = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TimeSpan _sleepsUntil;

    /// <summary>Wakes the loop now.</summary>
    public void Ring() => _ring.TrySetResult();

    /// <summary>Wakes the loop where it would sleep past a moment.</summary>
    public void RingBefore(TimeSpan moment)
    {
        if (moment < _sleepsUntil)
        {
            Ring();
        }
    }

    /// <summary>Sleeps until a moment, or a ring: 20 ms at least, a minute at most.</summary>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    public async Task SleepUntilAsync(TimeSpan moment)
    {
        var latest = run.Now + LongestSleep;
        _sleepsUntil = moment < latest ? moment : latest;
        var sleep = _sleepsUntil - run.Now;
        using var source = CancellationTokenSource.CreateLinkedTokenSource(run.StopToken);
        var delay = run.DelayAsync(sleep > ShortestSleep ? sleep : ShortestSleep, source.Token);
        await Either.EndsAsync(delay, _ring.Task);
        source.Cancel();
        _ring = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        run.ThrowIfStopped();
    }
}
