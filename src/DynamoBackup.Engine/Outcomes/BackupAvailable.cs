using Amazon.DynamoDBv2.Model;
using DynamoBackup.Engine.Requests;

namespace DynamoBackup.Engine.Outcomes;

/// <summary>The backup is AVAILABLE.</summary>
public sealed class BackupAvailable : BackupEvent
{
    internal BackupAvailable(BackupRequest request, BackupDetails details, string? tableId, CreateBackupResponse? response)
        : base(request)
    {
        Details = details;
        TableId = tableId;
        Response = response;
    }

    /// <summary>The backup, as it was last read.</summary>
    public BackupDetails Details { get; }

    /// <summary>
    /// The id of the table it was made of, which tells tables apart that were made one after the other under one name; null where
    /// the service did not show it.
    /// </summary>
    public string? TableId { get; }

    /// <summary>The answer to its creation, its BackupDetails brought up to date; null where it was only waited for.</summary>
    public CreateBackupResponse? Response { get; }

    /// <inheritdoc/>
    public override bool EndsRequest => true;
}
