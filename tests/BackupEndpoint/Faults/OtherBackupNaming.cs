namespace DynamoBackup.BackupEndpoint;

/// <summary>What is wrong with the ARN in the answer of a <see cref="FaultKind.OtherBackup"/> fault.</summary>
public enum OtherBackupNaming
{
    /// <summary>It names another region.</summary>
    Region,

    /// <summary>It names another account.</summary>
    Account,

    /// <summary>It names another table.</summary>
    Table,

    /// <summary>It names another backup of the same table.</summary>
    Id,

    /// <summary>There is none.</summary>
    NoArn,
}
