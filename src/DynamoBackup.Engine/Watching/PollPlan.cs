using DynamoBackup.Engine.Listing;
using DynamoBackup.Engine.Service;

namespace DynamoBackup.Engine.Watching;

/// <summary>The rule that chooses between describing and sweeping, and the one that says how often.</summary>
internal static class PollPlan
{
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestInterval = TimeSpan.FromSeconds(15);

    /// <summary>Chooses what costs less time.</summary>
    /// <param name="due">Backups to ask after now, those being described included.</param>
    /// <param name="pending">All pending backups.</param>
    /// <param name="describesPerSecond">The pace of DescribeBackup, more than 0.</param>
    /// <param name="listsPerSecond">The pace of ListBackups, more than 0.</param>
    /// <param name="lastSweep">The last sweep; null before the first.</param>
    public static PollChoice Choose(int due, int pending, double describesPerSecond, double listsPerSecond, ListingResult? lastSweep)
    {
        var pages = lastSweep?.Pages ?? (pending + BackupQuery.PageSize - 1) / BackupQuery.PageSize;
        var sweepSeconds = Math.Max(pages / listsPerSecond, lastSweep?.Took.TotalSeconds ?? 0);
        return due / describesPerSecond <= sweepSeconds ? PollChoice.Describe : PollChoice.Sweep;
    }

    /// <summary>A tenth of the time a backup has taken so far, from 1 s to 15 s: never noticed more than 10 % late.</summary>
    /// <param name="elapsed">The time it has taken.</param>
    public static TimeSpan IntervalAfter(TimeSpan elapsed)
    {
        var tenth = TimeSpan.FromTicks(elapsed.Ticks / 10);
        return tenth < ShortestInterval ? ShortestInterval : tenth > LongestInterval ? LongestInterval : tenth;
    }

    /// <summary>When the next sweep may begin: sweeping takes at most half of the time.</summary>
    /// <param name="last">The last sweep.</param>
    public static TimeSpan NextSweepAfter(ListingResult last)
    {
        var pause = last.Took > ShortestInterval ? last.Took : ShortestInterval;
        return last.Started + last.Took + pause;
    }
}
