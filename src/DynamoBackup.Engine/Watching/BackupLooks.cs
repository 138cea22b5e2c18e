using Amazon.DynamoDBv2.Model;
using DynamoBackup.Engine.Calling;
using DynamoBackup.Engine.Listing;
using DynamoBackup.Engine.Outcomes;
using DynamoBackup.Engine.Requests;
using DynamoBackup.Engine.Runtime;
using DynamoBackup.Engine.Service;

namespace DynamoBackup.Engine.Watching;

/// <summary>
/// Looks at the backups of one account and region, for all who wait for them: at each by DescribeBackup, or at all by a sweep (one
/// listing of all tables' backups) where that takes less time; and by the other of the two where one fails or misses a backup.
/// </summary>
internal sealed class BackupLooks
{
    // What is due within this time is looked at together.
    private static readonly TimeSpan BatchWindow = TimeSpan.FromMilliseconds(100);

    // A call that is given up costs nothing but another look.
    private static readonly TimeSpan LongestDescribe = TimeSpan.FromSeconds(10);

    private readonly ServiceConnection _connection;
    private readonly BackupLister _lister;
    private readonly Sweeper _sweeper;
    private readonly EngineRun _run;
    private readonly Journal _journal;
    private readonly Health _describing;

    // By what identifies a backup: the service answers an ARN with any region in it.
    private readonly Dictionary<string, WatchedBackup> _watched = new(StringComparer.Ordinal);

    private Task<ListingResult?>? _sweep;

    // Null while no answer has shown it. Permission may be given for some tables' backups alone.
    private bool? _mayDescribe;

    public BackupLooks(ServiceConnection connection, BackupLister lister, EngineRun run, Journal journal)
    {
        _connection = connection;
        _lister = lister;
        _sweeper = new Sweeper(connection, lister, run);
        _run = run;
        _journal = journal;
        _describing = new Health(run);
        lister.Listed += Read;
        connection.RejectionToken.Register(PublishAll);
    }

    // What one call showed of a backup; nothing where it failed.
    private enum Finding
    {
        Nothing,
        Seen,
        Missing,
    }

    // Describing and listing may go to different hosts: only where neither was ever reached there is nothing to wait for.
    private bool IsOutOfReach =>
        _connection.ReachOf(HostKind.ByArn).WasNeverFound
        && (_lister.Denial is not null || _connection.ReachOf(HostKind.ByName).WasNeverFound);

    /// <summary>The backup of an ARN, for a wait that gives it back by <see cref="Unwatch"/>.</summary>
    public WatchedBackup Watch(string arn)
    {
        var identity = BackupArn.IdentityOf(arn);
        if (!_watched.TryGetValue(identity, out var backup))
        {
            _watched.Add(identity, backup = new WatchedBackup(arn, _run));
        }

        backup.Waits++;
        return backup;
    }

    /// <summary>Gives a backup back.</summary>
    public void Unwatch(WatchedBackup backup)
    {
        if (--backup.Waits == 0)
        {
            backup.End();
            _watched.Remove(BackupArn.IdentityOf(backup.Arn));
        }
    }

    /// <summary>
    /// Waits until something new is known of a backup, by a look when it is due or by another's before; or until a moment.
    /// </summary>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    public async Task LookAsync(WatchedBackup backup, TimeSpan due, TimeSpan until)
    {
        var changed = backup.Changed;
        backup.Due = due < backup.Due ? due : backup.Due;
        if (await _run.EndsBeforeAsync(changed, due < until ? due : until) || _run.Now >= until)
        {
            return;
        }

        // What is asked for at one time is looked at together.
        await Task.Yield();
        if (!backup.IsBeingLookedAt)
        {
            LookAtWhatIsDue();
        }

        await _run.EndsBeforeAsync(changed, until);
    }

    /// <summary>Looks at a backup by both calls at once: there is no time for the other one after a call that hangs.</summary>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    public async Task LookOnceMoreAsync(WatchedBackup backup, TimeSpan until)
    {
        var changed = backup.Changed;
        _run.StartShared(async () =>
        {
            var began = _run.Now;
            var listing = ListAsync(backup, began);
            Conclude(backup, began, await DescribeAsync(backup), await listing);
        });
        await _run.EndsBeforeAsync(changed, until);
    }

