using DynamoBackup.Engine.Calling;
using DynamoBackup.Engine.Service;

namespace DynamoBackup.Engine.Listing;

/// <summary>Reads the names of an account's tables in a region, once for all who ask.</summary>
internal sealed class TableLister(ServiceConnection connection, EngineRun run)
{
    private const int AttemptsAtPage = 6;

    // Where calls have no limit, a page has this one, or one that hangs would hold its seat for good.
    private static readonly TimeSpan LongestPage = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(5);

    private Task<(IReadOnlyList<string> Names, ServiceFault? Fault)>? _listing;

    /// <summary>Lists the tables, or takes the listing there is.</summary>
    /// <returns>All names in the service's order; or why they could not be had: none, then, as a part is no answer.</returns>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    public Task<(IReadOnlyList<string> Names, ServiceFault? Fault)> ListAsync() => _listing ??= ListAllAsync();

    private async Task<(IReadOnlyList<string> Names, ServiceFault? Fault)> ListAllAsync()
    {
        var names = new List<string>();
        var starts = new HashSet<string>(StringComparer.Ordinal);
        string? after = null;
        do
        {
            var page = await ReadPageAsync(after);
            if (page.Value is null)
            {
                return ([], page.Fault);
            }

            names.AddRange(page.Value.Names);
            after = page.Value.Next;
            if (after is { Length: > 0 } && !starts.Add(after))
            {
                return ([], ServiceFault.From(new InvalidDataException($"ListTables goes round in a circle: '{after}' begins two of its pages.")));
            }
        }
        while (after is { Length: > 0 });

        return (names, null);
    }

    private async Task<CallResult<TablePage>> ReadPageAsync(string? after)
    {
        var delay = FirstRetry;
        for (var attempt = 1; ; attempt++)
        {
            var turn = await connection.TakeTurnAsync(Operation.ListTables, run.StopToken);
            var page = await connection.CallAsync(
                turn,
                Operation.ListTables,
                after is null ? "from the first" : $"after {after}",
                attempt,
                token => connection.Service.ListTablesAsync(after, token),
                connection.CallTimeout ?? LongestPage);
            var mayPass = page.Fault?.Class is FaultClass.Throttled or FaultClass.Busy or FaultClass.Unknown or FaultClass.NotSent;
            if (!mayPass || connection.Reach.WasNeverFound || attempt == AttemptsAtPage)
            {
                return page;
            }

            await run.DelayAsync(run.Jittered(delay), run.StopToken);
            delay = delay + delay < LongestRetry ? delay + delay : LongestRetry;
        }
    }
}
