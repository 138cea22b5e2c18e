namespace DynamoBackup.Simulation;

/// <summary>What no caller of this service can know, so that a second backup is no violation: the limits that are documented.</summary>
internal static class Excuses
{
    /// <summary>The longest that a backup may be absent from listings after its caller's connection ended, and still be found.</summary>
    public static readonly TimeSpan LongestUnknown = TimeSpan.FromSeconds(20);

    /// <summary>As old as what is known of other runs' backups may be.</summary>
    private static readonly TimeSpan LongestUnlisted = TimeSpan.FromSeconds(10);

    /// <summary>How many backups of a table came to light too late: each may have been made again.</summary>
    public static int CameToLightLate(IEnumerable<SimulatedBackup> backups) => backups.Count(backup => backup.UnknownFor > LongestUnknown);

    /// <summary>Whether no listing could show an older backup of a given name by the time that a creation under it began.</summary>
    public static bool WasNotListed(SimulatedBackup older, Asked asked) =>
        asked.Client.ListedBefore.GetValueOrDefault($"{older.Table}/{asked.Request.BackupName}") is not { } listed
        || older.ListedAt > listed;

    /// <summary>Whether another command's backup came so late that it could be taken for the one that was asked for.</summary>
    public static bool CameLate(SimulatedBackup others, Asked asked) =>
        others.ListedAt >= asked.Client.LastClearCreates.GetValueOrDefault($"{others.Table}/{asked.Request.BackupName}") - LongestUnlisted;

    /// <summary>
    /// Whether a backup may be one command's or another's: both gave it the same name, of the same table, and each was at work while
    /// the other was, or ended less than a listing's lag before. A name is the only mark there is.
    /// </summary>
    public static bool IsNamedByTwoCommands(IEnumerable<Asked> ofTable)
    {
        var named = ofTable.Where(asked => asked.Request.BackupName is not null).ToList();
        return named.Exists(one => named.Exists(other => one.Command != other.Command
            && one.Request.BackupName == other.Request.BackupName
            && one.SubmittedAt <= EndOf(other) + LongestUnknown
            && other.SubmittedAt <= EndOf(one) + LongestUnknown));
    }

    private static TimeSpan EndOf(Asked asked) => asked.Outcome is null ? TimeSpan.FromDays(900) : asked.EndedAt;
}
