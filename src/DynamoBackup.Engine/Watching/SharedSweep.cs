using DynamoBackup.Engine.Calling;
using DynamoBackup.Engine.Listing;
using DynamoBackup.Engine.Runtime;
using DynamoBackup.Engine.Service;

namespace DynamoBackup.Engine.Watching;

/// <summary>Sweeps of one account and region: one at a time for all who ask, with pauses, and none waited for too long.</summary>
internal sealed class SharedSweep(ServiceConnection connection, BackupLister lister, EngineRun run)
{
    // A sweep that takes longer than this, and than twice the last one, is waited for no longer.
    private static readonly TimeSpan LongestSweep = TimeSpan.FromSeconds(3);

    private readonly Health _health = new(run);
    private Task<ListingResult>? _current;

    /// <summary>The last sweep that was read to its end; null before the first.</summary>
    public ListingResult? Last { get; private set; }

    /// <summary>Whether sweeps failed, or took too long, in the last 15 s.</summary>
    public bool IsFailing => _health.IsFailing;

    /// <summary>When the next sweep may begin.</summary>
    public TimeSpan EarliestStart =>
        Last is null ? run.Now : PollPlan.NextSweepAfter(Last, connection.RateOf(Operation.ListBackups));

    /// <summary>Waits for the sweep that is under way, or for the next.</summary>
    /// <param name="oldest">When the oldest backup that it must show was made (UTC); null where none is waited for by then.</param>
    /// <returns>What it came to.</returns>
    public Task<ListingResult> JoinAsync(Func<DateTime?> oldest) =>
        _current is { IsCompleted: false } ? _current : _current = SweepAsync(oldest);

    private async Task<ListingResult> SweepAsync(Func<DateTime?> oldest)
    {
        await run.DelayAsync(EarliestStart - run.Now, run.StopToken);
        var began = run.Now;
        if (oldest() is not { } from)
        {
            return new ListingResult(began, DateTime.UnixEpoch, TimeSpan.Zero, Pages: 0, Unreadable: 0, Fault: null);
        }

        var longest = Last is { Took: var took } && took * 2 > LongestSweep ? took * 2 : LongestSweep;
        var listing = ListAsync(from);
        if (await run.EndsBeforeAsync(listing, began + longest))
        {
            return await listing;
        }

        // It goes on, and what it shows is read.
        _health.Failed();
        var fault = ServiceFault.From(new TimeoutException($"The backups were not listed within {longest.TotalSeconds:0} s."));
        return new ListingResult(began, from, longest, Pages: 0, Unreadable: 0, fault);
    }

    private async Task<ListingResult> ListAsync(DateTime from)
    {
        var listing = await lister.SweepAsync(from);
        if (listing.Fault is null)
        {
            Last = listing;
            _health.Worked();
        }
        else
        {
            _health.Failed();
        }

        return listing;
    }
}
