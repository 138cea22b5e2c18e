using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Amazon.DynamoDBv2.Model;

namespace DynamoBackup.Engine;

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

    private static readonly TimeSpan LongestSleep = TimeSpan.FromMinutes(1);

    // Wakes that fall together are one: with thousands pending, each is a pass over all of them.
    private static readonly TimeSpan ShortestSleep = TimeSpan.FromMilliseconds(20);

    private static readonly DateTime Epoch = new(1970, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly AccountRegion _region;
    private readonly EngineHost _host;
    private readonly Dictionary<string, PendingBackup> _pending = new(StringComparer.Ordinal);
    private TaskCompletionSource<bool> _wake = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TimeSpan _sleepsUntil;
    private Listing? _lastSweep;
    private bool _isSweeping;
    private bool _isWatching;
    private bool _hasDescribed;
    private ServiceFault? _describeDenial;

    public BackupWatcher(AccountRegion region, EngineHost host)
    {
        _region = region;
        _host = host;
    }

    /// <summary>Watches a backup that was just created.</summary>
    public void Watch(BackupRequest request, CreateBackupResponse response, TimeSpan deadline)
    {
        var pending = new PendingBackup(response.BackupDetails.BackupArn, response.BackupDetails, createdHint: null, _host.Clock.Now);
        Add(pending, new PendingBackup.Wait(request, response, deadline));
    }

    /// <summary>Watches a backup that somebody made.</summary>
    public void Watch(BackupRequest request)
    {
        var now = _host.Clock.Now;
        var pending = new PendingBackup(request.Arn!.Text, details: null, request.Arn.CreationHint, now) { NextPoll = now };
        Add(pending, new PendingBackup.Wait(request, response: null, now + request.Timeout));
    }

    /// <summary>Takes note of a listed backup.</summary>
    public void Observe(BackupSummary summary)
    {
        if (_pending.TryGetValue(summary.BackupArn, out var pending))
        {
            pending.LastListed = _host.Clock.Now;
            pending.MustDescribe = false;
            Read(pending, summary.ToDetails());
        }
    }

    /// <summary>Has the watcher look at what has changed.</summary>
    public void Wake() => _wake.TrySetResult(true);

    private void Add(PendingBackup pending, PendingBackup.Wait wait)
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
        var now = _host.Clock.Now;
        var nextPoll = now + pending.IntervalAt(now);
        pending.NextPoll = nextPoll < pending.NextPoll ? nextPoll : pending.NextPoll;
        if (!_isWatching)
        {
            _host.Run(WatchAllAsync);
        }
        else if (pending.NextPoll < _sleepsUntil || wait.Deadline < _sleepsUntil)
        {
            Wake();
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
                if (_region.Rejection is { } rejection && _host.Options.Rules.FailPendingOnRejection)
                {
                    EndAll((pending, wait) => FailureMessages.WaitRefused(pending, wait, rejection));
                    break;
                }

                EndOverdue();
                Poll();
                await SleepAsync();
            }
        }
        finally
        {
            _isWatching = false;
        }
    }

    private async Task SleepAsync()
    {
        var now = _host.Clock.Now;
        _sleepsUntil = now + LongestSleep;
        foreach (var pending in _pending.Values)
        {
            var isBeingRead = pending.IsBeingDescribed || (_isSweeping && !pending.MustDescribe);
            WakeBy(isBeingRead ? _sleepsUntil : pending.NextPoll);
            if (_host.Options.Rules.KeepDeadlines)
            {
                pending.Waits.ForEach(wait => WakeBy(wait.Deadline));
            }
        }

        var sleep = _sleepsUntil - now;
        using var source = CancellationTokenSource.CreateLinkedTokenSource(_host.StopToken);
        var delay = _host.Clock.Delay(sleep > ShortestSleep ? sleep : ShortestSleep, source.Token);
        await Either.EndsAsync(delay, _wake.Task);
        source.Cancel();
        _wake = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        _host.ThrowIfStopped();
    }

    private void WakeBy(TimeSpan moment) => _sleepsUntil = moment < _sleepsUntil ? moment : _sleepsUntil;

    private void EndOverdue()
    {
        if (_host.Options.Rules.KeepDeadlines)
        {
            var now = _host.Clock.Now;
            EndAll((pending, wait) => wait.Deadline <= now ? FailureMessages.WaitTimedOut(pending, wait) : null);
        }
    }

    private void Poll()
    {
        var now = _host.Clock.Now;
        var beingDescribed = _pending.Values.Count(pending => pending.IsBeingDescribed);
        var due = _pending.Values.Where(pending => !pending.IsBeingDescribed && pending.NextPoll <= now).ToList();
        if (due.Count == 0)
        {
            return;
        }

        var maySweep = _region.Lister.Denial is null;
        if (_region.Lister.Denial is { } denial)
        {
            EndAll((pending, wait) => MayDescribe(pending) ? null : FailureMessages.WaitRefused(pending, wait, _describeDenial ?? denial));
        }

        var sweeps = maySweep
            && (_describeDenial is not null
                || PollPlan.Choose(beingDescribed + due.Count, _pending.Count, _region.DescribePace.Rate, _region.ListPace.Rate, _lastSweep) is PollChoice.Sweep);
        foreach (var pending in due.Where(MayDescribe))
        {
            if (pending.MustDescribe || pending.CreatedHint is null || (!sweeps && !_isSweeping))
            {
                _host.Run(() => DescribeAsync(pending));
            }
        }

        if (_isSweeping || !(sweeps || (maySweep && due.Exists(pending => pending.IsDescribeDenied))))
        {
            return;
        }

        var mayBegin = _lastSweep is null ? now : PollPlan.NextSweepAfter(_lastSweep);
        if (mayBegin <= now)
        {
            _host.Run(SweepAsync);
        }
        else
        {
            due.Where(pending => !pending.IsBeingDescribed).ToList().ForEach(pending => pending.NextPoll = mayBegin);
        }
    }

    private bool MayDescribe(PendingBackup pending) => _describeDenial is null && !pending.IsDescribeDenied;

    private async Task DescribeAsync(PendingBackup pending)
    {
        pending.IsBeingDescribed = true;
        try
        {
            await _region.DescribePace.EnterAsync(_host.StopToken);
            if (pending.Waits.Count == 0)
            {
                _host.Gate.Leave();
                return;
            }

            var call = await _region.CallAsync(
                Operation.DescribeBackup,
                pending.Arn,
                attempt: 1,
                token => _region.Target.Service.DescribeAsync(pending.Arn, token),
                _region.LimitUntil(pending.Waits.Max(wait => wait.Deadline)));
            if (call.Value is not null)
            {
                _hasDescribed = true;
                Read(pending, call.Value);
            }
            else
            {
                NotDescribed(pending, call.Fault!);
            }

            var now = _host.Clock.Now;
            if (pending.Waits.Count > 0)
            {
                pending.NextPoll = now + pending.IntervalAt(now);
            }
        }
        finally
        {
            pending.IsBeingDescribed = false;
            Wake();
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
            FaultClass.NotFound when _host.Clock.Now - pending.Since < AccountRegion.ReadLag => null,
            FaultClass.NotFound when pending.WasSeen || wait.Response is not null => FailureMessages.Deleted(pending, wait, fault.Exception),
            FaultClass.NotFound => FailureMessages.NotFound(pending, wait, fault),
            FaultClass.AccessDenied when _region.Lister.Denial is not null => FailureMessages.WaitRefused(pending, wait, fault),
            FaultClass.Refused => FailureMessages.WaitRefused(pending, wait, fault),
            FaultClass.NotSent when _region.WasNeverReached => FailureMessages.ConnectionFailed(pending, wait, fault),
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
            _host.TellDecision($"Sweeping the backups of {_region.Target.Region}: {_pending.Count} pending.");
            EndSweep(await _region.Lister.SweepAsync(from));
        }
        finally
        {
            _isSweeping = false;
            Wake();
        }
    }

    private void EndSweep(Listing sweep)
    {
        var now = _host.Clock.Now;
        _lastSweep = sweep.Fault is null ? sweep : _lastSweep;
        foreach (var pending in _pending.Values.ToList())
        {
            pending.NextPoll = pending.IsBeingDescribed ? pending.NextPoll : now + pending.IntervalAt(now);
            if (sweep.Fault is { } fault)
            {
                pending.LastFault = fault;
                if (fault.Class is FaultClass.NotSent && _region.WasNeverReached)
                {
                    EndWaits(pending, (pending, wait) => FailureMessages.ConnectionFailed(pending, wait, fault));
                }
            }
            else if (pending.Since <= sweep.Started && (pending.LastListed ?? TimeSpan.MinValue) < sweep.Started)
            {
                MissedBy(sweep, pending);
            }
        }
    }

    // A listing may lag behind what was created; a backup that was listed before, or should be by now, is asked for itself.
    private void MissedBy(Listing sweep, PendingBackup pending)
    {
        if (pending.LastListed is null && sweep.Started - pending.Since < AccountRegion.ReadLag)
        {
            return;
        }

        if (MayDescribe(pending))
        {
            pending.MustDescribe = true;
            pending.NextPoll = _host.Clock.Now;
        }
        else if (pending.LastListed is not null)
        {
            EndWaits(pending, (pending, wait) => FailureMessages.Deleted(pending, wait, exception: null));
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
                _pending.Remove(pending.Arn);
                foreach (var wait in pending.Waits)
                {
                    if (wait.Response is not null)
                    {
                        wait.Response.BackupDetails = details;
                    }

                    _host.Say(new BackupAvailable(wait.Request, details, wait.Response));
                }

                pending.Waits.Clear();
                break;
            case Deleted:
                EndWaits(pending, (pending, wait) => FailureMessages.Deleted(pending, wait, exception: null));
                break;
            default:
                EndWaits(pending, FailureMessages.UnexpectedStatus);
                break;
        }
    }

    private void EndAll(Func<PendingBackup, PendingBackup.Wait, BackupFailure?> failureOf)
    {
        foreach (var pending in _pending.Values.ToList())
        {
            EndWaits(pending, failureOf);
        }
    }

    private void EndWaits(PendingBackup pending, Func<PendingBackup, PendingBackup.Wait, BackupFailure?> failureOf)
    {
        foreach (var wait in pending.Waits.ToList())
        {
            if (failureOf(pending, wait) is { } failure)
            {
                pending.Waits.Remove(wait);
                _host.Say(new BackupFailed(wait.Request, failure));
            }
        }

        if (pending.Waits.Count == 0)
        {
            _pending.Remove(pending.Arn);
        }
    }
}
