using System.Globalization;
using DynamoBackup.Engine.Requests;

namespace DynamoBackup.Engine.Limiting;

/// <summary>
/// What keep rules keep: a pure function of the rules and the backups. A backup that is missing from its input never costs one
/// that the rules would keep beside it: so what a listing lacks is safe.
/// </summary>
internal static class KeepPolicy
{
    /// <summary>Finds which backups stay, and why.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="backups">The backups of one table, in any order: ARN and creation (UTC).</param>
    /// <returns>The ARN of each backup that stays, with its reasons: <c>last 3, daily 2026-11-20</c>.</returns>
    public static IReadOnlyDictionary<string, string> Apply(KeepRules rules, IEnumerable<(string Arn, DateTime Created)> backups)
    {
        // The id at an ARN's end begins with the creation's milliseconds: it tells where the stamps are whole seconds. Of two made in
        // the same millisecond either may count as the newer one, but always the same.
        var newestFirst = backups
            .OrderByDescending(backup => backup.Created)
            .ThenByDescending(backup => backup.Arn, StringComparer.Ordinal)
            .ToList();
        var kept = new Dictionary<string, string>(StringComparer.Ordinal);
        KeepLast(rules.Last, newestFirst, kept);
        KeepWithin(rules.Within, newestFirst, kept);
        KeepPeriods(rules.Daily, "daily", created => created.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), newestFirst, kept);
        KeepPeriods(
            rules.Weekly,
            "weekly",
            created => string.Create(CultureInfo.InvariantCulture, $"{ISOWeek.GetYear(created):0000}-W{ISOWeek.GetWeekOfYear(created):00}"),
            newestFirst,
            kept);
        KeepPeriods(rules.Monthly, "monthly", created => created.ToString("yyyy-MM", CultureInfo.InvariantCulture), newestFirst, kept);
        KeepPeriods(rules.Yearly, "yearly", created => created.ToString("yyyy", CultureInfo.InvariantCulture), newestFirst, kept);
        return kept;
    }

    private static void KeepLast(int? count, List<(string Arn, DateTime Created)> newestFirst, Dictionary<string, string> kept)
    {
        for (var i = 0; i < newestFirst.Count && i < count; i++)
        {
            Keep(newestFirst[i].Arn, string.Create(CultureInfo.InvariantCulture, $"last {i + 1}"), kept);
        }
    }

    private static void KeepWithin(TimeSpan? time, List<(string Arn, DateTime Created)> newestFirst, Dictionary<string, string> kept)
    {
        if (time is not { } most)
        {
            return;
        }

        var reason = string.Create(CultureInfo.InvariantCulture, $"within {most.TotalDays:0.##} days");
        foreach (var (arn, created) in newestFirst.TakeWhile(backup => newestFirst[0].Created - backup.Created <= most))
        {
            Keep(arn, reason, kept);
        }
    }

    private static void KeepPeriods(
        int? count,
        string rule,
        Func<DateTime, string> periodOf,
        List<(string Arn, DateTime Created)> newestFirst,
        Dictionary<string, string> kept)
    {
        var periods = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (arn, created) in newestFirst)
        {
            if (periods.Count == (count ?? 0))
            {
                return;
            }

            if (periodOf(created) is var period && periods.Add(period))
            {
                Keep(arn, $"{rule} {period}", kept);
            }
        }
    }

    private static void Keep(string arn, string reason, Dictionary<string, string> kept) =>
        kept[arn] = kept.TryGetValue(arn, out var reasons) ? $"{reasons}, {reason}" : reason;
}
