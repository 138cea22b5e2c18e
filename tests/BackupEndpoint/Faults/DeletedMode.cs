namespace DynamoBackup.BackupEndpoint;

/// <summary>What DescribeBackup says of a backup that a <see cref="FaultKind.Deleted"/> fault took away.</summary>
public enum DeletedMode
{
    /// <summary>BackupNotFoundException, as the service does.</summary>
    Gone,

    /// <summary>A description with the status DELETED, which the service model has.</summary>
    Status,
}
