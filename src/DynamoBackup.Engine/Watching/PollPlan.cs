using DynamoBackup.Engine.Listing;
using DynamoBackup.Engine.Service;

namespace DynamoBackup.Engine.Watching;

/// <summary>The rules of when to look, and of whether a sweep pays.</summary>
internal static class PollPlan
{
    // A small table's backup is AVAILABLE some 50 ms after CreateBackup answers (ack-api-quirks, DDB-BACKUP-003).
    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(70);
    private static readonly TimeSpan OncePerSecondFrom = TimeSpan.FromSeconds(2.1);
    private static readonly TimeSpan OneSecond = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestInterval = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(0.7);

    /// <summary>Whether one sweep for all takes less time than a DescribeBackup for each.</summary>
    /// <param name="due">Backups to look at now, those being looked at included.</param>
    /// <param name="pending">All pending backups.</param>
    /// <param name="describesPerSecond">The rate of DescribeBackup, more than 0.</param>
    /// <param name="listsPerSecond">The rate of ListBackups, more than 0.</param>
    /// <param name="lastSweep">The last sweep; null before the first.</param>
    public static bool SweepPays(int due, int pending, double describesPerSecond, double listsPerSecond, ListingResult? lastSweep)
    {
        var pages = lastSweep?.Pages ?? (pending + BackupQuery.PageSize - 1) / BackupQuery.PageSize;
        var sweepSeconds = Math.Max(pages / listsPerSecond, lastSweep?.Took.TotalSeconds ?? 0);
        return due / describesPerSecond > sweepSeconds;
    }

    /// <summary>
    /// The time of the next look: 70 ms after the backup is waited for, then each half as late again, once a second from 2.1 s on,
    /// and from 10 s on a tenth of the time it has taken later, up to 15 s: never noticed more than 10 % or a second late.
    /// </summary>
    /// <param name="elapsed">The time it has been waited for.</param>
    /// <returns>When to look next, from the same start; later than <paramref name="elapsed"/>.</returns>
    public static TimeSpan NextLookAfter(TimeSpan elapsed)
    {
        if (elapsed >= TimeSpan.FromSeconds(10))
        {
            var tenth = elapsed / 10;
            return elapsed + (tenth < LongestInterval ? tenth : LongestInterval);
        }

        if (elapsed >= OncePerSecondFrom)
        {
            return OncePerSecondFrom + (OneSecond * (Math.Floor((elapsed - OncePerSecondFrom) / OneSecond) + 1));
        }

        var look = FirstLook;
        while (look <= elapsed)
        {
            look *= 1.5;
        }

        return look < OncePerSecondFrom ? look : OncePerSecondFrom;
    }

    /// <summary>When the next sweep may begin: sweeping takes at most half of the rate of ListBackups.</summary>
    /// <param name="last">The last sweep.</param>
    /// <param name="listsPerSecond">That rate, more than 0.</param>
    public static TimeSpan NextSweepAfter(ListingResult last, double listsPerSecond)
    {
        var pause = TimeSpan.FromSeconds(last.Pages / listsPerSecond);
        return last.Started + last.Took + (pause > ShortestPause ? pause : ShortestPause);
    }
}
