using Amazon.DynamoDBv2.Model;
using DynamoBackup.Engine.Calling;
using DynamoBackup.Engine.Listing;
using DynamoBackup.Engine.Outcomes;
using DynamoBackup.Engine.Service;
using DynamoBackup.Engine.Requests;

namespace DynamoBackup.Engine.Watching;

// The calls that read states, and what they come to.
internal sealed partial class BackupWatcher
{
    private const string Available = "AVAILABLE";
    // The service model's own texts, and older documents, name the finished state so.
    private const string Active = "ACTIVE";
    private const string Creating = "CREATING";
    private const string Deleted = "DELETED";

    // A poll that is given up costs nothing but another one.
    private static readonly TimeSpan LongestPoll = TimeSpan.FromSeconds(10);

    private async Task DescribeAsync(PendingBackup pending)
    {
        pending.IsBeingDescribed = true;
        var looksAgain = false;
        try
        {
            var turn = await _connection.TakeTurnAsync(Operation.DescribeBackup, _run.StopToken);
            if (pending.Waits.Count == 0)
            {
                turn.Dispose();
                return;
            }

            // The turn may come after the time is over, where the process stood still: then this is the last look.
            var now = _run.Now;
            if (pending.FinalLookUntil is null && pending.End <= now)
            {
                pending.FinalLookUntil = now + FinalLook;
                _run.StartShared(SweepInHalfAsync);
            }

            var call = await _connection.CallAsync(
                turn,
                Operation.DescribeBackup,
                pending.Arn,
                attempt: ++pending.Describes,
                token => _connection.Service.DescribeAsync(pending.Arn, token),
                _connection.LimitUntil(pending.End < now + LongestPoll ? pending.End : now + LongestPoll));
            if (call.Fault is { } fault)
            {
                NotDescribed(pending, fault, call.Started);
            }
            else
            {
                Described(pending, call.Value!, call.Started);
            }

            pending.PlanNextPoll(_run.Now);
            if (call.Fault is not null && _describing.IsSick && !pending.MustDescribe && MaySweepOnceMore)
            {
                // Not at the next look: by then describing may count as well again, and fail again.
                pending.NextPoll = _run.Now;
            }

            if (pending.FinalLookUntil is { } until && pending.Waits.Count > 0)
            {
                // What lay here unread while the process stood still is no last look.
                looksAgain = call.Started < until - FinalLook && MayDescribe(pending);
                if (call.Fault is not null)
                {
                    LookTheOtherWay(pending, isLast: !looksAgain);
                }
            }
        }
        finally
        {
            pending.IsBeingDescribed = false;
            _alarm.Ring();
        }

        if (looksAgain)
        {
            await DescribeAsync(pending);
        }
    }

    // Of a last look that fails: one more by a sweep, where that may help.
    private void LookTheOtherWay(PendingBackup pending, bool isLast)
    {
        if (MaySweepOnceMore)
        {
            _run.StartShared(SweepAsync);
        }
        else if (isLast && !IsSweeping)
        {
            pending.FinalLookUntil = _run.Now;
        }
    }

    private void Described(PendingBackup pending, BackupDescription description, TimeSpan started)
    {
        // The service answers with the ARN it was given.
        if (description.BackupDetails.BackupArn != pending.Arn)
        {
            var misfit = $"The service's answer is about another backup: {description.BackupDetails.BackupArn}";
            NotDescribed(pending, ServiceFault.Unreadable(misfit), started);
            return;
        }

        _hasDescribed = true;
        _describeDenial = null;
        _describing.Worked();
        Read(pending, description.BackupDetails, description.SourceTableDetails?.TableId, started);
    }

    private void NotDescribed(PendingBackup pending, ServiceFault fault, TimeSpan started)
    {
        pending.LastFault = fault;
        if (fault.Class is FaultClass.AccessDenied)
        {
            // Permission may be given for some tables' backups only. Until one is described, listings come first.
            pending.DescribeDenial = fault;
            pending.MustDescribe = false;
            _describeDenial ??= _hasDescribed ? null : fault;
        }
        else if (fault.Class is FaultClass.Unknown or FaultClass.NotSent or FaultClass.Throttled)
        {
            _describing.Failed();
        }

        _pending.End(pending, wait => fault.Class switch
        {
            FaultClass.NotFound when started - pending.Since < BackupLister.Lag => null,
            FaultClass.NotFound when pending.WasSeen || wait.Response is not null =>
                FailureMessages.Deleted(wait.Request, pending.DetailsOrArn, fault.Exception),
            FaultClass.NotFound => FailureMessages.NotFound(wait.Request, pending.DetailsOrArn, fault),
            FaultClass.AccessDenied when _lister.Denial is not null =>
                FailureMessages.WaitRefused(wait.Request, pending.DetailsOrArn, fault),
            FaultClass.Refused => FailureMessages.WaitRefused(wait.Request, pending.DetailsOrArn, fault),
            _ => null,
        });
        EndAllOutOfReach(fault);
    }

