using Amazon.DynamoDBv2.Model;
using DynamoBackup.Engine.Calling;
using DynamoBackup.Engine.Outcomes;
using DynamoBackup.Engine.Runtime;
using DynamoBackup.Engine.Service;

namespace DynamoBackup.Engine.Limiting;

/// <summary>
/// Deletes what was consented to, the oldest backup of each table first, at the service's rate. Before each call it asks the
/// table again whether the backup may still go.
/// </summary>
/// <param name="connection">The account and region.</param>
/// <param name="run">The run.</param>
/// <param name="journal">Where outcomes go.</param>
/// <param name="isOutdated">Whether a table was listed too long ago to delete by it.</param>
/// <param name="onListingDue">Takes a table that is to be listed again: it is outdated, or somebody else deletes of it.</param>
/// <param name="onProgress">Takes a table of which a deletion is over.</param>
internal sealed class BackupDeleter(
    ServiceConnection connection,
    EngineRun run,
    Journal journal,
    Predicate<LimitedTable> isOutdated,
    Action<LimitedTable> onListingDue,
    Action<LimitedTable> onProgress)
{
    private readonly Queue<(LimitedTable Table, string Arn)> _queue = new();
    private bool _isStarting;

    /// <summary>How many deletions wait for their turn.</summary>
    public int Waiting => _queue.Count;

    /// <summary>Whether anything was ever consented to.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>Takes deletions on.</summary>
    /// <param name="table">The table.</param>
    /// <param name="arns">The backups, in the order in which they are to go.</param>
    public void Add(LimitedTable table, IEnumerable<string> arns)
    {
        foreach (var arn in arns)
        {
            _queue.Enqueue((table, arn));
        }

        HasBegun |= _queue.Count > 0;
        if (_queue.Count > 0 && !_isStarting)
        {
            _isStarting = true;
            run.StartShared(StartAllAsync);
        }
    }

    /// <summary>Publishes the deletions that had no clear answer, and show in that a later listing lacks their backups.</summary>
    /// <param name="table">The table.</param>
    public void PublishUnseen(LimitedTable table)
    {
        foreach (var backup in table.DeletedUnseen())
        {
            Publish(table, backup);
        }
    }

    private async Task StartAllAsync()
    {
        try
        {
            while (_queue.Count > 0)
            {
                var turn = await connection.TakeTurnAsync(Operation.DeleteBackup, run.StopToken);
                if (!StartNext(turn))
                {
                    turn.Dispose();
                }
            }
        }
        finally
        {
            _isStarting = false;
        }
    }

    private bool StartNext(Turn turn)
    {
        while (_queue.TryDequeue(out var next))
        {
            var (table, arn) = next;
            if (table.MayDelete(arn) && isOutdated(table))
            {
                onListingDue(table);
            }

            if (table.Begin(arn) is not { } listed)
            {
                continue;
            }

            journal.NoteDeletion(table.Request, arn);
            run.Start(
                async () =>
                {
                    await DeleteAsync(table, listed, turn);
                    End(table, arn);
                },
                defect =>
                {
                    table.GiveUp(LimitMessages.InternalError(table.Request, defect));
                    End(table, arn);
                });
            return true;
        }

        return false;
    }

    private void End(LimitedTable table, string arn)
    {
        table.End(arn);
        if (!table.HasDeletedOrMayHave(arn))
        {
            journal.EndDeletion(arn);
        }

        PublishUnseen(table);
        onProgress(table);
    }

    private async Task DeleteAsync(LimitedTable table, BackupDetails listed, Turn firstTurn)
    {
        var arn = listed.BackupArn;
        var deadline = run.Now + table.Request.Timeout;
        using var limit = run.LimitAt(deadline, connection.RejectionToken);
        var turn = firstTurn;
        for (var attempt = 1; ; attempt++)
        {
            var call = await connection.CallAsync(
                turn,
                Operation.DeleteBackup,
                arn,
                attempt,
                token => connection.Service.DeleteAsync(arn, token),
                connection.LimitUntil(deadline));
            var fault = call.Fault ?? MisfitOf(call.Value!, arn);
            if (fault is null)
            {
                Publish(table, listed);
                return;
            }

            if (fault.Class is FaultClass.NotFound)
            {
                EndNotFound(table, listed);
                return;
            }

            if (fault.Class is FaultClass.Unknown)
            {
                table.NoteUncertain(listed, run.Now);
            }

            if (IsFinal(listed, fault))
            {
                GiveUp(table, listed, fault);
                return;
            }

            await DelayAsync(attempt, fault.Class, limit.Token);
            if (await NextTurnAsync(deadline, limit.Token) is not { } next)
            {
                EndOverdue(table, listed, fault);
                return;
            }

            turn = next;
            if (!table.MayDelete(arn))
            {
                // The table is listed again, or was, and needs it: what may still go then begins anew.
                turn.Dispose();
                return;
            }
        }
    }

    // An answer about another backup tells nothing of this one, and neither does one by which it is still there.
    private static ServiceFault? MisfitOf(BackupDescription answer, string arn) => answer.BackupDetails switch
    {
        { } details when details.BackupArn != arn => Misfit($"The service's answer is about another backup: {details.BackupArn}"),
        { BackupStatus.Value: not "DELETED" and var status } => Misfit($"The service's answer says that the backup is {status}."),
        _ => null,
    };

    private static ServiceFault Misfit(string text) => ServiceFault.From(new InvalidDataException(text));

    private void Publish(LimitedTable table, BackupDetails details)
    {
        details.BackupStatus = Amazon.DynamoDBv2.BackupStatus.DELETED;
        table.NoteDeleted(details.BackupArn);
        journal.LogDecision($"Backup '{details.BackupName}' of table '{table.Request.TableName}' is deleted: {details.BackupArn}");
        journal.Publish(new BackupDeleted(table.Request, details, table.TableIdOf(details.BackupArn)));
    }

    private void EndNotFound(LimitedTable table, BackupDetails listed)
    {
        if (table.IsUncertain(listed.BackupArn))
        {
            Publish(table, listed);
            return;
        }

        // Somebody else deletes here too, and what this table's plan counts on may be gone as well.
        table.NoteGone(listed.BackupArn);
        journal.LogDecision($"Backup '{listed.BackupArn}' was deleted by somebody else; listing table '{table.Request.TableName}' again.");
        onListingDue(table);
    }

    private bool IsFinal(BackupDetails listed, ServiceFault fault) => !fault.MayPass || connection.ReachOf(listed.BackupArn).IsLost;

    private void GiveUp(LimitedTable table, BackupDetails listed, ServiceFault fault) =>
        table.GiveUp(table.IsUncertain(listed.BackupArn)
            ? LimitMessages.DeletionUnknown(table.Request, listed, fault)
            : LimitMessages.DeletionRefused(table.Request, listed, fault));

    private void EndOverdue(LimitedTable table, BackupDetails listed, ServiceFault fault)
    {
        if (connection.Rejection is { } rejection)
        {
            GiveUp(table, listed, rejection);
            return;
        }

        table.NoteFailed(listed, table.IsUncertain(listed.BackupArn)
            ? LimitMessages.DeletionUnknown(table.Request, listed, fault)
            : LimitMessages.DeletionTimedOut(table.Request, listed, fault));
    }

    private async Task DelayAsync(int attempt, FaultClass faultClass, CancellationToken deadline)
    {
        try
        {
            await run.DelayAsync(RetryDelays.After(attempt, faultClass, run), deadline);
        }
        catch (OperationCanceledException) when (!run.IsStopped)
        {
            // The deadline passed: the next turn is refused.
        }
    }

    private async Task<Turn?> NextTurnAsync(TimeSpan deadline, CancellationToken token)
    {
        Turn turn;
        try
        {
            turn = await connection.TakeTurnAsync(Operation.DeleteBackup, token);
        }
        catch (OperationCanceledException) when (!run.IsStopped)
        {
            return null;
        }

        if (run.Now < deadline)
        {
            return turn;
        }

        turn.Dispose();
        return null;
    }
}