    /// <summary>Why no look at a backup can work any more; null while one may.</summary>
    public ServiceFault? RefusalOf(WatchedBackup backup) => (_connection.Rejection, backup.State) switch
    {
        ({ } rejection, _) => rejection,
        (null, { DescribeDenial: { } denial }) when _lister.Denial is not null => denial,
        (null, { Fault: { Class: FaultClass.Refused } fault }) => fault,
        (null, { Fault: { KeptFromService: true } fault }) when IsOutOfReach => fault,
        _ => null,
    };

    private void LookAtWhatIsDue()
    {
        var due = DueBy(_run.Now + BatchWindow);
        var listFirst = ListFirst(due.Count);
        foreach (var backup in due)
        {
            _run.StartShared(() => LookAtAsync(backup, listFirst || backup.State.DescribeDenial is not null));
        }
    }

    private List<WatchedBackup> DueBy(TimeSpan moment) =>
        _watched.Values.Where(backup => !backup.IsBeingLookedAt && backup.Due <= moment).ToList();

    private bool ListFirst(int due)
    {
        if (_lister.Denial is not null)
        {
            return false;
        }

        // Where one may not be described most likely none may, and listings show them all.
        if (_mayDescribe is false || _describing.IsFailing)
        {
            return true;
        }

        // Where a sweep may begin soon, what will be due by then is worth waiting for.
        if (_sweeper.EarliestStart is var start && start > _run.Now)
        {
            due = Math.Max(due, DueBy(start + BatchWindow).Count);
        }

        var beingLookedAt = _watched.Values.Count(backup => backup.IsBeingLookedAt);
        var describes = _connection.RateOf(Operation.DescribeBackup);
        var lists = _connection.RateOf(Operation.ListBackups);
        return !_sweeper.IsFailing && PollPlan.SweepPays(beingLookedAt + due, _watched.Count, describes, lists, _sweeper.Last);
    }

    private async Task LookAtAsync(WatchedBackup backup, bool listFirst)
    {
        backup.IsBeingLookedAt = true;
        var began = _run.Now;
        var first = listFirst ? await ListAsync(backup, backup.Since) : await DescribeAsync(backup);
        var other = !NeedsTheOther(first, backup) ? Finding.Nothing
            : listFirst ? await DescribeAsync(backup)
            : await ListAsync(backup, backup.Since);
        Conclude(backup, began, listFirst ? other : first, listFirst ? first : other);
        backup.IsBeingLookedAt = false;
        backup.Publish();
    }

    // A backup that was not seen yet may be missing for as long as reads may lag.
    private bool NeedsTheOther(Finding finding, WatchedBackup backup) => finding switch
    {
        Finding.Nothing => RefusalOf(backup) is null,
        Finding.Missing => backup.WasSeen || _run.Now - backup.Since >= BackupLister.Lag,
        _ => false,
    };

    // One answer alone does not say that a backup is gone: those of all the time for which reads may lag do.
    private void Conclude(WatchedBackup backup, TimeSpan began, Finding described, Finding listed)
    {
        if (described is Finding.Seen || listed is Finding.Seen || (described is Finding.Nothing && listed is Finding.Nothing))
        {
            return;
        }

        var state = backup.State;
        var isCertain = described is Finding.Missing || state.DescribeDenial is not null;
        backup.State = state with
        {
            MissingSince = state.MissingSince ?? _run.Now,
            IsGone = isCertain && began - state.MissingSince >= BackupLister.Lag,
        };
    }

