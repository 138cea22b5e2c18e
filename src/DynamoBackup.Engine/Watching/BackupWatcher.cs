using Amazon.DynamoDBv2.Model;
using DynamoBackup.Engine.Calling;
using DynamoBackup.Engine.Listing;
using DynamoBackup.Engine.Outcomes;
using DynamoBackup.Engine.Requests;
using DynamoBackup.Engine.Service;

namespace DynamoBackup.Engine.Watching;

/// <summary>
/// Watches the pending backups of one account and region until each is AVAILABLE, has failed, or is past its deadline:
/// by sweeps while many are pending, by single describes for the stragglers.
/// </summary>
internal sealed class BackupWatcher
{
    private const string Available = "AVAILABLE";

    // The service model's own texts, and older documents, name the finished state so.
    private const string Active = "ACTIVE";
    private const string Creating = "CREATING";
    private const string Deleted = "DELETED";

    private static readonly DateTime Epoch = new(1970, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly ServiceConnection _connection;
    private readonly BackupLister _lister;
    private readonly EngineRun _run;
    private readonly Journal _journal;
    private readonly Alarm _alarm;
    private readonly Dictionary<string, PendingBackup> _pending = new(StringComparer.Ordinal);
    private ListingResult? _lastSweep;
    private bool _isSweeping;
    private bool _isWatching;
    private bool _hasDescribed;
    private ServiceFault? _describeDenial;

    public BackupWatcher(ServiceConnection connection, BackupLister lister, EngineRun run, Journal journal)
    {
        _connection = connection;
        _lister = lister;
        _run = run;
        _journal = journal;
        _alarm = new Alarm(run);
        lister.Listed += ReadListed;
        connection.RejectionToken.Register(_alarm.Ring);
    }

    /// <summary>Watches a backup that was just created.</summary>
    public void Watch(BackupRequest request, CreateBackupResponse response, TimeSpan deadline)
    {
        var pending = new PendingBackup(response.BackupDetails.BackupArn, response.BackupDetails, createdHint: null, _run.Now);
        Add(pending, new BackupWait(request, response, deadline));
    }

    /// <summary>Watches a backup that somebody made.</summary>
    public void Watch(BackupRequest request)
    {
        var now = _run.Now;
        var pending = new PendingBackup(request.Arn!.Text, details: null, request.Arn.CreationHint, now) { NextPoll = now };
        Add(pending, new BackupWait(request, Response: null, now + request.Timeout));
    }

    private void Add(PendingBackup pending, BackupWait wait)
    {
        if (_pending.TryGetValue(pending.Arn, out var known))
        {
            pending = known;
        }
        else
        {
            _pending.Add(pending.Arn, pending);
        }

        pending.Waits.Add(wait);
        var now = _run.Now;
        var nextPoll = now + pending.IntervalAt(now);
        pending.NextPoll = nextPoll < pending.NextPoll ? nextPoll : pending.NextPoll;
        if (!_isWatching)
        {
            _run.StartShared(WatchAllAsync);
        }
        else
        {
            _alarm.RingBefore(pending.NextPoll < wait.Deadline ? pending.NextPoll : wait.Deadline);
        }
    }

    private async Task WatchAllAsync()
    {
        _isWatching = true;
        try
        {
            // What is asked for together is polled together.
            await Task.Yield();
            while (_pending.Count > 0)
            {
                if (_connection.Rejection is { } rejection)
                {
                    EndAll((pending, wait) => FailureMessages.WaitRefused(wait.Request, pending.DetailsOrArn, rejection));
                    break;
                }

                EndOverdue();
                Poll();
                await _alarm.SleepUntilAsync(NextEvent());
            }
        }
        finally
        {
            _isWatching = false;
        }
    }

    private TimeSpan NextEvent()
    {
        var next = TimeSpan.MaxValue;
        foreach (var pending in _pending.Values)
        {
            var isBeingRead = pending.IsBeingDescribed || (_isSweeping && !pending.MustDescribe);
            next = isBeingRead || pending.NextPoll > next ? next : pending.NextPoll;
            foreach (var wait in pending.Waits)
            {
                next = wait.Deadline < next ? wait.Deadline : next;
            }
        }

        return next;
    }

    private void EndOverdue()
    {
        var now = _run.Now;
        EndAll((pending, wait) => wait.Deadline <= now
            ? FailureMessages.WaitTimedOut(wait.Request, pending.DetailsOrArn, pending.LastFault)
            : null);
    }

    private void Poll()
    {
        var now = _run.Now;
        var due = _pending.Values.Where(pending => !pending.IsBeingDescribed && pending.NextPoll <= now).ToList();
        if (due.Count == 0)
        {
            return;
        }

        if (_lister.Denial is { } denial)
        {
            EndAll((pending, wait) => MayDescribe(pending)
                ? null
                : FailureMessages.WaitRefused(wait.Request, pending.DetailsOrArn, _describeDenial ?? denial));
        }

        var sweeps = _lister.Denial is null && SweepingPays(due.Count);
        DescribeDue(due, sweeps);
        if (!_isSweeping && (sweeps || (_lister.Denial is null && due.Exists(pending => pending.IsDescribeDenied))))
        {
            SweepOrWait(due);
        }
    }

    private bool MayDescribe(PendingBackup pending) => _describeDenial is null && !pending.IsDescribeDenied;

    private bool SweepingPays(int due)
    {
        var beingDescribed = _pending.Values.Count(pending => pending.IsBeingDescribed);
        return _describeDenial is not null
            || PollPlan.Choose(
                beingDescribed + due, _pending.Count, _connection.RateOf(Operation.DescribeBackup), _connection.RateOf(Operation.ListBackups), _lastSweep) is PollChoice.Sweep;
    }

    private void DescribeDue(List<PendingBackup> due, bool sweeps)
    {
        foreach (var pending in due.Where(MayDescribe))
        {
            if (pending.MustDescribe || pending.CreatedHint is null || (!sweeps && !_isSweeping))
            {
                _run.StartShared(() => DescribeAsync(pending));
            }
        }
    }

    private void SweepOrWait(List<PendingBackup> due)
    {
        var mayBegin = _lastSweep is null ? _run.Now : PollPlan.NextSweepAfter(_lastSweep);
        if (mayBegin <= _run.Now)
        {
            _run.StartShared(SweepAsync);
            return;
        }

        foreach (var pending in due.Where(pending => !pending.IsBeingDescribed))
        {
            pending.NextPoll = mayBegin;
        }
    }

    private async Task DescribeAsync(PendingBackup pending)
    {
        pending.IsBeingDescribed = true;
        try
        {
            var turn = await _connection.TakeTurnAsync(Operation.DescribeBackup, _run.StopToken);
            if (pending.Waits.Count == 0)
            {
                turn.Dispose();
                return;
            }

            var call = await _connection.CallAsync(
                turn,
                Operation.DescribeBackup,
                pending.Arn,
                attempt: ++pending.Describes,
                token => _connection.Service.DescribeAsync(pending.Arn, token),
                _connection.LimitUntil(pending.Waits.Max(wait => wait.Deadline)));
            if (call.Value is not null)
            {
                _hasDescribed = true;
                Read(pending, call.Value.BackupDetails);
            }
            else
            {
                NotDescribed(pending, call.Fault!);
            }

            if (pending.Waits.Count > 0)
            {
                pending.NextPoll = _run.Now + pending.IntervalAt(_run.Now);
            }
        }
        finally
        {
            pending.IsBeingDescribed = false;
            _alarm.Ring();
        }
    }

    private void NotDescribed(PendingBackup pending, ServiceFault fault)
    {
        pending.LastFault = fault;
        if (fault.Class is FaultClass.AccessDenied)
        {
            // Permission may be given for some tables' backups only; whoever may describe none is not asked again.
            pending.IsDescribeDenied = true;
            pending.MustDescribe = false;
            _describeDenial ??= _hasDescribed ? null : fault;
        }

        EndWaits(pending, (pending, wait) => fault.Class switch
        {
            FaultClass.NotFound when _run.Now - pending.Since < BackupLister.Lag => null,
            FaultClass.NotFound when pending.WasSeen || wait.Response is not null =>
                FailureMessages.Deleted(wait.Request, pending.DetailsOrArn, fault.Exception),
            FaultClass.NotFound => FailureMessages.NotFound(wait.Request, pending.DetailsOrArn, fault),
            FaultClass.AccessDenied when _lister.Denial is not null => FailureMessages.WaitRefused(wait.Request, pending.DetailsOrArn, fault),
            FaultClass.Refused => FailureMessages.WaitRefused(wait.Request, pending.DetailsOrArn, fault),
            FaultClass.NotSent when _connection.Reach.WasNeverFound =>
                FailureMessages.ConnectionFailed(wait.Request, pending.DetailsOrArn, fault),
            _ => null,
        });
    }

    private async Task SweepAsync()
    {
        _isSweeping = true;
        try
        {
            var from = _describeDenial is not null && _pending.Values.Any(pending => pending.CreatedHint is null)
                ? Epoch
                : _pending.Values.Min(pending => pending.CreatedHint) ?? Epoch;
            _journal.LogDecision($"Sweeping the backups of {_connection.Target.Region}: {_pending.Count} pending.");
            EndSweep(await _lister.SweepAsync(from));
        }
        finally
        {
            _isSweeping = false;
            _alarm.Ring();
        }
    }

    private void EndSweep(ListingResult sweep)
    {
        var now = _run.Now;
        _lastSweep = sweep.Fault is null ? sweep : _lastSweep;
        foreach (var pending in _pending.Values.ToList())
        {
            pending.NextPoll = pending.IsBeingDescribed ? pending.NextPoll : now + pending.IntervalAt(now);
            if (sweep.Fault is { } fault)
            {
                pending.LastFault = fault;
                if (fault.Class is FaultClass.NotSent && _connection.Reach.WasNeverFound)
                {
                    EndWaits(pending, (pending, wait) => FailureMessages.ConnectionFailed(wait.Request, pending.DetailsOrArn, fault));
                }
            }
            else if (pending.Since <= sweep.Started && (pending.LastListed ?? TimeSpan.MinValue) < sweep.Started)
            {
                MissedBy(sweep, pending);
            }
        }
    }

    // A listing may lag behind what was created; a backup that was listed before, or should be by now, is asked for itself.
    private void MissedBy(ListingResult sweep, PendingBackup pending)
    {
        if (pending.LastListed is null && sweep.Started - pending.Since < BackupLister.Lag)
        {
            return;
        }

        if (MayDescribe(pending))
        {
            pending.MustDescribe = true;
            pending.NextPoll = _run.Now;
        }
        else if (pending.LastListed is not null)
        {
            EndWaits(pending, (pending, wait) => FailureMessages.Deleted(wait.Request, pending.DetailsOrArn, exception: null));
        }
    }

    private void ReadListed(BackupSummary summary)
    {
        if (_pending.TryGetValue(summary.BackupArn, out var pending))
        {
            pending.LastListed = _run.Now;
            pending.MustDescribe = false;
            Read(pending, summary.ToDetails());
        }
    }

    private void Read(PendingBackup pending, BackupDetails details)
    {
        pending.Read(details);
        switch (details.BackupStatus?.Value)
        {
            case Creating:
                break;
            case Available or Active:
                Complete(pending, details);
                break;
            case Deleted:
                EndWaits(pending, (pending, wait) => FailureMessages.Deleted(wait.Request, pending.DetailsOrArn, exception: null));
                break;
            default:
                EndWaits(pending, (pending, wait) => FailureMessages.UnexpectedStatus(wait.Request, pending.DetailsOrArn));
                break;
        }
    }

    private void Complete(PendingBackup pending, BackupDetails details)
    {
        _pending.Remove(pending.Arn);
        foreach (var wait in pending.Waits)
        {
            if (wait.Response is not null)
            {
                wait.Response.BackupDetails = details;
            }

            _journal.Publish(new BackupAvailable(wait.Request, details, wait.Response));
        }

        pending.Waits.Clear();
    }

    private void EndAll(Func<PendingBackup, BackupWait, BackupFailure?> failureOf)
    {
        foreach (var pending in _pending.Values.ToList())
        {
            EndWaits(pending, failureOf);
        }
    }

    private void EndWaits(PendingBackup pending, Func<PendingBackup, BackupWait, BackupFailure?> failureOf)
    {
        foreach (var wait in pending.Waits.ToList())
        {
            if (failureOf(pending, wait) is { } failure)
            {
                pending.Waits.Remove(wait);
                _journal.Publish(new BackupFailed(wait.Request, failure));
            }
        }

        if (pending.Waits.Count == 0)
        {
            _pending.Remove(pending.Arn);
        }
    }
}
