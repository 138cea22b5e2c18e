using Amazon.DynamoDBv2.Model;
using DynamoBackup.Engine.Calling;
using DynamoBackup.Engine.Outcomes;
using DynamoBackup.Engine.Runtime;
using DynamoBackup.Engine.Service;

namespace DynamoBackup.Engine.Limiting;

/// <summary>
/// Reads the new backup of a table that its listing does not show yet, or not as AVAILABLE. It is not made up from what is
/// known: only the service tells which table, of those that had the name, it was made of.
/// </summary>
internal sealed class NewBackupReader(ServiceConnection connection, EngineRun run, Journal journal)
{
    // In all as long as reads may lag (BackupLister.Lag); after that the table is limited without it, which keeps more.
    private static readonly TimeSpan[] Delays =
    [
        TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1.5), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(6), TimeSpan.FromSeconds(9),
    ];

    private static readonly TimeSpan LongestCall = TimeSpan.FromMinutes(1);

    /// <summary>What was listed of a table, with its new backup.</summary>
    /// <param name="table">The table.</param>
    /// <param name="listed">The table's backups as listed.</param>
    /// <param name="accountIsProven">Whether the listing showed that the credentials lead to the new backup's account.</param>
    /// <returns>The backups; or why nothing may be decided by them.</returns>
    public async Task<(IEnumerable<BackupSummary> Backups, BackupFailure? Failure)> AddToAsync(
        LimitedTable table, IReadOnlyCollection<BackupSummary> listed, bool accountIsProven)
    {
        var request = table.Request;
        if (request.NewBackup?.Text is not { } arn
            || listed.Any(backup => backup.BackupArn == arn && IsAvailable(backup.BackupStatus?.Value)))
        {
            return (listed, null);
        }

        var (read, fault) = await ReadAsync(arn);
        if (read is null && !accountIsProven && fault?.Class is FaultClass.AccessDenied)
        {
            return ([], AccountMessages.Unproven(request, request.NewBackup.Account, fault, table.HasDeleted));
        }

        if (read is null)
        {
            var why = fault is null ? "is not AVAILABLE yet" : $"cannot be read ({fault.Code})";
            journal.LogDecision($"New backup '{arn}' {why}: '{request.TableName}' is limited without it.");
            return (listed, null);
        }

        return (listed.Where(backup => backup.BackupArn != arn).Append(read), null);
    }

    private static bool IsAvailable(string? status) => status is "AVAILABLE";

    private async Task<(BackupSummary? Read, ServiceFault? Fault)> ReadAsync(string arn)
    {
        for (var attempt = 1; ; attempt++)
        {
            var turn = await connection.TakeTurnAsync(Operation.DescribeBackup, run.StopToken);
            var call = await connection.CallAsync(
                turn,
                Operation.DescribeBackup,
                arn,
                attempt,
                token => connection.Service.DescribeAsync(arn, token),
                connection.LimitUntil(run.Now + LongestCall));
            if (call.Value is { BackupDetails: { } details } description
                && details.BackupArn == arn
                && IsAvailable(details.BackupStatus?.Value))
            {
                var read = new BackupSummary
                {
                    TableName = description.SourceTableDetails?.TableName,
                    TableId = description.SourceTableDetails?.TableId,
                    BackupArn = details.BackupArn,
                    BackupName = details.BackupName,
                    BackupStatus = details.BackupStatus,
                    BackupType = details.BackupType,
                    BackupSizeBytes = details.BackupSizeBytes,
                    BackupCreationDateTime = details.BackupCreationDateTime,
                    BackupExpiryDateTime = details.BackupExpiryDateTime,
                };
                return (read, null);
            }

            var isFinal = call.Fault?.Class is FaultClass.AccessDenied or FaultClass.CredentialsRejected or FaultClass.Refused;
            if (isFinal || attempt > Delays.Length)
            {
                return (null, call.Fault);
            }

            await run.DelayAsync(Delays[attempt - 1], run.StopToken);
        }
    }
}
