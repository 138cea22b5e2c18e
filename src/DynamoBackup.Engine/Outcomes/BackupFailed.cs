using DynamoBackup.Engine.Requests;

namespace DynamoBackup.Engine.Outcomes;

/// <summary>The request failed.</summary>
public sealed class BackupFailed : BackupEvent
{
    internal BackupFailed(BackupRequest request, BackupFailure failure)
        : base(request) => Failure = failure;

    /// <summary>What happened, and what to do next.</summary>
    public BackupFailure Failure { get; }

    /// <inheritdoc/>
    public override bool EndsRequest => true;
}
