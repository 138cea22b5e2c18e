using System;

namespace DynamoBackup.Output;

/// <summary>
/// What a dry run (-WhatIf) of Limit-DdbBackup emits: one backup of a table, and what would become of it. What it shares with a
/// deleted backup has the same name there, so that a script reads both.
/// </summary>
public sealed class PlannedTableBackup
{
    internal PlannedTableBackup(BackupRequest request, PlannedBackup backup, DateTime utcNow)
    {
        var details = backup.Details;
        TableName = request.TableName;
        TableId = backup.TableId;
        Region = request.Target.Region;
        BackupName = details.BackupName;
        Fate = backup.Fate.ToString();
        Reason = backup.Reason;
        BackupCreationDateTime = details.BackupCreationDateTime?.ToUniversalTime();
        Age = BackupCreationDateTime is { } created && created < utcNow ? utcNow - created : TimeSpan.Zero;
        BackupSizeBytes = details.BackupSizeBytes ?? 0;
        BackupStatus = details.BackupStatus?.Value;
        BackupType = details.BackupType?.Value;
        BackupExpiryDateTime = details.BackupExpiryDateTime?.ToUniversalTime();
        Arn = details.BackupArn;
        BackupArn = backup.Fate is BackupFate.Delete ? Arn : null;
    }

    /// <summary>The table's name.</summary>
    public string TableName { get; }

    /// <summary>The table's id: a table made again under the same name has another. Null where it is not known.</summary>
    public string? TableId { get; }

    /// <summary>The region's system name.</summary>
    public string Region { get; }

    /// <summary>The backup's name.</summary>
    public string? BackupName { get; }

    // As text: JSON would have an enum's number, and a field of the engine's own type would load the engine with each import.

    /// <summary>Delete, Keep, or Ignore where the rules are not about it; only the first would be deleted.</summary>
    public string Fate { get; }

    /// <summary>Why: the rules that keep it, such as <c>last 3, daily 2026-11-20</c>, or why they are not about it.</summary>
    public string Reason { get; }

    /// <summary>When it was made (UTC); null where it is not known.</summary>
    public DateTime? BackupCreationDateTime { get; }

    /// <summary>How old it is.</summary>
    public TimeSpan Age { get; }

    /// <summary>Its size in bytes.</summary>
    public long BackupSizeBytes { get; }

    /// <summary>Its status, such as AVAILABLE.</summary>
    public string? BackupStatus { get; }

    /// <summary>Its type: USER for an on-demand backup.</summary>
    public string? BackupType { get; }

    /// <summary>When the service deletes it by itself (UTC); null for an on-demand backup.</summary>
    public DateTime? BackupExpiryDateTime { get; }

    /// <summary>Its ARN.</summary>
    public string Arn { get; }

    /// <summary>
    /// Its ARN where it would be deleted, otherwise null: what is kept cannot be piped on to a command that deletes.
    /// </summary>
    public string? BackupArn { get; }
}
