namespace DynamoBackup.Engine.Requests;

/// <summary>A request to wait until an existing backup is AVAILABLE.</summary>
/// <param name="target">The account and region.</param>
/// <param name="arn">The backup.</param>
/// <param name="timeout">The time allowed from now on: more than zero, at most <see cref="BackupRequest.LongestTime"/>.</param>
/// <param name="pollInterval">A fixed interval between polls: more than zero, at most <see cref="BackupRequest.LongestTime"/>; null
/// for one that grows with the time elapsed.</param>
/// <exception cref="ArgumentOutOfRangeException">A time is out of range.</exception>
public sealed class WaitRequest(BackupTarget target, BackupArn arn, TimeSpan timeout, TimeSpan? pollInterval = null)
    : BackupRequest(target, arn.TableName, timeout)
{
    /// <summary>The backup to wait for.</summary>
    public BackupArn Arn { get; } = arn;

    /// <summary>A fixed interval between polls; null for one that grows with the time elapsed.</summary>
    public TimeSpan? PollInterval { get; } = CheckInterval(pollInterval);
}
