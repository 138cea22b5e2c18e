namespace DynamoBackup.Output;

/// <summary>What a dry run of Limit-DdbBackup comes to, of one table or of all.</summary>
internal sealed class DryRunSum
{
    /// <summary>How many tables were planned.</summary>
    public int Tables { get; private set; }

    /// <summary>How many backups would be deleted.</summary>
    public int ToDelete { get; private set; }

    /// <summary>How many a rule keeps.</summary>
    public int ToKeep { get; private set; }

    /// <summary>How many the rules are not about.</summary>
    public int Others { get; private set; }

    /// <summary>The bytes of those that would be deleted.</summary>
    public long Bytes { get; private set; }

    /// <summary>Counts a backup.</summary>
    /// <param name="backup">The backup.</param>
    public void Add(PlannedTableBackup backup)
    {
        ToKeep += backup.Fate is nameof(BackupFate.Keep) ? 1 : 0;
        Others += backup.Fate is nameof(BackupFate.Ignore) ? 1 : 0;
        ToDelete += backup.Fate is nameof(BackupFate.Delete) ? 1 : 0;
        Bytes += backup.Fate is nameof(BackupFate.Delete) ? backup.BackupSizeBytes : 0;
    }

    /// <summary>Counts a table.</summary>
    /// <param name="table">What it comes to.</param>
    public void Add(DryRunSum table)
    {
        Tables++;
        ToDelete += table.ToDelete;
        ToKeep += table.ToKeep;
        Others += table.Others;
        Bytes += table.Bytes;
    }
}
