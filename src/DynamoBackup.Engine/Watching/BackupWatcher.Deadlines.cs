using DynamoBackup.Engine.Outcomes;

namespace DynamoBackup.Engine.Watching;

// What happens when the time of a wait is over.
internal sealed partial class BackupWatcher
{
    // A state that was read so shortly before the deadline needs no further look.
    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan FinalDescribe = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan FinalSweep = TimeSpan.FromSeconds(3);
    private const int MostFinalDescribes = 5;

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

            var isFresh = pending.WasSeen && pending.LastRead >= pending.Waits.Min(wait => wait.Deadline) - FreshFor;
            if (isFresh || pending.FinalLookUntil <= now)
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

    private void EndTimedOut(PendingBackup pending, TimeSpan now)
    {
        pending.FinalLookUntil = null;
        _pending.End(pending, wait => wait.Deadline <= now
            ? FailureMessages.WaitTimedOut(wait.Request, pending.DetailsOrArn, pending.LastFault, now - pending.LastRead)
            : null);
    }

    // The time may be over without a look at its end: polls failed, or the process stood still. One more is granted.
    private void LookOnceMore(List<PendingBackup> unread)
    {
        var sweeps = _lister.Denial is null
            && (unread.Count > MostFinalDescribes || _describing.IsSick || unread.Exists(pending => !MayDescribe(pending)));
        foreach (var pending in unread)
        {
            pending.FinalLookUntil = _run.Now + (sweeps ? FinalSweep : FinalDescribe);
            if (!pending.IsBeingDescribed && MayDescribe(pending) && unread.Count <= MostFinalDescribes)
            {
                _run.StartShared(() => DescribeAsync(pending));
            }
        }

        if (sweeps && unread.Count > 0 && !IsSweeping)
        {
            _run.StartShared(SweepAsync);
        }
    }
}
