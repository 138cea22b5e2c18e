using System;
using System.Threading.Tasks;

namespace DynamoBackup.Engine;

/// <summary>What one pass of ListBackups came to. Its backups were told to the finder and the watcher as they were read.</summary>
internal sealed class Listing
{
    public Listing(TimeSpan started, TimeSpan took, int pages, ServiceFault? fault)
    {
        Started = started;
        Took = took;
        Pages = pages;
        Fault = fault;
    }

    public TimeSpan Started { get; }

    public TimeSpan Took { get; }

    public int Pages { get; }

    /// <summary>Why it could not be read to its end; null where it was.</summary>
    public ServiceFault? Fault { get; }
}

/// <summary>
/// Reads listings of backups, page by page: of one table, or of all (a sweep). Every backup read is told both to the
/// finder and to the watcher, whoever asked.
/// </summary>
internal sealed class BackupLister
{
    // A sweep of many pages should not start over for one bad page.
    private const int AttemptsAtPage = 4;

    // A listing serves many requests, and none of their deadlines is its own: where calls have no limit, it has this one,
    // or one that hangs would hold its seat for good.
    private static readonly TimeSpan LongestPage = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan FirstPageRetry = TimeSpan.FromSeconds(0.5);

    private readonly AccountRegion _region;
    private readonly EngineHost _host;
    private Task<Listing>? _sweep;
    private Task<Listing>? _nextSweep;
    private DateTime _nextSweepFrom;

    public BackupLister(AccountRegion region, EngineHost host)
    {
        _region = region;
        _host = host;
    }

    /// <summary>
    /// Why there is no use in listing: the caller may not, or the service refuses to list all tables' backups at all;
    /// null while neither is known.
    /// </summary>
    public ServiceFault? Denial { get; private set; }

    /// <summary>
    /// Reads every table's backups made from a moment on. One sweep runs at a time; who asks meanwhile shares the next.
    /// </summary>
    /// <param name="from">The earliest creation, by the service's clock (UTC).</param>
    public Task<Listing> SweepAsync(DateTime from)
    {
        if (_nextSweep is not null)
        {
            _nextSweepFrom = from < _nextSweepFrom ? from : _nextSweepFrom;
            return _nextSweep;
        }

        if (_sweep is null or { IsCompleted: true })
        {
            return _sweep = ListAsync(null, from);
        }

        _nextSweepFrom = from;
        return _nextSweep = SweepNextAsync();
    }

    /// <summary>Reads one table's backups made from a moment on.</summary>
    /// <param name="tableName">The table's name or ARN; null for all.</param>
    /// <param name="from">The earliest creation, by the service's clock (UTC).</param>
    public async Task<Listing> ListAsync(string? tableName, DateTime from)
    {
        var started = _host.Clock.Now;
        // The SDK sends whole seconds, rounded.
        var query = new BackupQuery(tableName, from - TimeSpan.FromSeconds(1));
        for (var pages = 0; ;)
        {
            var page = await ReadPageAsync(query);
            pages++;
            if (page.Value is null)
            {
                if (page.Fault!.Class is FaultClass.AccessDenied || (tableName is null && page.Fault.Class is FaultClass.Refused))
                {
                    Denial ??= page.Fault;
                }

                return new Listing(started, _host.Clock.Now - started, pages, page.Fault);
            }

            foreach (var summary in page.Value.Summaries)
            {
                _region.Finder.Observe(summary);
                _region.Watcher.Observe(summary);
            }

            if (page.Value.Next is not { Length: > 0 } next)
            {
                return new Listing(started, _host.Clock.Now - started, pages, null);
            }

            query = query.From(next);
        }
    }

    private async Task<Listing> SweepNextAsync()
    {
        await _sweep!;
        _nextSweep = null;
        _sweep = ListAsync(null, _nextSweepFrom);
        return await _sweep;
    }

    private async Task<CallResult<BackupPage>> ReadPageAsync(BackupQuery query)
    {
        var delay = FirstPageRetry;
        for (var attempt = 1; ; attempt++)
        {
            await _region.ListPace.EnterAsync(_host.StopToken);
            var page = await _region.CallAsync(
                Operation.ListBackups,
                query.TableName ?? "of all tables",
                attempt,
                token => _region.Target.Service.ListAsync(query, token),
                _host.Options.CallTimeout ?? LongestPage);
            var mayPass = page.Fault?.Class is FaultClass.Throttled or FaultClass.Busy or FaultClass.Unknown or FaultClass.NotSent;
            if (!mayPass || _region.WasNeverReached || attempt == AttemptsAtPage)
            {
                return page;
            }

            await _host.Clock.Delay(_host.Jittered(delay), _host.StopToken);
            delay += delay;
        }
    }
}
