namespace DynamoBackup.BackupEndpoint;

/// <summary>A table as a test sees it from outside.</summary>
/// <param name="TableName">Its name.</param>
/// <param name="TableId">Its id: a table made again under the same name has another.</param>
/// <param name="Status">CREATING, ACTIVE or DELETING.</param>
/// <param name="Account">The account id.</param>
/// <param name="Region">The region.</param>
public sealed record TableSnapshot(string TableName, Guid TableId, string Status, string Account, string Region);
