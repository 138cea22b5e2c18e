using DynamoBackup.Engine.Calling;
using DynamoBackup.Engine.Listing;
using DynamoBackup.Engine.Outcomes;

namespace DynamoBackup.Engine.Watching;

// Which backups are looked at when, and how.
internal sealed partial class BackupWatcher
{
    // What is due within a moment is looked at together.
    private static readonly TimeSpan Together = TimeSpan.FromMilliseconds(100);

    private void Poll()
    {
        if (DueBy(_run.Now).Count == 0)
        {
            return;
        }

        var due = DueBy(_run.Now + Together);
        if (_lister.Denial is { } denial)
        {
            _pending.EndAll((pending, wait) => MayDescribe(pending)
                ? null
                : FailureMessages.WaitRefused(wait.Request, pending.DetailsOrArn, _describeDenial ?? denial));
        }

        var maySweep = _lister.Denial is null && (!_sweeping.IsSick || _describing.IsSick || _describeDenial is not null);
        var sweeps = maySweep && (_describeDenial is not null || _describing.IsSick || SweepingPays(due.Count));
        DescribeDue(due, sweeps);
        if (!IsSweeping && (sweeps || (maySweep && due.Exists(ListingMustShow))))
        {
            SweepOrWait(due);
        }
    }

    // What cannot be described, or could not at its last look.
    private static bool ListingMustShow(PendingBackup pending) =>
        pending.IsDescribeDenied || (pending.MustDescribe && pending.LastFault is not null);

    private List<PendingBackup> DueBy(TimeSpan moment) =>
        _pending.All.Where(pending => !pending.IsBeingDescribed && pending.NextPoll <= moment).ToList();

    // Where one may not be described most likely none may, and listings show them all; each is asked for itself where they do not.
    private bool MayDescribe(PendingBackup pending) =>
        !pending.IsDescribeDenied && (_describeDenial is null || !ListingsHelp || pending.MustDescribe);

    private bool ListingsHelp => _lister.Denial is null && !_sweeping.IsSick && !SweepIsOverdue;

    private bool SweepingPays(int due)
    {
        // Where a sweep may begin soon, what will be due by then is worth waiting for.
        if (_lastSweep is not null && NextSweepAfter(_lastSweep) is var next && next > _run.Now)
        {
            due = Math.Max(due, DueBy(next + Together).Count);
        }

        var beingDescribed = _pending.All.Count(pending => pending.IsBeingDescribed);
        var describes = _connection.RateOf(Operation.DescribeBackup);
        var lists = _connection.RateOf(Operation.ListBackups);
        return PollPlan.Choose(beingDescribed + due, _pending.Count, describes, lists, _lastSweep) is PollChoice.Sweep;
    }

    private TimeSpan NextSweepAfter(ListingResult last) => PollPlan.NextSweepAfter(last, _connection.RateOf(Operation.ListBackups));

    private void DescribeDue(List<PendingBackup> due, bool sweeps)
    {
        foreach (var pending in due.Where(MayDescribe))
        {
            var isSwept = IsSweeping ? !SweepIsOverdue : sweeps && !_sweeping.IsSick;
            if (pending.MustDescribe || pending.CreatedHint is null || !isSwept)
            {
                _run.StartShared(() => DescribeAsync(pending));
            }
        }
    }

    private void SweepOrWait(List<PendingBackup> due)
    {
        var mayBegin = _lastSweep is null ? _run.Now : NextSweepAfter(_lastSweep);
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
}
