using Amazon.DynamoDBv2.Model;
using DynamoBackup.Engine.Calling;
using DynamoBackup.Engine.Listing;
using DynamoBackup.Engine.Outcomes;
using DynamoBackup.Engine.Requests;
using DynamoBackup.Engine.Runtime;
using DynamoBackup.Engine.Service;

namespace DynamoBackup.Engine.Watching;

/// <summary>
/// Watches the pending backups of one account and region until each is AVAILABLE, has failed, or is past its deadline:
/// by sweeps while many are pending, by single describes for the stragglers, and by one of them where the other fails.
/// </summary>
internal sealed partial class BackupWatcher
{
    // A sweep that takes longer than this, and than twice the last one, no longer keeps backups from being described.
    private static readonly TimeSpan LongestSweep = TimeSpan.FromSeconds(3);

    private readonly ServiceConnection _connection;
    private readonly BackupLister _lister;
    private readonly EngineRun _run;
    private readonly Journal _journal;
    private readonly Alarm _alarm;
    private readonly PendingBackups _pending;
    private readonly Health _describing;
    private readonly Health _sweeping;
    private ListingResult? _lastSweep;
    private TimeSpan? _sweepBegan;
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
        _pending = new PendingBackups(journal);
        _describing = new Health(run);
        _sweeping = new Health(run);
        lister.Listed += ReadListed;
        connection.RejectionToken.Register(_alarm.Ring);
    }

    private bool IsSweeping => _sweepBegan is not null;

    private TimeSpan? SweepOverdueAt =>
        _sweepBegan + (_lastSweep is { Took: var took } && took * 2 > LongestSweep ? took * 2 : LongestSweep);

    private bool SweepIsOverdue => SweepOverdueAt <= _run.Now;

    /// <summary>Watches a backup that was just created.</summary>
    public void Watch(CreateRequest request, CreateBackupResponse response, TimeSpan readAt, TimeSpan deadline)
    {
        var details = response.BackupDetails;
        var pending = new PendingBackup(details.BackupArn, details, createdHint: null, _run.Now) { LastRead = readAt };
        Add(pending, new BackupWait(request, response, deadline, request.PollInterval));
        if (response.BackupDetails.BackupStatus != Creating)
        {
            // An adopted one, as it was listed.
            Read(_pending.Find(pending.Arn)!, response.BackupDetails, tableId: null, readAt);
        }
    }

    /// <summary>Watches a backup that somebody made.</summary>
    public void Watch(WaitRequest request)
    {
        var now = _run.Now;
        var pending = new PendingBackup(request.Arn.Text, details: null, request.Arn.CreationHint, now);
        Add(pending, new BackupWait(request, Response: null, now + request.Timeout, request.PollInterval));
    }

    private void Add(PendingBackup pending, BackupWait wait)
    {
        pending = _pending.Add(pending);
        pending.Waits.Add(wait);
        var before = pending.NextPoll;
        pending.PlanNextPoll(_run.Now);
        pending.NextPoll = wait.Response is null ? _run.Now : before < pending.NextPoll ? before : pending.NextPoll;
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
                    _pending.EndAll((pending, wait) => FailureMessages.WaitRefused(wait.Request, pending.DetailsOrArn, rejection));
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
        var next = SweepIsOverdue ? TimeSpan.MaxValue : SweepOverdueAt ?? TimeSpan.MaxValue;
        foreach (var pending in _pending.All)
        {
            var isBeingRead = pending.IsBeingDescribed || (IsSweeping && !SweepIsOverdue && !pending.MustDescribe);
            next = isBeingRead || pending.NextPoll > next ? next : pending.NextPoll;
            foreach (var wait in pending.Waits)
            {
                var end = wait.Deadline <= _run.Now && pending.FinalLookUntil is { } until ? until : wait.Deadline;
                next = end < next ? end : next;
            }
        }

        return next;
    }
}
