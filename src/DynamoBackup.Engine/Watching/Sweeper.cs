using DynamoBackup.Engine.Calling;
using DynamoBackup.Engine.Listing;
using DynamoBackup.Engine.Runtime;
using DynamoBackup.Engine.Service;

namespace DynamoBackup.Engine.Watching;

/// <summary>Makes the sweeps of an account and region, and knows whether they work. None is waited for too long.</summary>
internal sealed class Sweeper(ServiceConnection connection, BackupLister lister, EngineRun run)
{
    // A sweep that takes longer than this, and than twice the last one, is waited for no longer.
    private static readonly TimeSpan LongestSweep = TimeSpan.FromSeconds(3);

    private readonly Health _health = new(run);

    /// <summary>The last sweep that was read to its end; null before the first.</summary>
    public ListingResult? Last { get; private set; }

    /// <summary>Whether sweeps have failed, or taken too long, in the last 15 s.</summary>
    public bool IsFailing => _health.IsFailing;

    /// <summary>When the next sweep may begin.</summary>
    public TimeSpan EarliestStart =>
        Last is null ? run.Now : PollPlan.NextSweepAfter(Last, connection.RateOf(Operation.ListBackups));

    /// <summary>Sweeps now.</summary>
    /// <param name="from">The earliest creation to list (UTC).</param>
    /// <returns>What it came to; a fault where it takes too long, though it goes on, and what it shows is read.</returns>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    public async Task<ListingResult> SweepAsync(DateTime from)
    {
        var began = run.Now;
        var longest = Last is { Took: var took } && took * 2 > LongestSweep ? took * 2 : LongestSweep;
        var listing = ListAsync(from);
        if (await run.EndsBeforeAsync(listing, began + longest))
        {
            return await listing;
        }

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
