using DynamoBackup.Engine.Calling;
using DynamoBackup.Engine.Outcomes;
using DynamoBackup.Engine.Requests;
using DynamoBackup.Engine.Runtime;

namespace DynamoBackup.Engine.Limiting;

/// <summary>Limits the backups of the tables of one account and region, each table for itself.</summary>
/// <param name="connection">The account and region.</param>
/// <param name="run">The run.</param>
/// <param name="journal">Where outcomes go.</param>
internal sealed class BackupLimiter(ServiceConnection connection, EngineRun run, Journal journal)
{
    private readonly TableListings _listings = new(connection, run, journal);
    private readonly Dictionary<LimitRequest, Limitation> _open = [];

    /// <summary>Accepts a request.</summary>
    public void Accept(LimitRequest request)
    {
        var limitation = new Limitation(request, connection, _listings, run, journal);
        _open.Add(request, limitation);
        run.Start(() => LimitAsync(limitation), defect => End(limitation, LimitMessages.InternalError(request, defect)));
    }

    /// <summary>Approves deletions of a plan. What is not among them is not deleted; a plan is answered once.</summary>
    /// <param name="request">The request.</param>
    /// <param name="arns">The backups that may be deleted; none to let all stay.</param>
    public void Approve(LimitRequest request, IReadOnlyCollection<string> arns) => _open.GetValueOrDefault(request)?.Approve(arns);

    private async Task LimitAsync(Limitation limitation) => End(limitation, await limitation.RunAsync());

    private void End(Limitation limitation, BackupFailure? failure)
    {
        var request = limitation.Request;
        _open.Remove(request);
        if (LimitMessages.Others(request, limitation.Unclear(failure), limitation.TimedOut(failure)) is { } warning)
        {
            journal.LogWarning(warning);
        }

        journal.Publish(failure is null ? new TableLimited(request, limitation.Kept) : new BackupFailed(request, failure));
    }
}
