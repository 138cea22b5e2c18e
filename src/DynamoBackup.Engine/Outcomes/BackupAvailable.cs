using Amazon.DynamoDBv2.Model;
using DynamoBackup.Engine.Requests;

namespace DynamoBackup.Engine.Outcomes;

/// <summary>The backup is AVAILABLE.</summary>
public sealed class BackupAvailable : BackupEvent
{
    internal BackupAvailable(BackupRequest request, BackupDetails details, CreateBackupResponse? response)
        : base(request)
    {
        Details = details;
        Response = response;
    }

    /// <summary>The backup, as it was last read.</summary>
    public BackupDetails Details { get; }

    /// <summary>The answer to its creation, its BackupDetails brought up to date; null where it was only waited for.</summary>
    public CreateBackupResponse? Response { get; }

    /// <inheritdoc/>
    public override bool EndsRequest => true;
}
