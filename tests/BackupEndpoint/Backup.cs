namespace DynamoBackup.BackupEndpoint;

/// <summary>A backup as a test sees it from outside, deleted ones included.</summary>
/// <param name="TableName">The table backed up.</param>
/// <param name="BackupName">The name that the caller gave it.</param>
/// <param name="BackupArn">Its ARN.</param>
/// <param name="Status">CREATING, AVAILABLE or DELETED.</param>
/// <param name="Account">The account id.</param>
/// <param name="Region">The region.</param>
/// <param name="Created">When it was asked for, by the service's clock.</param>
public sealed record BackupSnapshot(
    string TableName, string BackupName, string BackupArn, string Status, string Account, string Region, DateTimeOffset Created);

/// <summary>A backup. Only its deletion changes it, under the lock of its <see cref="Vault"/>.</summary>
/// <param name="table">The table as it was.</param>
/// <param name="name">The name that the caller gave it; others may have the same.</param>
/// <param name="position">Its place in time.</param>
/// <param name="created">The clock's ticks at its creation.</param>
/// <param name="available">The clock's ticks from which it is AVAILABLE.</param>
internal sealed class Backup(Table table, string name, BackupPosition position, long created, long available)
{
    public Table Table { get; } = table;

    public string Name { get; } = name;

    public BackupPosition Position { get; } = position;

    public long Created { get; } = created;

    public long Available { get; } = available;

    public bool Deleted { get; set; }

    /// <summary>A deleted backup that DescribeBackup still shows, as DELETED.</summary>
    public bool ShownDeleted { get; set; }

    public string Status(long now) => Deleted ? "DELETED" : now >= Available ? "AVAILABLE" : "CREATING";
}

/// <summary>Where a backup stands in the order of lists, and what its ARN ends in: its time, 0 and 13 digits of milliseconds,
/// then eight hexadecimal digits.</summary>
internal readonly record struct BackupPosition(long Milliseconds, uint Suffix, string Table) : IComparable<BackupPosition>
{
    public string Resource => $"table/{Table}/backup/0{Milliseconds:0000000000000}-{Suffix:x8}";

    public int CompareTo(BackupPosition other)
    {
        int order = Milliseconds.CompareTo(other.Milliseconds);
        order = order != 0 ? order : Suffix.CompareTo(other.Suffix);
        return order != 0 ? order : string.CompareOrdinal(Table, other.Table);
    }
}