    private async Task<Finding> DescribeAsync(WatchedBackup backup)
    {
        if (backup.State.DescribeDenial is not null)
        {
            return Finding.Nothing;
        }

        var asked = _run.Now;
        Turn turn;
        try
        {
            turn = await _connection.TakeTurnAsync(Operation.DescribeBackup, backup.Unwatched);
        }
        catch (OperationCanceledException) when (!_run.IsStopped)
        {
            // Nobody waits for it any longer.
            return Finding.Nothing;
        }

        if (backup.State.ReadAt > asked)
        {
            // A listing has shown it meanwhile.
            turn.Dispose();
            return Finding.Seen;
        }

        var call = await _connection.CallAsync(
            turn,
            Operation.DescribeBackup,
            backup.Arn,
            attempt: ++backup.Describes,
            token => _connection.Service.DescribeAsync(backup.Arn, token),
            _connection.LimitUntil(_run.Now + LongestDescribe),
            backup.Unwatched);
        if (backup.Unwatched.IsCancellationRequested)
        {
            return Finding.Nothing;
        }

        if ((call.Fault ?? MismatchOf(backup, call.Value!)) is { } fault)
        {
            return NotDescribed(backup, fault);
        }

        _mayDescribe = true;
        _describing.Worked();
        backup.Read(call.Value!.BackupDetails, call.Value.SourceTableDetails?.TableId, call.Started);
        return Finding.Seen;
    }

    // The service answers with the ARN it was given.
    private static ServiceFault? MismatchOf(WatchedBackup backup, BackupDescription description) =>
        description.BackupDetails.BackupArn == backup.Arn
            ? null
            : ServiceFault.Unreadable($"The service's answer is about another backup: {description.BackupDetails.BackupArn}");

    private Finding NotDescribed(WatchedBackup backup, ServiceFault fault)
    {
        backup.State = backup.State with { Fault = fault };
        switch (fault.Class)
        {
            case FaultClass.NotFound:
                backup.State = backup.State with { NotFound = fault };
                return Finding.Missing;
            case FaultClass.AccessDenied:
                backup.State = backup.State with { DescribeDenial = fault };
                _mayDescribe ??= false;
                break;
            case FaultClass.Unknown or FaultClass.NotSent or FaultClass.Throttled:
                _describing.Failed();
                PublishWhereOutOfReach(fault);
                break;
            default:
                break;
        }

        return Finding.Nothing;
    }

    private async Task<Finding> ListAsync(WatchedBackup backup, TimeSpan since)
    {
        while (_lister.Denial is null)
        {
            if (await (_sweep is { IsCompleted: false } ? _sweep : _sweep = SweepAsync()) is not { } sweep)
            {
                return Finding.Nothing;
            }

            if (backup.State.ReadAt >= sweep.Started)
            {
                return Finding.Seen;
            }

            if (sweep.Fault is { } fault)
            {
                backup.State = backup.State with { Fault = _lister.Denial is null ? fault : backup.State.Fault };
                PublishWhereOutOfReach(fault);
                return Finding.Nothing;
            }

            // One that began before proves nothing; nor does one with a row that cannot be read.
            if (sweep.Started >= since)
            {
                return sweep.Unreadable == 0 && sweep.From <= backup.Created ? Finding.Missing : Finding.Nothing;
            }
        }

        return Finding.Nothing;
    }

    // One for all who ask before it ends; null where nobody waits any longer when it may begin.
    private async Task<ListingResult?> SweepAsync()
    {
        await _run.DelayAsync(_sweeper.EarliestStart - _run.Now, _run.StopToken);
        if (_watched.Count == 0)
        {
            return null;
        }

        _journal.LogDecision($"Sweeping the backups of {_connection.Target.Region}: {_watched.Count} pending.");
        return await _sweeper.SweepAsync(_watched.Values.Min(backup => backup.Created));
    }

    private void Read(BackupSummary summary)
    {
        if (_watched.TryGetValue(BackupArn.IdentityOf(summary.BackupArn), out var backup))
        {
            backup.Read(summary.ToDetails(), summary.TableId, _lister.PageAskedFor);
        }
    }

    private void PublishWhereOutOfReach(ServiceFault fault)
    {
        if (fault.KeptFromService && IsOutOfReach)
        {
            foreach (var backup in _watched.Values)
            {
                backup.State = backup.State with { Fault = fault };
            }

            PublishAll();
        }
    }

    private void PublishAll()
    {
        foreach (var backup in _watched.Values)
        {
            backup.Publish();
        }
    }
}
