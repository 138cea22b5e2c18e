using System;

namespace DynamoBackup.Output;

/// <summary>
/// What a dry run (-WhatIf) of Limit-DdbBackup emits: one backup of a table, and what would become of it. Its ARN is in no property
/// named BackupArn, so that what is kept cannot be piped on to a command that deletes.
/// </summary>
public sealed class PlannedTableBackup
{
    // Not its fate alone: a field of the engine's own value type would load the engine with each import.
    private readonly PlannedBackup _backup;

    internal PlannedTableBackup(BackupRequest request, PlannedBackup backup, DateTime utcNow)
    {
        _backup = backup;
        TableName = request.TableName;
        TableId = backup.TableId;
        Region = request.Target.Region;
        BackupName = backup.Details.BackupName;
        Reason = backup.Reason;
        Created = backup.Details.BackupCreationDateTime?.ToUniversalTime();
        Age = Created is { } created && created < utcNow ? utcNow - created : TimeSpan.Zero;
        SizeBytes = backup.Details.BackupSizeBytes ?? 0;
        Arn = backup.Details.BackupArn;
    }

    /// <summary>The table's name.</summary>
    public string TableName { get; }

    /// <summary>The table's id: a table made again under the same name has another. Null where it is not known.</summary>
    public string? TableId { get; }

    /// <summary>The region's system name.</summary>
    public string Region { get; }

    /// <summary>The backup's name.</summary>
    public string? BackupName { get; }

    /// <summary>Delete, Keep, or Ignore where the rules are not about it; only the first would be deleted.</summary>
    public BackupFate Fate => _backup.Fate;

    /// <summary>Why: the rules that keep it, such as <c>last 3, daily 2026-11-20</c>, or why they are not about it.</summary>
    public string Reason { get; }

    /// <summary>When it was made (UTC); null where it is not known.</summary>
    public DateTime? Created { get; }

    /// <summary>How old it is.</summary>
    public TimeSpan Age { get; }

    /// <summary>Its size in bytes.</summary>
    public long SizeBytes { get; }

    /// <summary>The backup's ARN.</summary>
    public string Arn { get; }
}