    private void EndAllOutOfReach(ServiceFault fault)
    {
        if (fault.KeptFromService && IsOutOfReach)
        {
            _pending.EndAll((pending, wait) => FailureMessages.ConnectionFailed(wait.Request, pending.DetailsOrArn, fault));
        }
    }

    // Describing and listing may go to different hosts: only where neither was ever reached there is nothing to wait for.
    private bool IsOutOfReach =>
        _connection.ReachOf(HostKind.ByArn).WasNeverFound
        && (_lister.Denial is not null || _connection.ReachOf(HostKind.ByName).WasNeverFound);

    private async Task SweepAsync()
    {
        var looksAgain = false;
        _sweepBegan = _run.Now;
        try
        {
            var from = _describeDenial is not null && _pending.All.Any(pending => pending.CreatedHint is null)
                ? DateTime.UnixEpoch
                : _pending.All.Min(pending => pending.CreatedHint) ?? DateTime.UnixEpoch;
            _journal.LogDecision($"Sweeping the backups of {_connection.Target.Region}: {_pending.Count} pending.");
            var sweep = await _lister.SweepAsync(from);
            looksAgain = _pending.All.Any(pending => IsNoLastLook(sweep, pending));
            EndSweep(sweep);
        }
        finally
        {
            _sweepBegan = null;
            _alarm.Ring();
        }

        if (looksAgain && HasLastLooks && MaySweepOnceMore)
        {
            await SweepAsync();
        }
    }

    // A sweep that began before the time was over may have lain here unread, some of its pages, while the process stood still.
    private static bool IsNoLastLook(ListingResult sweep, PendingBackup pending) => sweep.Started < pending.FinalLookUntil - FinalLook;

    private void EndSweep(ListingResult sweep)
    {
        if (sweep.Fault is null)
        {
            _lastSweep = sweep;
            _sweeping.Worked();
        }
        else
        {
            _sweeping.Failed();
            EndAllOutOfReach(sweep.Fault);
        }

        foreach (var pending in _pending.All.ToList())
        {
            EndSweep(sweep, pending);
        }
    }

    private void EndSweep(ListingResult sweep, PendingBackup pending)
    {
        if (!pending.IsBeingDescribed)
        {
            pending.FinalLookUntil = pending.FinalLookUntil is null || IsNoLastLook(sweep, pending) ? pending.FinalLookUntil : _run.Now;
            if (!pending.MustDescribe)
            {
                // Of one that listings do not show a sweep is no look: its own stays due.
                pending.PlanNextPoll(_run.Now);
            }
        }

        if (sweep.Fault is { } fault)
        {
            pending.LastFault = fault;
            pending.NextPoll = MayDescribe(pending) && !pending.IsBeingDescribed ? _run.Now : pending.NextPoll;
        }
        else if (pending.Since <= sweep.Started && pending.CreatedHint >= sweep.From && !(pending.LastListed >= sweep.Started))
        {
            MissedBy(sweep, pending);
        }
    }

    // A listing may lag behind what was created; a backup that was listed before, or should be by now, is asked for itself.
    private void MissedBy(ListingResult sweep, PendingBackup pending)
    {
        if (pending.LastListed is null && sweep.Unreadable == 0 && sweep.Started - pending.Since < BackupLister.Lag)
        {
            return;
        }

        if (pending.DescribeDenial is not { } denial)
        {
            // Only when it is missed first: where it cannot be described either, the two would drive each other on without a pause.
            pending.NextPoll = pending.MustDescribe ? pending.NextPoll : _run.Now;
            pending.MustDescribe = true;
        }
        else if (pending.LastListed is not null && sweep.Unreadable == 0)
        {
            _pending.End(pending, wait => FailureMessages.Deleted(wait.Request, pending.DetailsOrArn, exception: null));
        }
        else if (sweep.Unreadable == 0)
        {
            // As another account's look: one that this command made itself is ours, however late listings are.
            _pending.End(pending, wait =>
                wait.Request is WaitRequest request ? AccountMessages.NotSeen(request, pending.DetailsOrArn, denial) : null);
        }
    }

    private void ReadListed(BackupSummary summary)
    {
        if (_pending.Find(summary.BackupArn) is { } pending)
        {
            pending.LastListed = _run.Now;
            pending.MustDescribe = false;
            Read(pending, summary.ToDetails(), summary.TableId, _lister.PageAskedFor);
        }
    }

    private void Read(PendingBackup pending, BackupDetails details, string? tableId, TimeSpan asked)
    {
        pending.Read(details, tableId, asked);
        switch (details.BackupStatus?.Value)
        {
            case Creating:
                break;
            case Available or Active:
                _pending.Complete(pending);
                break;
            case Deleted:
                _pending.End(pending, wait => FailureMessages.Deleted(wait.Request, pending.DetailsOrArn, exception: null));
                break;
            default:
                _pending.End(pending, wait => FailureMessages.UnexpectedStatus(wait.Request, pending.DetailsOrArn));
                break;
        }
    }
}
