using DynamoBackup.Engine.Calling;
using DynamoBackup.Engine.Listing;
using DynamoBackup.Engine.Requests;
using DynamoBackup.Engine.Runtime;
using DynamoBackup.Engine.Service;

namespace DynamoBackup.Engine.Creating;

/// <summary>
/// Asks after a table that CreateBackup does not find: of a table that is still being made it says the same, word for word, as of
/// one that does not exist (ack-api-quirks, DDB-BACKUP-001).
/// </summary>
internal sealed class TableCheck(ServiceConnection connection, TableLister tables, EngineRun run)
{
    private static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(10);

    // A hint is not worth a longer wait: 3,000 tables are listed in this time.
    private static readonly TimeSpan LongestListing = TimeSpan.FromSeconds(3);

    // A table that is there for so long: what CreateBackup says is then believed.
    private static readonly TimeSpan TimeToAppear = TimeSpan.FromSeconds(30);

    private TimeSpan? _readySince;

    /// <summary>Whether the caller may not describe tables, so that one which is being made looks like one that is missing.</summary>
    public bool IsDenied { get; private set; }

    /// <summary>Whether it is worth trying again to back the table up.</summary>
    /// <param name="table">The table.</param>
    /// <param name="deadline">When the request's time is over.</param>
    /// <param name="deadlineToken">Cancelled then.</param>
    /// <exception cref="OperationCanceledException">The deadline passed, or the run was stopped.</exception>
    public async Task<bool> MayAppearAsync(TableReference table, TimeSpan deadline, CancellationToken deadlineToken)
    {
        var turn = await connection.TakeTurnAsync(Operation.DescribeTable, deadlineToken);
        var call = await connection.CallAsync(
            turn,
            Operation.DescribeTable,
            table.Text,
            attempt: 1,
            token => connection.Service.DescribeTableAsync(table.Text, token),
            connection.LimitUntil(deadline < run.Now + LongestCall ? deadline : run.Now + LongestCall));
        if (call.Fault is not { } fault)
        {
            if (call.Value!.TableStatus == "CREATING")
            {
                return true;
            }

            _readySince ??= run.Now;
            return run.Now - _readySince < TimeToAppear;
        }

        // Whatever else keeps the table from being described passes, or lasts to the deadline.
        IsDenied = fault.Class is FaultClass.AccessDenied;
        return fault.Class is FaultClass.Unknown or FaultClass.Throttled or FaultClass.Busy or FaultClass.NotSent;
    }

    /// <summary>The table whose name differs from a missing one's in case alone.</summary>
    /// <param name="tableName">The missing table's name.</param>
    /// <returns>The name; null where there is none, or the tables cannot be listed soon.</returns>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    public async Task<string?> FindOtherCaseAsync(string tableName)
    {
        var listing = tables.ListAsync();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(run.StopToken);
        await Either.EndsAsync(listing, run.DelayAsync(LongestListing, end.Token));
        end.Cancel();
        run.ThrowIfStopped();
        return listing.IsCompleted
            ? (await listing).Names.FirstOrDefault(name => name.Equals(tableName, StringComparison.OrdinalIgnoreCase) && name != tableName)
            : null;
    }
}
