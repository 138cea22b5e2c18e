using System.Globalization;

namespace DynamoBackup.Simulation;

/// <summary>Whether keep rules keep a backup, found the slow and plain way, each backup for itself.</summary>
internal static class LimitOracle
{
    /// <summary>Whether a rule keeps a backup.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="all">All backups that count: of one table id, AVAILABLE, of type USER, of a matching name.</param>
    /// <param name="backup">One of them.</param>
    public static bool Keeps(KeepRules rules, IReadOnlyCollection<LimitBackup> all, LimitBackup backup)
    {
        var newer = all.Where(other => IsNewer(other, backup)).ToList();
        return newer.Count < rules.Last
            || all.Max(other => other.Created) - backup.Created <= rules.Within
            || IsKeptOf(rules.Daily, created => created.Date.Ticks)
            || IsKeptOf(rules.Weekly, created => (ISOWeek.GetYear(created) * 100) + ISOWeek.GetWeekOfYear(created))
            || IsKeptOf(rules.Monthly, created => (created.Year * 100) + created.Month)
            || IsKeptOf(rules.Yearly, created => created.Year);

        bool IsKeptOf(int? count, Func<DateTime, long> periodOf) =>
            newer.TrueForAll(other => periodOf(other.Created) != periodOf(backup.Created))
            && newer.Select(other => periodOf(other.Created)).Distinct().Count() < count;
    }

    /// <summary>Whether one is newer: by its stamp, or, where the stamps are alike, by the milliseconds in its ARN.</summary>
    public static bool IsNewer(LimitBackup other, LimitBackup backup) =>
        other.Created > backup.Created || (other.Created == backup.Created && string.CompareOrdinal(other.Arn, backup.Arn) > 0);
}
