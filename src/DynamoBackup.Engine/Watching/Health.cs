using DynamoBackup.Engine.Runtime;

namespace DynamoBackup.Engine.Watching;

/// <summary>Whether one of the two calls that read backups works: after a failure the other is preferred for a while.</summary>
internal sealed class Health(EngineRun run)
{
    private static readonly TimeSpan TimeToRecover = TimeSpan.FromSeconds(15);

    private TimeSpan? _failedAt;

    /// <summary>Whether it failed in the last 15 s and has not worked since.</summary>
    public bool IsFailing => _failedAt is { } at && run.Now - at < TimeToRecover;

    public void Worked() => _failedAt = null;

    public void Failed() => _failedAt = run.Now;
}
