using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;

namespace DynamoBackup.Engine;

/// <summary>The machine's own clock.</summary>
public sealed class SystemClock : IClock
{
    private readonly Stopwatch _stopwatch = Stopwatch.StartNew();

    /// <inheritdoc/>
    public TimeSpan Now => _stopwatch.Elapsed;

    /// <inheritdoc/>
    public DateTimeOffset UtcNow => DateTimeOffset.UtcNow;

    /// <inheritdoc/>
    public Task Delay(TimeSpan delay, CancellationToken cancellationToken) =>
        Task.Delay(Positive(delay), cancellationToken);

    /// <inheritdoc/>
    public void CancelAfter(CancellationTokenSource source, TimeSpan delay) => source.CancelAfter(Positive(delay));

    // A timer takes at most 2^32 - 2 ms (CancellationTokenSource.CancelAfter); a longer wait is as good as endless.
    private static TimeSpan Positive(TimeSpan delay)
    {
        var longest = TimeSpan.FromMilliseconds(uint.MaxValue - 1.0);
        return delay < TimeSpan.Zero ? TimeSpan.Zero : delay > longest ? longest : delay;
    }
}
