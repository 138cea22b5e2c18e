using Amazon.DynamoDBv2.Model;
using DynamoBackup.Engine.Requests;

namespace DynamoBackup.Engine.Watching;

/// <summary>One request that waits for a backup.</summary>
/// <param name="Request">The request.</param>
/// <param name="Response">The answer to the backup's creation; null where the request only waits.</param>
/// <param name="Deadline">When its time is over.</param>
/// <param name="PollInterval">A fixed interval between polls; null for one that grows with the time elapsed.</param>
internal sealed record BackupWait(
    BackupRequest Request, CreateBackupResponse? Response, TimeSpan Deadline, TimeSpan? PollInterval);
