namespace DynamoBackup.Engine.Outcomes;

/// <summary>What is to become of a backup of a table that is limited.</summary>
public enum BackupFate
{
    /// <summary>No rule keeps it: it goes, if that is consented to.</summary>
    Delete,

    /// <summary>A keep rule keeps it.</summary>
    Keep,

    /// <summary>The rules are not about it: another name, type or status, or its table is not certain. It stays.</summary>
    Ignore,
}
