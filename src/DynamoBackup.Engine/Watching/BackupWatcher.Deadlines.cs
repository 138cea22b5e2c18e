using DynamoBackup.Engine.Outcomes;

namespace DynamoBackup.Engine.Watching;

// What happens when the time of a wait is over.
internal sealed partial class BackupWatcher
{
    // A state that was read so shortly before needs no further look.
    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan FinalLook = TimeSpan.FromSeconds(2);

    // No timer of a process that runs is so late.
    private static readonly TimeSpan Standstill = TimeSpan.FromSeconds(1);

    // As many as may be described at once.
    private const int MostFinalDescribes = 10;

    private void EndOverdue()
    {
        var now = _run.Now;
        var unread = new List<PendingBackup>();
        foreach (var pending in _pending.All.ToList())
        {
            if (pending.Waits.TrueForAll(wait => wait.Deadline > now))
            {
                continue;
            }

            var isFresh = now - pending.LastRead <= FreshFor;
            if (pending.FinalLookUntil <= now && MayBeExtended(pending, now) && (pending.IsBeingDescribed || IsSweeping))
            {
                // After a standstill what lies here is read, and the look is taken again; else the answer is on its way.
                pending.IsFinalLookExtended = true;
                pending.FinalLookUntil = now + (now - pending.FinalLookUntil > Standstill ? FinalLook : Together);
            }
            else if (isFresh || pending.FinalLookUntil <= now)
            {
                EndTimedOut(pending, now);
            }
            else if (pending.FinalLookUntil is null)
            {
                unread.Add(pending);
            }
        }

        LookOnceMore(unread);
    }

    // Once; and again where the process stood still after that.
    private static bool MayBeExtended(PendingBackup pending, TimeSpan now) =>
        !pending.IsFinalLookExtended || now - pending.FinalLookUntil > Standstill;

    private void EndTimedOut(PendingBackup pending, TimeSpan now)
    {
        pending.FinalLookUntil = null;
        pending.IsFinalLookExtended = false;
        _pending.End(pending, wait => wait.Deadline <= now
            ? FailureMessages.WaitTimedOut(wait.Request, pending.DetailsOrArn, pending.LastFault, now - pending.LastRead)
            : null);
    }

    // The time may be over without a look at its end: polls failed, or the process stood still. One more is granted.
    private void LookOnceMore(List<PendingBackup> unread)
    {
        foreach (var pending in unread)
        {
            pending.FinalLookUntil = _run.Now + FinalLook;
        }

        foreach (var pending in unread.Where(pending => !pending.IsBeingDescribed && MayDescribe(pending)).Take(MostFinalDescribes))
        {
            _run.StartShared(() => DescribeAsync(pending));
        }

        var sweepHelps = unread.Count > MostFinalDescribes || _describing.IsSick
            || unread.Exists(pending => !MayDescribe(pending) || pending.LastFault is not null);
        if (unread.Count > 0 && sweepHelps && !IsSweeping && _lister.Denial is null)
        {
            _run.StartShared(SweepAsync);
        }
        else if (unread.Count > 0)
        {
            _run.StartShared(SweepInHalfAsync);
        }
    }

    // A last describe may hang: half of its time is left to a sweep.
    private async Task SweepInHalfAsync()
    {
        await _run.DelayAsync(FinalLook / 2, _run.StopToken);
        if (HasLastLooks && MaySweepOnceMore)
        {
            await SweepAsync();
        }
    }

    private bool HasLastLooks => _pending.All.Any(pending => pending.FinalLookUntil is not null);

    private bool MaySweepOnceMore => !IsSweeping && _lister.Denial is null && !_sweeping.IsSick;
}
