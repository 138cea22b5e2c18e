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

    // A sweep that takes longer than this, and than twice the last one, is waited for no longer.
    private static readonly TimeSpan LongestSweep = TimeSpan.FromSeconds(3);

    private readonly ServiceConnection _connection;
    private readonly BackupLister _lister;
    private readonly EngineRun _run;
    private readonly Journal _journal;
    private readonly Health _describing;
    private readonly Health _listing;

    // By what identifies a backup: the service answers an ARN with any region in it.
    private readonly Dictionary<string, WatchedBackup> _watched = new(StringComparer.Ordinal);
    private Task<ListingResult>? _sweep;
    private ListingResult? _lastSweep;
    private bool _sweepsAll;

    // Null while no answer has shown it. Permission may be given for some tables' backups alone.
    private bool? _mayDescribe;

    public BackupLooks(ServiceConnection connection, BackupLister lister, EngineRun run, Journal journal)
    {
        _connection = connection;
        _lister = lister;
        _run = run;
        _journal = journal;
        _describing = new Health(run);
        _listing = new Health(run);
        lister.Listed += Read;
        connection.RejectionToken.Register(PublishAll);
    }

    private enum Finding
    {
        /// <summary>The call was answered, and showed the backup.</summary>
        Seen,

        /// <summary>The call was answered, and did not show the backup.</summary>
        Missing,

        /// <summary>The call failed: the other one may do better.</summary>
        Failed,
    }

    /// <summary>The backup of an ARN, to be given back by <see cref="Unwatch"/>.</summary>
    /// <param name="arn">The ARN.</param>
    /// <param name="created">When it seems to have been made (UTC); null where nothing shows it.</param>
    public WatchedBackup Watch(string arn, DateTime? created)
    {
        var identity = BackupArn.IdentityOf(arn);
        if (!_watched.TryGetValue(identity, out var backup))
        {
            _watched.Add(identity, backup = new WatchedBackup(arn, created, _run));
        }

        backup.Join();
        return backup;
    }

    /// <summary>Gives a backup back.</summary>
    public void Unwatch(WatchedBackup backup)
    {
        if (backup.Leave())
        {
            _watched.Remove(BackupArn.IdentityOf(backup.Arn));
        }
    }

    /// <summary>Waits until something new is known of a backup: by a look when it is due, or by another's before.</summary>
    /// <param name="backup">The backup.</param>
    /// <param name="due">When to look at the latest.</param>
    /// <param name="until">When to wait no longer.</param>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    public async Task LookAsync(WatchedBackup backup, TimeSpan due, TimeSpan until)
    {
        var changed = backup.Changed;
        backup.Due = due < backup.Due ? due : backup.Due;
        if (await _run.EndsBeforeAsync(changed, due < until ? due : until) || _run.Now >= until)
        {
            return;
        }

        // What is asked for together is looked at together.
        await Task.Yield();
        if (!backup.IsBeingLookedAt)
        {
            LookAtWhatIsDue();
        }

        await _run.EndsBeforeAsync(changed, until);
    }

    /// <summary>Looks at a backup by both calls at once: one of them may hang, and there is no time for one after the other.</summary>
    /// <param name="backup">The backup.</param>
    /// <param name="until">When to wait no longer.</param>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    public async Task LookOnceMoreAsync(WatchedBackup backup, TimeSpan until)
    {
        var changed = backup.Changed;
        _run.StartShared(() => LookBothWaysAsync(backup));
        await _run.EndsBeforeAsync(changed, until);
    }

    /// <summary>Why no look at a backup can work any more; null while one may.</summary>
    public ServiceFault? RefusalOf(WatchedBackup backup) => (_connection.Rejection, backup.State) switch
    {
        ({ } rejection, _) => rejection,
        (null, { DescribeDenial: { } denial }) when _lister.Denial is not null => denial,
        (null, { Fault: { Class: FaultClass.Refused } fault }) => fault,
        (null, { Fault: { Class: FaultClass.NotSent } fault }) when IsOutOfReach => fault,
        _ => null,
    };

    // Describing and listing may go to different hosts: only where neither was ever reached there is nothing to wait for.
    private bool IsOutOfReach =>
        _connection.ReachOf(HostKind.ByArn).WasNeverFound
        && (_lister.Denial is not null || _connection.ReachOf(HostKind.ByName).WasNeverFound);

    private void LookAtWhatIsDue()
    {
        var due = DueBy(_run.Now + BatchWindow);
        var listFirst = ListFirst(due.Count);
        foreach (var backup in due)
        {
            _run.StartShared(() => LookAtAsync(backup, listFirst));
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
        if (_lastSweep is not null && NextSweep(_lastSweep) is var next && next > _run.Now)
        {
            due = Math.Max(due, DueBy(next + BatchWindow).Count);
        }

        var beingLookedAt = _watched.Values.Count(backup => backup.IsBeingLookedAt);
        var describes = _connection.RateOf(Operation.DescribeBackup);
        var lists = _connection.RateOf(Operation.ListBackups);
        return !_listing.IsFailing && PollPlan.SweepPays(beingLookedAt + due, _watched.Count, describes, lists, _lastSweep);
    }

    private TimeSpan NextSweep(ListingResult last) => PollPlan.NextSweepAfter(last, _connection.RateOf(Operation.ListBackups));

    private async Task LookAtAsync(WatchedBackup backup, bool listFirst)
    {
        backup.IsBeingLookedAt = true;
        var began = _run.Now;
        var described = Finding.Failed;
        var listed = Finding.Failed;
        if (backup.State.DescribeDenial is not null || (listFirst && (backup.Created is not null || _mayDescribe is false)))
        {
            listed = await ListAsync(backup, backup.Since);
            if (NeedsTheOther(listed, backup))
            {
                described = await DescribeAsync(backup);
            }
        }
        else
        {
            described = await DescribeAsync(backup);
            if (NeedsTheOther(described, backup))
            {
                listed = await ListAsync(backup, backup.Since);
            }
        }

        Conclude(backup, began, described, listed);
        backup.IsBeingLookedAt = false;
        backup.Publish();
    }

    private async Task LookBothWaysAsync(WatchedBackup backup)
    {
        var began = _run.Now;
        var listing = ListAsync(backup, began);
        var described = await DescribeAsync(backup);
        Conclude(backup, began, described, await listing);
    }

    // Whether the other call should be made, too. A backup that was not seen yet may be missing for as long as reads may lag.
    private bool NeedsTheOther(Finding finding, WatchedBackup backup) => finding switch
    {
        Finding.Failed => RefusalOf(backup) is null,
        Finding.Missing => backup.State.WasSeen || _run.Now - backup.Since >= BackupLister.Lag,
        _ => false,
    };

    // No answer alone says that a backup is gone: only those of all the time for which reads may lag.
    private void Conclude(WatchedBackup backup, TimeSpan began, Finding described, Finding listed)
    {
        if (described is Finding.Seen || listed is Finding.Seen || (described is Finding.Failed && listed is Finding.Failed))
        {
            return;
        }

        var state = backup.State;
        var isCertain = described is Finding.Missing || (state.DescribeDenial is not null && listed is Finding.Missing);
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
            return Finding.Failed;
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
            return Finding.Failed;
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
            return Finding.Failed;
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

        return Finding.Failed;
    }

    private async Task<Finding> ListAsync(WatchedBackup backup, TimeSpan since)
    {
        while (_lister.Denial is null)
        {
            _sweepsAll |= backup.Created is null;
            var sweep = await (_sweep is { IsCompleted: false } ? _sweep : _sweep = SweepAsync());
            if (backup.State.ReadAt >= sweep.Started)
            {
                return Finding.Seen;
            }

            if (sweep.Fault is { } fault)
            {
                backup.State = backup.State with { Fault = _lister.Denial is null ? fault : backup.State.Fault };
                return Finding.Failed;
            }

            // One that began before proves nothing; nor does one with a row that cannot be read.
            if (sweep.Started >= since)
            {
                return sweep.Unreadable == 0 && (backup.Created ?? DateTime.UnixEpoch) >= sweep.From ? Finding.Missing : Finding.Failed;
            }
        }

        return Finding.Failed;
    }

    // One sweep for all who ask for one before it ends.
    private async Task<ListingResult> SweepAsync()
    {
        if (_lastSweep is not null)
        {
            await _run.DelayAsync(NextSweep(_lastSweep) - _run.Now, _run.StopToken);
        }

        if (_watched.Count == 0)
        {
            return new ListingResult(_run.Now, DateTime.UnixEpoch, TimeSpan.Zero, Pages: 0, Unreadable: 0, Fault: null);
        }

        var oldest = _sweepsAll ? null : _watched.Values.Min(backup => backup.Created);
        _sweepsAll = false;
        _journal.LogDecision($"Sweeping the backups of {_connection.Target.Region}: {_watched.Count} pending.");
        var (began, longest) = (_run.Now, LongestSweep);
        if (_lastSweep is { Took: var took } && took * 2 > longest)
        {
            longest = took * 2;
        }

        var listing = ListAllAsync(oldest ?? DateTime.UnixEpoch);
        if (await _run.EndsBeforeAsync(listing, began + longest))
        {
            return await listing;
        }

        _listing.Failed();
        var hangs = ServiceFault.From(new TimeoutException($"The backups were not listed within {longest.TotalSeconds:0} s."));
        return new ListingResult(began, oldest ?? DateTime.UnixEpoch, longest, Pages: 0, Unreadable: 0, hangs);
    }

    private async Task<ListingResult> ListAllAsync(DateTime from)
    {
        var sweep = await _lister.SweepAsync(from);
        if (sweep.Fault is null)
        {
            _lastSweep = sweep;
            _listing.Worked();
        }
        else
        {
            _listing.Failed();
            PublishWhereOutOfReach(sweep.Fault);
        }

        return sweep;
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
        if (fault.Class is FaultClass.NotSent && IsOutOfReach)
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
