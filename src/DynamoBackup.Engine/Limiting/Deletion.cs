using Amazon.DynamoDBv2.Model;

namespace DynamoBackup.Engine.Limiting;

/// <summary>What has become of a backup that no rule keeps.</summary>
internal enum DeletionState
{
    /// <summary>It is not approved.</summary>
    Planned,

    /// <summary>It is approved.</summary>
    Approved,

    /// <summary>It is approved, and an attempt had no clear answer: the backup may be deleted already.</summary>
    Uncertain,

    /// <summary>It was deleted here.</summary>
    Deleted,

    /// <summary>Somebody else had deleted it.</summary>
    Gone,

    /// <summary>It was not deleted in time, and is not tried again.</summary>
    TimedOut,

    /// <summary>It is not tried again, and whether it was deleted is not known.</summary>
    Unknown,
}

/// <summary>A backup that no rule keeps.</summary>
/// <param name="backup">The backup, as it was listed last.</param>
/// <param name="tableId">The id of the table it was made of; null where no listing showed it.</param>
internal sealed class Deletion(BackupDetails backup, string? tableId)
{
    public BackupDetails Backup { get; set; } = backup;

    public string? TableId { get; } = tableId;

    public DeletionState State { get; set; }

    /// <summary>Whether it is approved, and neither done nor given up.</summary>
    public bool IsDue => State is DeletionState.Approved or DeletionState.Uncertain;

    /// <summary>Whether an attempt had no clear answer, and nothing has shown since what it did.</summary>
    public bool MayBeDeleted => State is DeletionState.Uncertain or DeletionState.Unknown;

    /// <summary>Whether the backup is known to exist no more.</summary>
    public bool IsOver => State is DeletionState.Deleted or DeletionState.Gone;
}
