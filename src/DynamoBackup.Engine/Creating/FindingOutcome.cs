namespace DynamoBackup.Engine.Creating;

/// <summary>Whether a backup that was looked for exists.</summary>
internal enum FindingOutcome
{
    /// <summary>The backup exists.</summary>
    Found,

    /// <summary>The service holds no such backup, and any listing lag is over.</summary>
    Absent,

    /// <summary>It could not be looked for until the deadline, or at all.</summary>
    Unknown,
}
