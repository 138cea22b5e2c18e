namespace DynamoBackup.BackupEndpoint;

/// <summary>A backup as a test sees it from outside, deleted ones included.</summary>
/// <param name="TableName">The table backed up.</param>
/// <param name="BackupName">The name that the caller gave it.</param>
/// <param name="BackupArn">Its ARN.</param>
/// <param name="Status">CREATING, AVAILABLE or DELETED.</param>
/// <param name="Account">The account id.</param>
/// <param name="Region">The region.</param>
/// <param name="Created">When it was asked for, by the service's clock.</param>
/// <param name="TableId">The id of the table backed up: a table made again under the same name has another.</param>
/// <param name="Type">USER, SYSTEM or AWS_BACKUP.</param>
public sealed record BackupSnapshot(
    string TableName, string BackupName, string BackupArn, string Status, string Account, string Region, DateTimeOffset Created,
    Guid TableId, string Type);
