using System.Globalization;
using Amazon.DynamoDBv2.Model;
using DynamoBackup.Engine.Calling;
using DynamoBackup.Engine.Listing;
using DynamoBackup.Engine.Outcomes;
using DynamoBackup.Engine.Requests;
using DynamoBackup.Engine.Runtime;
using DynamoBackup.Engine.Service;

namespace DynamoBackup.Engine.Limiting;

/// <summary>
/// The limitation of one table: lists its backups to the end, publishes what the rules say, awaits approval, and deletes what was
/// approved, the oldest first, listing the table again where the plan may no longer hold. Whatever goes wrong, less is deleted,
/// never more.
/// </summary>
/// <param name="request">The request.</param>
/// <param name="connection">The account and region.</param>
/// <param name="listings">Lists the table.</param>
/// <param name="run">The run.</param>
/// <param name="journal">Where the plan and the deletions go.</param>
internal sealed class Limitation(
    LimitRequest request, ServiceConnection connection, TableListings listings, EngineRun run, Journal journal)
{
    // A person may think about a prompt for long: what was listed before that does not count.
    private static readonly TimeSpan ApprovalExpiry = TimeSpan.FromSeconds(60);

    // A run may take hours, or stand still. What somebody else deleted in the meantime must not count.
    private static readonly TimeSpan MaxListingAge = TimeSpan.FromMinutes(15);

    // The most that clocks may differ, for a creation time to be possible.
    private static readonly TimeSpan MaxClockDifference = TimeSpan.FromHours(1);

    private readonly NewBackupReader _newBackups = new(connection, run, journal);
    private readonly Dictionary<string, Deletion> _deletions = new(StringComparer.Ordinal);
    private IReadOnlyList<PlannedBackup> _plan = [];
    private Moment _listedAt;
    private TaskCompletionSource<IReadOnlyCollection<string>>? _approval;
    private TimeSpan? _lastUncertain;
    private BackupFailure? _failure;
    private bool _isGivenUp;

    public LimitRequest Request => request;

    /// <summary>How many of the backups that the rules apply to stay.</summary>
    public int Kept => _plan.Count(backup => backup.Fate is not BackupFate.Ignore && !IsOver(backup.Details.BackupArn));

    private bool HasDeleted => _deletions.Values.Any(deletion => deletion.State is DeletionState.Deleted || deletion.MayBeDeleted);

    private bool IsOutdated => run.LongestSince(_listedAt) >= MaxListingAge;

    /// <summary>Limits the table.</summary>
    /// <returns>The first thing that went wrong; null where all that was approved is deleted, or had been.</returns>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    public async Task<BackupFailure?> RunAsync()
    {
        await PlanAsync(await listings.ListAsync(request, TimeSpan.Zero));
        if (_isGivenUp)
        {
            return _failure;
        }

        var plannedAt = run.Moment;
        _approval = new TaskCompletionSource<IReadOnlyCollection<string>>(TaskCreationOptions.RunContinuationsAsynchronously);
        journal.Publish(new TablePlanned(request, _plan));
        NoteApproved(await _approval.Task);
        var mustList = run.LongestSince(plannedAt) > ApprovalExpiry;
        while (Due() is { Count: > 0 } due)
        {
            if (mustList)
            {
                await ListAgainAsync();
            }
            else
            {
                await DeleteAsync(due);
            }

            mustList = !mustList;
        }

        return _failure;
    }

    /// <summary>Approves deletions of the plan, once: what is not among them is not deleted.</summary>
    /// <param name="arns">The backups that may be deleted; none to let all stay.</param>
    public void Approve(IReadOnlyCollection<string> arns) => _approval?.TrySetResult(arns);

    /// <summary>The backups that may or may not have been deleted, without that of the failure.</summary>
    public IReadOnlyList<BackupDetails> Unclear(BackupFailure? failure) => Besides(failure, deletion => deletion.MayBeDeleted);

    /// <summary>The backups that were not deleted in time, without that of the failure.</summary>
    public IReadOnlyList<BackupDetails> TimedOut(BackupFailure? failure) =>
        Besides(failure, deletion => deletion.State is DeletionState.TimedOut);

    private List<BackupDetails> Besides(BackupFailure? failure, Func<Deletion, bool> which) =>
    [
        .. _deletions.Values.Where(which).Select(deletion => deletion.Backup)
            .Where(backup => backup.BackupArn != failure?.Details?.BackupArn),
    ];

    private bool IsOver(string arn) => _deletions.TryGetValue(arn, out var deletion) && deletion.IsOver;

    // What is approved and no rule keeps by what was listed last, the oldest first.
    private List<Deletion> Due() => _isGivenUp ? [] :
    [
        .. _plan.Where(backup => backup.Fate is BackupFate.Delete).Reverse()
            .Select(backup => _deletions[backup.Details.BackupArn])
            .Where(deletion => deletion.IsDue && !journal.HasCreated(deletion.Backup.BackupArn)),
    ];

    private void NoteApproved(IReadOnlyCollection<string> arns)
    {
        foreach (var arn in arns)
        {
            if (_deletions.TryGetValue(arn, out var deletion))
            {
                deletion.State = DeletionState.Approved;
            }
        }

        journal.CountApproved(Due().Count);
    }

    private async Task PlanAsync(ListedTable listed)
    {
        if (listed.Fault is { } fault)
        {
            GiveUp(LimitMessages.NotListed(request, fault, HasDeleted));
            return;
        }

        // A listing by name shows the backups of whatever account the credentials lead to.
        var isProven = listed.Accounts.Contains(request.Account ?? string.Empty);
        if (request.Account is { } account && listed.Accounts.Count > 0 && !isProven)
        {
            GiveUp(AccountMessages.Mismatch(request, account, listed.Accounts.First(), HasDeleted));
            return;
        }

        var (backups, denial) = await _newBackups.AddToAsync(request, listed.Rows);
        if (denial is not null && !isProven)
        {
            GiveUp(AccountMessages.Unproven(request, request.Account!, denial, HasDeleted));
            return;
        }

        // A listing may still show what is known to be gone.
        var correction = connection.Service.ClockCorrection;
        var latest = run.UtcNow.UtcDateTime + (correction > TimeSpan.Zero ? correction : TimeSpan.Zero) + MaxClockDifference;
        var (plan, problem) = TablePlan.Make(
            request, [.. backups.Where(backup => !IsOver(backup.BackupArn))], latest, journal.HasCreated);
        if (problem is not null)
        {
            GiveUp(LimitMessages.NotListed(request, ServiceFault.Unreadable(problem), HasDeleted));
            return;
        }

        (_plan, _listedAt) = (plan, listed.Began);
        foreach (var backup in plan.Where(backup => backup.Fate is BackupFate.Delete))
        {
            if (!_deletions.TryAdd(backup.Details.BackupArn, new Deletion(backup.Details, backup.TableId)))
            {
                _deletions[backup.Details.BackupArn].Backup = backup.Details;
            }
        }
    }

    private async Task ListAgainAsync()
    {
        if (_lastUncertain + BackupLister.Lag - run.Now is { } wait && wait > TimeSpan.Zero)
        {
            journal.LogDecision(string.Create(
                CultureInfo.InvariantCulture,
                $"A deletion of table '{request.TableName}' had no clear answer: listing it again in {wait.TotalSeconds:0.0} s."));
            await run.DelayAsync(wait, run.StopToken);
        }

        // Where a listing is outdated, those of other tables are, too.
        await PlanAsync(IsOutdated ? await listings.ListAsync(request, run.Now) : await listings.ListAloneAsync(request));
        if (_isGivenUp)
        {
            return;
        }

        var shown = _plan.Select(backup => backup.Details.BackupArn).ToHashSet(StringComparer.Ordinal);
        foreach (var deletion in _deletions.Values.Where(deletion => deletion.MayBeDeleted && !shown.Contains(deletion.Backup.BackupArn)))
        {
            Publish(deletion);
        }
    }

    // Begins deletions until the table must be listed again, and ends when none is in progress: what is in progress may be gone by
    // the time the rules are asked again, and must not count then.
    private async Task DeleteAsync(List<Deletion> due)
    {
        using var halt = CancellationTokenSource.CreateLinkedTokenSource(connection.RejectionToken);
        using var limit = run.LimitAfter(MaxListingAge - run.LongestSince(_listedAt), halt.Token);
        var deleting = new List<Task>();
        listings.CountDeletionsAhead(due.Count);
        try
        {
            // The run may learn only now that it has created one of them.
            foreach (var deletion in due.Where(deletion => !journal.HasCreated(deletion.Backup.BackupArn)))
            {
                if (await NextTurnAsync(_listedAt.Run + MaxListingAge, limit.Token) is not { } turn)
                {
                    halt.Cancel();
                    break;
                }

                // A machine that slept has timers that did not see it.
                if (IsOutdated)
                {
                    turn.Dispose();
                    halt.Cancel();
                    break;
                }

                deleting.Add(DeleteAsync(deletion, turn, halt));
                listings.CountDeletionsAhead(-1);
            }
        }
        finally
        {
            listings.CountDeletionsAhead(deleting.Count - due.Count);
        }

        await Task.WhenAll(deleting);
        if (connection.Rejection is { } rejection && Due() is [var next, ..])
        {
            GiveUp(next, rejection);
        }
    }

    private async Task DeleteAsync(Deletion deletion, Turn firstTurn, CancellationTokenSource halt)
    {
        var arn = deletion.Backup.BackupArn;
        var deadline = run.Now + request.Timeout;
        using var limit = run.LimitAt(deadline, halt.Token);
        journal.NoteDeletion(request, arn);
        Turn? turn = firstTurn;
        for (var attempt = 1; turn is not null; attempt++)
        {
            var call = await connection.CallAsync(
                turn,
                Operation.DeleteBackup,
                arn,
                attempt,
                token => connection.Service.DeleteAsync(arn, token),
                connection.LimitUntil(deadline));
            if ((call.Fault ?? MismatchOf(call.Value!, arn)) is not { } fault
                || (fault.Class is FaultClass.NotFound && deletion.MayBeDeleted))
            {
                Publish(deletion);
                break;
            }

            if (fault.Class is FaultClass.NotFound)
            {
                // Somebody else deletes here too, and what the plan counts on may be gone as well.
                deletion.State = DeletionState.Gone;
                journal.LogDecision($"Backup '{arn}' was deleted by somebody else; listing table '{request.TableName}' again.");
                halt.Cancel();
                break;
            }

            if (fault.Class is FaultClass.Unknown)
            {
                deletion.State = DeletionState.Uncertain;
                _lastUncertain = run.Now;
            }

            if (IsFinal(arn, fault))
            {
                GiveUp(deletion, fault);
                halt.Cancel();
                break;
            }

            await DelayAsync(attempt, fault.Class, limit.Token);
            turn = await NextTurnAsync(deadline, limit.Token);
            if (turn is null && run.Now >= deadline)
            {
                _failure ??= deletion.MayBeDeleted
                    ? LimitMessages.DeletionUnknown(request, deletion.Backup, fault)
                    : LimitMessages.DeletionTimedOut(request, deletion.Backup, fault);
                deletion.State = deletion.MayBeDeleted ? DeletionState.Unknown : DeletionState.TimedOut;
            }
        }

        if (deletion.State is not DeletionState.Deleted && !deletion.MayBeDeleted)
        {
            journal.EndDeletion(arn);
        }
    }

    // An answer about another backup is ignored, and so is one by which the backup still exists.
    private static ServiceFault? MismatchOf(BackupDescription answer, string arn) => answer.BackupDetails switch
    {
        { } details when details.BackupArn != arn =>
            ServiceFault.Unreadable($"The service's answer is about another backup: {details.BackupArn}"),
        { BackupStatus.Value: not "DELETED" and var status } =>
            ServiceFault.Unreadable($"The service's answer says that the backup is {status}."),
        _ => null,
    };

    private bool IsFinal(string arn, ServiceFault fault) => !fault.MayPass || connection.ReachOf(arn).IsLost;

    private void Publish(Deletion deletion)
    {
        var backup = deletion.Backup;
        deletion.State = DeletionState.Deleted;
        backup.BackupStatus = Amazon.DynamoDBv2.BackupStatus.DELETED;
        journal.LogDecision($"Backup '{backup.BackupName}' of table '{request.TableName}' is deleted: {backup.BackupArn}");
        journal.Publish(new BackupDeleted(request, backup, deletion.TableId));
    }

    private void GiveUp(Deletion deletion, ServiceFault fault) => GiveUp(deletion.MayBeDeleted
        ? LimitMessages.DeletionUnknown(request, deletion.Backup, fault)
        : LimitMessages.DeletionRefused(request, deletion.Backup, fault));

    private void GiveUp(BackupFailure failure)
    {
        _failure ??= failure;
        _isGivenUp = true;
    }

    private async Task DelayAsync(int attempt, FaultClass faultClass, CancellationToken limit)
    {
        try
        {
            await run.DelayAsync(RetryDelays.After(attempt, faultClass, run), limit);
        }
        catch (OperationCanceledException) when (!run.IsStopped)
        {
            // The next turn is refused.
        }
    }

    // Null where the time has expired, or nothing more may begin.
    private async Task<Turn?> NextTurnAsync(TimeSpan deadline, CancellationToken limit)
    {
        Turn turn;
        try
        {
            turn = await connection.TakeTurnAsync(Operation.DeleteBackup, limit);
        }
        catch (OperationCanceledException) when (!run.IsStopped)
        {
            return null;
        }

        if (run.Now < deadline)
        {
            return turn;
        }

        // A call with no time left would be sent and given up in one moment, its outcome unknown.
        turn.Dispose();
        return null;
    }
}
