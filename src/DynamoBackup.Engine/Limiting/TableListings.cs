using Amazon.DynamoDBv2.Model;
using DynamoBackup.Engine.Calling;
using DynamoBackup.Engine.Listing;
using DynamoBackup.Engine.Outcomes;
using DynamoBackup.Engine.Requests;
using DynamoBackup.Engine.Runtime;
using DynamoBackup.Engine.Service;

namespace DynamoBackup.Engine.Limiting;

/// <summary>
/// Lists the backups of the tables that are limited: a few tables each for itself, many by a sweep of all backups, and beside a
/// sweep as many for themselves as keep the deletions going meanwhile.
/// </summary>
/// <param name="connection">The account and region.</param>
/// <param name="lister">Reads the pages.</param>
/// <param name="run">The run.</param>
/// <param name="journal">Where decisions go.</param>
/// <param name="needsMore">Whether deletions were consented to, and will soon have nothing left to delete.</param>
/// <param name="onListed">Takes a table's backups, read to the end, and the whole listing.</param>
/// <param name="onFailed">Takes a table whose listing failed.</param>
internal sealed class TableListings(
    ServiceConnection connection,
    BackupLister lister,
    EngineRun run,
    Journal journal,
    Func<bool> needsMore,
    Action<LimitedTable, IReadOnlyCollection<BackupSummary>, WholeListing> onListed,
    Action<LimitedTable, ServiceFault> onFailed)
{
    // At the pace of ListBackups these take less than a second.
    private const int Few = 4;

    // What is asked for together is listed together.
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(50);

    private readonly LinkedList<(LimitedTable Table, TimeSpan Earliest)> _waiting = [];
    private bool _isListing;
    private bool _sweepsAreRefused;
    private int _pagesThatDidNotPay;

    /// <summary>Takes a table on.</summary>
    /// <param name="table">The table.</param>
    /// <param name="earliest">When its listing may have begun at the earliest: a sweep that is under way may do.</param>
    public void Add(LimitedTable table, TimeSpan earliest)
    {
        _waiting.AddLast((table, earliest));
        if (!_isListing)
        {
            _isListing = true;
            run.StartShared(ListAllAsync);
        }
    }

    /// <summary>Lists one table's backups now.</summary>
    public async Task ListAsync(LimitedTable table)
    {
        var listing = new WholeListing(lister, connection, run);
        var fault = await listing.ReadAsync(table.Request.Table.Text, table.Request.Timeout, static () => true);
        if (listing.IsWhole)
        {
            onListed(table, listing.Backups, listing);
        }
        else
        {
            onFailed(table, fault!);
        }
    }

    private async Task ListAllAsync()
    {
        try
        {
            await run.DelayAsync(Gathering, run.StopToken);
            while (_waiting.Count > 0)
            {
                if (_waiting.Count <= Few || _sweepsAreRefused || _waiting.Count <= _pagesThatDidNotPay)
                {
                    await Task.WhenAll(TakeWaiting(_sweepsAreRefused ? int.MaxValue : Few).Select(ListAsync));
                }
                else
                {
                    await SweepAsync();
                }
            }
        }
        finally
        {
            _isListing = false;
        }
    }

    private async Task SweepAsync()
    {
        journal.LogDecision($"Sweeping the backups of {connection.Target.Region} for {_waiting.Count} tables.");
        var beside = TakeWaiting(2).ConvertAll(ListAsync);
        var timeout = _waiting.Max(waiting => waiting.Table.Request.Timeout);
        var sweep = new WholeListing(lister, connection, run);
        var fault = await sweep.ReadAsync(null, timeout, () =>
        {
            if (needsMore() && beside.TrueForAll(listing => listing.IsCompleted))
            {
                beside.AddRange(TakeWaiting(1).ConvertAll(ListAsync));
            }

            // What a sweep costs shows only as it goes: one that has cost as much as a listing of each table is given up.
            return sweep.Pages <= _waiting.Count;
        });
        if (sweep.IsWhole)
        {
            Share(sweep);
        }
        else if (fault is null)
        {
            _pagesThatDidNotPay = Math.Max(_pagesThatDidNotPay, sweep.Pages);
        }
        else if (IsOfSweeps(fault))
        {
            // A bad row, say, is one table's, and not known whose: listed for itself, each other table is all right.
            journal.LogDecision($"The sweep of {connection.Target.Region} failed ({fault.Code}): each table is listed for itself.");
            _sweepsAreRefused = true;
        }
        else
        {
            TakeWaiting(int.MaxValue).ForEach(table => onFailed(table, fault));
        }

        await Task.WhenAll(beside);
    }

    private static bool IsOfSweeps(ServiceFault fault) =>
        fault.Class is FaultClass.Refused or FaultClass.AccessDenied or FaultClass.NotFound || fault.Exception is InvalidDataException;

    private void Share(WholeListing sweep)
    {
        var byTable = sweep.Backups
            .ToLookup(backup => BackupArn.TryParse(backup.BackupArn, out var arn, out _) ? arn.TableName : string.Empty);
        TakeWaiting(int.MaxValue, sweep.Began.Run).ForEach(table => onListed(table, [.. byTable[table.Request.TableName]], sweep));
    }

    private List<LimitedTable> TakeWaiting(int most) => TakeWaiting(most, TimeSpan.MaxValue);

    // Those whose listing may have begun at that moment, in their order.
    private List<LimitedTable> TakeWaiting(int most, TimeSpan began)
    {
        var taken = new List<LimitedTable>();
        for (var next = _waiting.First; taken.Count < most && next is not null;)
        {
            var (table, following) = (next.Value.Table, next.Next);
            if (next.Value.Earliest <= began)
            {
                taken.Add(table);
                _waiting.Remove(next);
            }

            next = following;
        }

        return taken;
    }
}
