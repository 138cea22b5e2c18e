using Amazon.DynamoDBv2.Model;
using DynamoBackup.Engine.Calling;
using DynamoBackup.Engine.Outcomes;
using DynamoBackup.Engine.Requests;
using DynamoBackup.Engine.Runtime;
using DynamoBackup.Engine.Service;

namespace DynamoBackup.Engine.Limiting;

/// <summary>
/// Reads the new backup of a table that its listing does not show yet, or not as AVAILABLE. It is not made up from what is known:
/// only the service knows which table, of those that had the name, it was made of.
/// </summary>
/// <param name="connection">The account and region.</param>
/// <param name="run">The run.</param>
/// <param name="journal">Where decisions are logged.</param>
internal sealed class NewBackupReader(ServiceConnection connection, EngineRun run, Journal journal)
{
    // In all as long as reads may lag (BackupLister.Lag); after that the table is limited without the backup, which keeps more.
    private static readonly TimeSpan[] Delays =
    [
        TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1.5), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(6), TimeSpan.FromSeconds(9),
    ];

    private static readonly TimeSpan MaxCallTime = TimeSpan.FromMinutes(1);

    /// <summary>What was listed of a table, with its new backup.</summary>
    /// <param name="request">The request.</param>
    /// <param name="listed">What was listed of the table.</param>
    /// <returns>The backups, and why the new one may not be read; null where that was not denied.</returns>
    public async Task<(IReadOnlyCollection<BackupSummary> Backups, ServiceFault? Denial)> AddToAsync(
        LimitRequest request, IReadOnlyCollection<BackupSummary> listed)
    {
        if (request.NewBackup?.Text is not { } arn
            || listed.Any(backup => backup.BackupArn == arn && IsAvailable(backup.BackupStatus?.Value)))
        {
            return (listed, null);
        }

        var (read, fault) = await ReadAsync(arn);
        if (read is not null)
        {
            return ([.. listed.Where(backup => backup.BackupArn != arn), read], null);
        }

        var why = fault is null ? "is not AVAILABLE yet" : $"cannot be read ({fault.Code})";
        journal.LogDecision($"New backup '{arn}' {why}: table '{request.TableName}' is limited without it.");
        return (listed, fault?.Class is FaultClass.AccessDenied ? fault : null);
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
                connection.LimitUntil(run.Now + MaxCallTime));
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
