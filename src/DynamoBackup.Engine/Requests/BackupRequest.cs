namespace DynamoBackup.Engine.Requests;

/// <summary>
/// One request to the engine: a <see cref="CreateRequest"/>, a <see cref="WaitRequest"/> or a <see cref="LimitRequest"/>.
/// </summary>
public abstract class BackupRequest
{
    /// <summary>The longest timeout and poll interval: a year, well below where sums of times overflow.</summary>
    public static readonly TimeSpan LongestTime = TimeSpan.FromDays(365);

    private protected BackupRequest(BackupTarget target, string tableName, TimeSpan timeout)
    {
        if (timeout <= TimeSpan.Zero || timeout > LongestTime)
        {
            throw new ArgumentOutOfRangeException(
                nameof(timeout), timeout, "The timeout must be more than zero and at most a year.");
        }

        Target = target;
        TableName = tableName;
        Timeout = timeout;
    }

    /// <summary>The account and region.</summary>
    public BackupTarget Target { get; }

    /// <summary>The table's name, for messages and progress.</summary>
    public string TableName { get; }

    /// <summary>
    /// How long the request may take: from its first service call (a wait: from when it was submitted; a limit: for each deletion).
    /// More than zero, at most <see cref="LongestTime"/>.
    /// </summary>
    public TimeSpan Timeout { get; }

    private protected static TimeSpan? CheckInterval(TimeSpan? pollInterval) =>
        pollInterval <= TimeSpan.Zero || pollInterval > LongestTime
            ? throw new ArgumentOutOfRangeException(
                nameof(pollInterval), pollInterval, "The poll interval must be more than zero and at most a year.")
            : pollInterval;
}
