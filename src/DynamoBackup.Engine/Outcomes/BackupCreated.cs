using Amazon.DynamoDBv2.Model;
using DynamoBackup.Engine.Requests;

namespace DynamoBackup.Engine.Outcomes;

/// <summary>The service has taken the backup on.</summary>
public sealed class BackupCreated : BackupEvent
{
    internal BackupCreated(BackupRequest request, CreateBackupResponse response)
        : base(request)
    {
        Response = response;
        Details = response.BackupDetails;
    }

    /// <summary>
    /// The service's answer; for a backup found by looking, one made of what the listing told. Where the request waits,
    /// its BackupDetails are brought up to date in the end (<see cref="BackupAvailable.Response"/>).
    /// </summary>
    public CreateBackupResponse Response { get; }

    /// <summary>The backup as it was created.</summary>
    public BackupDetails Details { get; }

    /// <inheritdoc/>
    public override bool EndsRequest => !Request!.Wait;
}
