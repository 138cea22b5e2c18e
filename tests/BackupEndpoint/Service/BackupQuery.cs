namespace DynamoBackup.BackupEndpoint;

/// <summary>What a page of ListBackups is asked to hold.</summary>
internal sealed record BackupQuery
{
    /// <summary>Only this table's backups; null for all.</summary>
    public string? Table { get; init; }

    /// <summary>USER, SYSTEM, AWS_BACKUP or ALL.</summary>
    public required string Type { get; init; }

    /// <summary>The first millisecond listed.</summary>
    public long FromMs { get; init; }

    /// <summary>The first millisecond not listed any more.</summary>
    public long ToMs { get; init; } = long.MaxValue;

    /// <summary>The last backup of the page before.</summary>
    public BackupPosition? After { get; init; }

    /// <summary>The most to return.</summary>
    public required int Limit { get; init; }

    /// <summary>The clock's ticks.</summary>
    public required long Now { get; init; }

    /// <summary>Only backups created by this tick of the clock: later ones do not show yet.</summary>
    public required long CreatedBy { get; init; }

    public bool Shows(Backup backup) => backup.Created <= CreatedBy && (Type == "ALL" || backup.Type == Type)
        && (!backup.Deleted || Now < backup.ListedUntil);
}
