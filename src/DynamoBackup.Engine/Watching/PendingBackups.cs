using DynamoBackup.Engine.Outcomes;
using DynamoBackup.Engine.Requests;

namespace DynamoBackup.Engine.Watching;

/// <summary>The backups that are waited for, by what identifies a backup: the service answers an ARN with any region in it.</summary>
internal sealed class PendingBackups(Journal journal)
{
    private readonly Dictionary<string, PendingBackup> _byIdentity = new(StringComparer.Ordinal);

    public int Count => _byIdentity.Count;

    public IReadOnlyCollection<PendingBackup> All => _byIdentity.Values;

    /// <summary>The pending backup of an ARN; null where none is.</summary>
    public PendingBackup? Find(string arn) => _byIdentity.GetValueOrDefault(BackupArn.IdentityOf(arn));

    /// <summary>Adds a backup, or finds the one that is pending already.</summary>
    public PendingBackup Add(PendingBackup pending)
    {
        var identity = BackupArn.IdentityOf(pending.Arn);
        if (!_byIdentity.TryGetValue(identity, out var known))
        {
            _byIdentity.Add(identity, pending);
        }

        return known ?? pending;
    }

    /// <summary>Ends the waits of a backup that is finished.</summary>
    public void Complete(PendingBackup pending)
    {
        Remove(pending);
        foreach (var wait in pending.Waits)
        {
            if (wait.Response is not null)
            {
                wait.Response.BackupDetails = pending.Details;
            }

            journal.Publish(new BackupAvailable(wait.Request, pending.Details!, pending.TableId, wait.Response));
        }

        pending.Waits.Clear();
    }

    /// <summary>Ends the waits of every backup that there is a failure for.</summary>
    public void EndAll(Func<PendingBackup, BackupWait, BackupFailure?> failureOf)
    {
        foreach (var pending in _byIdentity.Values.ToList())
        {
            End(pending, wait => failureOf(pending, wait));
        }
    }

    /// <summary>Ends those waits of a backup that there is a failure for.</summary>
    public void End(PendingBackup pending, Func<BackupWait, BackupFailure?> failureOf)
    {
        foreach (var wait in pending.Waits.ToList())
        {
            if (failureOf(wait) is { } failure)
            {
                pending.Waits.Remove(wait);
                journal.Publish(new BackupFailed(wait.Request, failure));
            }
        }

        if (pending.Waits.Count == 0)
        {
            Remove(pending);
        }
    }

    // A late answer of one that is finished must not end the next of the same ARN.
    private void Remove(PendingBackup pending)
    {
        if (Find(pending.Arn) == pending)
        {
            _byIdentity.Remove(BackupArn.IdentityOf(pending.Arn));
        }
    }
}
