using Amazon.DynamoDBv2.Model;
using DynamoBackup.Engine.Requests;

namespace DynamoBackup.Engine.Outcomes;

/// <summary>A backup was deleted.</summary>
public sealed class BackupDeleted : BackupEvent
{
    internal BackupDeleted(BackupRequest request, BackupDetails details, string? tableId)
        : base(request)
    {
        Details = details;
        TableId = tableId;
    }

    /// <summary>The backup as it was, its status DELETED.</summary>
    public BackupDetails Details { get; }

    /// <summary>The id of the table it was made of; null where no listing showed it.</summary>
    public string? TableId { get; }

    /// <inheritdoc/>
    public override bool EndsRequest => false;
}
