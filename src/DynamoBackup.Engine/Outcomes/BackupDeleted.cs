using Amazon.DynamoDBv2.Model;
using DynamoBackup.Engine.Requests;

namespace DynamoBackup.Engine.Outcomes;

/// <summary>A backup was deleted.</summary>
public sealed class BackupDeleted : BackupEvent
{
    internal BackupDeleted(BackupRequest request, BackupDetails details)
        : base(request) => Details = details;

    /// <summary>The backup as it was, its status DELETED.</summary>
    public BackupDetails Details { get; }

    /// <inheritdoc/>
    public override bool EndsRequest => false;
}
