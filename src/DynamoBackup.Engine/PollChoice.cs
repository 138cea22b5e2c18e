using System;

namespace DynamoBackup.Engine;

/// <summary>How pending backups are asked after.</summary>
internal enum PollChoice
{
    /// <summary>One DescribeBackup for each.</summary>
    Describe,

    /// <summary>One pass of ListBackups for all.</summary>
    Sweep,
}

/// <summary>The rule that chooses between describing and sweeping, and the one that says how often.</summary>
internal static class PollPlan
{
    /// <summary>ListBackups gives at most this many backups a page (service model, shape BackupsInputLimit).</summary>
    public const int PageSize = 100;

    private static readonly TimeSpan ShortestInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestInterval = TimeSpan.FromSeconds(15);

    /// <summary>Chooses what costs less time.</summary>
    /// <param name="due">Backups to ask after now, those being described included.</param>
    /// <param name="pending">All pending backups.</param>
    /// <param name="describesPerSecond">The pace of DescribeBackup, more than 0.</param>
    /// <param name="listsPerSecond">The pace of ListBackups, more than 0.</param>
    /// <param name="lastSweep">The last sweep; null before the first.</param>
    public static PollChoice Choose(int due, int pending, double describesPerSecond, double listsPerSecond, Listing? lastSweep)
    {
        var pages = lastSweep?.Pages ?? (pending + PageSize - 1) / PageSize;
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
    public static TimeSpan NextSweepAfter(Listing last)
    {
        var pause = last.Took > ShortestInterval ? last.Took : ShortestInterval;
        return last.Started + last.Took + pause;
    }
}
