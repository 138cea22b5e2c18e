using DynamoBackup.Engine.Calling;
using DynamoBackup.Engine.Outcomes;
using DynamoBackup.Engine.Runtime;
using DynamoBackup.Engine.Service;

namespace DynamoBackup.Engine.Listing;

/// <summary>Lists the tables of one account and region, once for all who ask.</summary>
internal sealed class TableLister(ServiceConnection connection, EngineRun run)
{
    // A run over all tables should not end for a minute of trouble: the waits between attempts are 50 s in all.
    private const int AttemptsAtPage = 10;

    // Where calls have no limit of their own.
    private static readonly TimeSpan LongestPage = TimeSpan.FromSeconds(60);

    // Each page of the service names tables, as far as is known (an assumption); so many that do not are a list without end.
    private const int MostPagesWithoutNames = 10;

    private static readonly TimeSpan FirstPageRetry = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan LongestPageRetry = TimeSpan.FromSeconds(10);

    private Task<TableListing>? _listing;

    /// <summary>All tables, as the first who asked found them.</summary>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    public Task<TableListing> ListAsync() => _listing ??= ReadAsync();

    private async Task<TableListing> ReadAsync()
    {
        var names = new List<string>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        var tokens = new HashSet<string>(StringComparer.Ordinal);
        var withoutNames = 0;
        for (string? after = null; ;)
        {
            var page = await ReadPageAsync(after);
            if (page.Value is null)
            {
                return new TableListing([], FailureMessages.TablesNotListed(connection.Target, page.Fault!));
            }

            var before = names.Count;
            names.AddRange(page.Value.Names.Where(known.Add));
            if (page.Value.Next is not { Length: > 0 } next)
            {
                return new TableListing(names, null);
            }

            withoutNames = names.Count > before ? 0 : withoutNames + 1;
            if (!tokens.Add(next) || withoutNames == MostPagesWithoutNames)
            {
                var fault = ServiceFault.Unreadable($"The service's list of tables does not end: a page leads to {next}.");
                return new TableListing([], FailureMessages.TablesNotListed(connection.Target, fault));
            }

            after = next;
        }
    }

    private async Task<CallResult<TablePage>> ReadPageAsync(string? after)
    {
        var delay = FirstPageRetry;
        for (var attempt = 1; ; attempt++)
        {
            var turn = await connection.TakeTurnAsync(Operation.ListTables, run.StopToken);
            var page = await connection.CallAsync(
                turn,
                Operation.ListTables,
                after is null ? "from the first" : $"after {after}",
                attempt,
                token => connection.Service.ListTablesAsync(after, token),
                connection.LimitUntil(run.Now + LongestPage));
            var mayPass = page.Fault?.Class is FaultClass.Throttled or FaultClass.Busy or FaultClass.Unknown or FaultClass.NotSent;
            if (!mayPass || connection.ReachOf(HostKind.ByName).IsLost || attempt == AttemptsAtPage)
            {
                return page;
            }

            await run.DelayAsync(run.Jittered(delay), run.StopToken);
            delay = delay + delay < LongestPageRetry ? delay + delay : LongestPageRetry;
        }
    }
}
