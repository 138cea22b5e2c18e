using Amazon.DynamoDBv2.Model;
using DynamoBackup.Engine.Calling;
using DynamoBackup.Engine.Requests;
using DynamoBackup.Engine.Runtime;
using DynamoBackup.Engine.Service;

namespace DynamoBackup.Engine.Listing;

/// <summary>
/// Reads listings of backups, page by page: of one table, or of all (a sweep). Every backup read is raised, whoever asked.
/// </summary>
internal sealed class BackupLister(ServiceConnection connection, EngineRun run)
{
    /// <summary>
    /// How long listings, and reads of one backup, may lag behind what was created, and a request act after its connection broke.
    /// An assumption: a published probe of the live service saw no lag at all (ack-api-quirks, DDB-BACKUP-024).
    /// </summary>
    public static readonly TimeSpan Lag = TimeSpan.FromSeconds(20);

    // A sweep of many pages should not start over for one bad page.
    private const int AttemptsAtPage = 4;

    // A listing serves many requests, and none of their deadlines is its own. A page that hangs holds up all of them.
    private static readonly TimeSpan LongestPage = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FirstPageRetry = TimeSpan.FromSeconds(0.5);

    // The SDK sends whole seconds, rounded.
    private static readonly TimeSpan Rounding = TimeSpan.FromSeconds(1);

    private Task<ListingResult>? _sweep;
    private Task<ListingResult>? _nextSweep;
    private DateTime _nextSweepFrom;

    /// <summary>When the page whose backups are being raised was asked for.</summary>
    public TimeSpan PageAskedFor { get; private set; }

    /// <summary>
    /// Raised for each backup of this account and region that a page holds. Its TableName is that of its ARN, which identifies it;
    /// the row's own is optional.
    /// </summary>
    public event Action<BackupSummary>? Listed;

    /// <summary>How many pages the last sweep had; 0 before the first.</summary>
    public int SweepPages { get; private set; }

    /// <summary>
    /// Why there is no use in listing: the caller may not, or the service refuses to list all tables' backups at all;
    /// null while neither is known.
    /// </summary>
    public ServiceFault? Denial { get; private set; }

    /// <summary>
    /// Reads every table's backups made from a moment on. One sweep runs at a time; who asks meanwhile shares the next.
    /// </summary>
    /// <param name="from">The earliest creation, by the service's clock (UTC).</param>
    public Task<ListingResult> SweepAsync(DateTime from)
    {
        if (_nextSweep is not null)
        {
            _nextSweepFrom = from < _nextSweepFrom ? from : _nextSweepFrom;
            return _nextSweep;
        }

        if (_sweep is null or { IsCompleted: true })
        {
            return _sweep = SweepOnceAsync(from);
        }

        _nextSweepFrom = from;
        return _nextSweep = SweepNextAsync();
    }

    /// <summary>Reads one table's backups made from a moment on.</summary>
    /// <param name="table">The table; null for all.</param>
    /// <param name="from">The earliest creation, by the service's clock (UTC); null for any.</param>
    public async Task<ListingResult> ListAsync(TableReference? table, DateTime? from)
    {
        var started = run.Now;
        var tableName = table?.Text;
        var query = new BackupQuery(tableName, from > DateTime.UnixEpoch ? from - Rounding : from);
        var tokens = new HashSet<string>(StringComparer.Ordinal);
        var unreadable = 0;
        for (var pages = 1; ; pages++)
        {
            var page = await ReadPageAsync(query);
            if (page.Value is null)
            {
                if (page.Fault!.Class is FaultClass.AccessDenied || (tableName is null && page.Fault.Class is FaultClass.Refused))
                {
                    Denial ??= page.Fault;
                }

                return new ListingResult(started, from ?? DateTime.MinValue, run.Now - started, pages, unreadable, page.Fault);
            }

            unreadable += page.Value.Unreadable;
            PageAskedFor = page.Started;
            foreach (var summary in page.Value.Summaries)
            {
                if (BackupArn.TryParse(summary.BackupArn, out var arn, out _) && IsOf(table, arn))
                {
                    summary.TableName = arn.TableName;
                    Listed?.Invoke(summary);
                }
                else
                {
                    unreadable++;
                }
            }

            if (page.Value.Next is not { Length: > 0 } next)
            {
                return new ListingResult(started, from ?? DateTime.MinValue, run.Now - started, pages, unreadable, null);
            }

            if (!tokens.Add(next))
            {
                var fault = ServiceFault.Unreadable($"The service's listing does not end: page {pages} leads back to {next}.");
                return new ListingResult(started, from ?? DateTime.MinValue, run.Now - started, pages, unreadable, fault);
            }

            query = query with { After = next };
        }
    }

    private async Task<CallResult<BackupPage>> ReadPageAsync(BackupQuery query)
    {
        var delay = FirstPageRetry;
        for (var attempt = 1; ; attempt++)
        {
            var turn = await connection.TakeTurnAsync(Operation.ListBackups, run.StopToken);
            var page = await connection.CallAsync(
                turn,
                Operation.ListBackups,
                query.TableName ?? "of all tables",
                attempt,
                token => connection.Service.ListAsync(query, token),
                connection.LimitUntil(run.Now + LongestPage));
            var mayPass = page.Fault?.Class is FaultClass.Throttled or FaultClass.Busy or FaultClass.Unknown or FaultClass.NotSent;
            if (!mayPass || connection.ReachOf(query.TableName).WasNeverFound || attempt == AttemptsAtPage)
            {
                return page;
            }

            await run.DelayAsync(run.Jittered(delay), run.StopToken);
            delay += delay;
        }
    }

    // A row of another account, region or table is ignored; a listing that has one is no proof of what it does not show.
    private bool IsOf(TableReference? table, BackupArn arn) =>
        arn.Region == connection.Target.Region
        && arn.Account == (table?.Account ?? connection.Account ?? arn.Account)
        && arn.TableName == (table?.Name ?? arn.TableName);

    private async Task<ListingResult> SweepNextAsync()
    {
        await _sweep!;
        _nextSweep = null;
        _sweep = SweepOnceAsync(_nextSweepFrom);
        return await _sweep;
    }

    private async Task<ListingResult> SweepOnceAsync(DateTime from)
    {
        var sweep = await ListAsync(table: null, from);
        SweepPages = sweep.Pages;
        return sweep;
    }
}
