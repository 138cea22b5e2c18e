namespace DynamoBackup.BackupEndpoint;

/// <summary>A backup. Only its deletion changes it, under the lock of its <see cref="BackupSet"/>.</summary>
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

    /// <summary>USER, SYSTEM or AWS_BACKUP.</summary>
    public string Type { get; init; } = "USER";

    /// <summary>When it expires, in milliseconds since 1970; null where it does not.</summary>
    public long? ExpiresMs { get; init; }

    public bool Deleted { get; private set; }

    /// <summary>A deleted backup that DescribeBackup still shows, as DELETED.</summary>
    public bool ShownDeleted { get; private set; }

    /// <summary>The clock's ticks until which lists show it although it is deleted.</summary>
    public long ListedUntil { get; private set; } = long.MaxValue;

    public string Status(long now) => Deleted ? "DELETED" : now >= Available ? "AVAILABLE" : "CREATING";

    /// <summary>What lists say of it: they may not have heard of its deletion.</summary>
    public string ListedStatus(long now) => now >= Available ? "AVAILABLE" : "CREATING";

    public void Delete(DeletedMode mode, long listedUntil)
    {
        Deleted = true;
        ShownDeleted = mode == DeletedMode.Status;
        ListedUntil = listedUntil;
    }
}
