using Amazon.DynamoDBv2.Model;
using DynamoBackup.Engine.Calling;
using DynamoBackup.Engine.Listing;
using DynamoBackup.Engine.Outcomes;
using DynamoBackup.Engine.Requests;
using DynamoBackup.Engine.Runtime;
using DynamoBackup.Engine.Service;

namespace DynamoBackup.Engine.Limiting;

/// <summary>What a listing showed of one table.</summary>
/// <param name="Rows">The table's backups; nothing may be decided by them where there is a fault.</param>
/// <param name="Accounts">The accounts of all backups that the listing showed.</param>
/// <param name="Began">When the listing began.</param>
/// <param name="Fault">Why it cannot be relied on; null where it can.</param>
internal sealed record ListedTable(
    IReadOnlyCollection<BackupSummary> Rows, IReadOnlySet<string> Accounts, Moment Began, ServiceFault? Fault);

/// <summary>
/// Lists the backups of tables: a few tables each for itself, many by one sweep of all backups, and beside a sweep as many for
/// themselves as keep the deletions going. A sweep that fails, or costs more pages than there are tables, is given up.
/// </summary>
/// <param name="connection">The account and region.</param>
/// <param name="run">The run.</param>
/// <param name="journal">Where decisions are logged.</param>
internal sealed class TableListings(ServiceConnection connection, EngineRun run, Journal journal)
{
    // At the rate of ListBackups these take less than a second.
    private const int Few = 4;

    // Two seconds of deletions: fewer could run out before the next listing.
    private const int MinDeletionsAhead = 20;

    // What is asked for together is listed together.
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(50);

    // A minute of trouble should not cost a sweep of many pages; but the tables can be listed without it.
    private static readonly TimeSpan SweepPatience = TimeSpan.FromMinutes(2);

    private readonly List<Waiting> _waiting = [];
    private int _listingAlone;
    private int _deletionsAhead;
    private bool _hasDeletions;
    private bool _isServing;
    private bool _sweepsFail;
    private int _pagesThatDidNotPay;

    /// <summary>Lists a table, by a sweep where that is cheaper.</summary>
    /// <param name="request">The request.</param>
    /// <param name="earliest">The earliest time at which its listing may have begun: a sweep in progress may do.</param>
    public async Task<ListedTable> ListAsync(LimitRequest request, TimeSpan earliest)
    {
        var waiting = new Waiting(request, earliest);
        _waiting.Add(waiting);
        if (!_isServing)
        {
            _isServing = true;
            run.StartShared(ServeAsync);
        }

        return await waiting.Listed.Task ?? await ListAloneAsync(request);
    }

    /// <summary>Lists a table for itself, at once.</summary>
    public async Task<ListedTable> ListAloneAsync(LimitRequest request)
    {
        _listingAlone++;
        try
        {
            var listing = new WholeListing(connection, run, request.Table.Text, request.Timeout);
            while (await listing.ReadPageAsync())
            {
            }

            return new ListedTable(listing.Backups, listing.Accounts, listing.Began, listing.Fault);
        }
        finally
        {
            _listingAlone--;
        }
    }

    /// <summary>Counts approved deletions that have not begun: during a sweep others are provided before they run out.</summary>
    /// <param name="change">How many more there are; fewer where negative.</param>
    public void CountDeletionsAhead(int change)
    {
        _deletionsAhead += change;
        _hasDeletions |= change > 0;
    }

    private async Task ServeAsync()
    {
        try
        {
            await run.DelayAsync(Gathering, run.StopToken);
            while (_waiting.Count > 0)
            {
                if (_sweepsFail || _waiting.Count <= Few || _waiting.Count <= _pagesThatDidNotPay)
                {
                    Release(_waiting.Count);
                }
                else
                {
                    await SweepAsync();
                }
            }
        }
        finally
        {
            _isServing = false;
        }
    }

    private async Task SweepAsync()
    {
        journal.LogDecision($"Listing all backups of {connection.Target.Region} for {_waiting.Count} tables.");
        Release(2);
        var sweep = new WholeListing(connection, run, tableName: null, SweepPatience);
        while (await sweep.ReadPageAsync())
        {
            if (sweep.Pages > _waiting.Count)
            {
                _pagesThatDidNotPay = Math.Max(_pagesThatDidNotPay, sweep.Pages);
                return;
            }

            if (_hasDeletions && _deletionsAhead < MinDeletionsAhead && _listingAlone < Few)
            {
                Release(1);
            }
        }

        if (sweep.Fault is { } fault)
        {
            // Whatever it is, it may be the sweep's alone: a bad row is one table's, and a permission may be for single tables.
            journal.LogDecision(
                $"Listing all backups of {connection.Target.Region} failed ({fault.Code}): each table is listed for itself.");
            _sweepsFail = true;
            Resolve(waiting => IsHopeless(waiting.Request, fault), _ => new ListedTable([], sweep.Accounts, sweep.Began, fault));
            return;
        }

        var byTable = sweep.Backups
            .ToLookup(backup => BackupArn.TryParse(backup.BackupArn, out var arn, out _) ? arn.TableName : string.Empty);
        Resolve(
            waiting => waiting.Earliest <= sweep.Began.Run,
            waiting => new ListedTable([.. byTable[waiting.Request.TableName]], sweep.Accounts, sweep.Began, Fault: null));
    }

    private bool IsHopeless(LimitRequest request, ServiceFault fault) =>
        connection.Rejection is not null
        || (fault.KeptFromService && connection.ReachOf(request.Table.Text).IsLost);

    // Has the first of those that wait listed for themselves.
    private void Release(int count)
    {
        foreach (var waiting in _waiting.Take(count))
        {
            waiting.Listed.SetResult(null);
        }

        _waiting.RemoveRange(0, Math.Min(count, _waiting.Count));
    }

    private void Resolve(Predicate<Waiting> which, Func<Waiting, ListedTable> result)
    {
        foreach (var waiting in _waiting.FindAll(which))
        {
            waiting.Listed.SetResult(result(waiting));
        }

        _waiting.RemoveAll(which);
    }

    /// <summary>A table that waits for a sweep, or to be listed for itself, which null as its result says.</summary>
    private sealed record Waiting(LimitRequest Request, TimeSpan Earliest)
    {
        public TaskCompletionSource<ListedTable?> Listed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
