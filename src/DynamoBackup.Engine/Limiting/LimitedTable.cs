using Amazon.DynamoDBv2.Model;
using DynamoBackup.Engine.Outcomes;
using DynamoBackup.Engine.Requests;
using DynamoBackup.Engine.Runtime;

namespace DynamoBackup.Engine.Limiting;

/// <summary>One table whose backups are limited: what was listed of it, what was consented to, and what has become of it.</summary>
/// <param name="request">The request.</param>
internal sealed class LimitedTable(LimitRequest request)
{
    private readonly HashSet<string> _approved = new(StringComparer.Ordinal);
    private readonly HashSet<string> _deleted = new(StringComparer.Ordinal);
    private readonly HashSet<string> _gone = new(StringComparer.Ordinal);
    private readonly Dictionary<string, BackupDetails> _failed = new(StringComparer.Ordinal);
    private readonly HashSet<string> _inFlight = new(StringComparer.Ordinal);
    private readonly HashSet<string> _toDelete = new(StringComparer.Ordinal);
    private readonly Dictionary<string, BackupDetails> _uncertain = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string?> _tableIds = new(StringComparer.Ordinal);

    public LimitRequest Request { get; } = request;

    /// <summary>What is to become of each backup, by what was listed last; empty before the first listing.</summary>
    public IReadOnlyList<PlannedBackup> Plan { get; private set; } = [];

    /// <summary>When the plan was made.</summary>
    public Moment PlannedAt { get; private set; }

    /// <summary>When the listing began by which the plan was made.</summary>
    public Moment ListedAt { get; private set; }

    /// <summary>Whether deletions of it are under way.</summary>
    public bool HasInFlight => _inFlight.Count > 0;

    /// <summary>Whether it is being listed again: no deletion begins meanwhile.</summary>
    public bool IsBeingListed { get; set; }

    /// <summary>Whether it is to be listed again once no deletion of it is under way.</summary>
    public bool IsListingDue { get; set; }

    /// <summary>When a deletion last had no clear answer: a listing may show the backup for a while; null where none had.</summary>
    public TimeSpan? LastUncertain { get; private set; }

    /// <summary>The first thing that went wrong; null while nothing has.</summary>
    public BackupFailure? Failure { get; private set; }

    /// <summary>Whether no deletion of it begins any more.</summary>
    public bool IsGivenUp { get; private set; }

    /// <summary>Whether its outcome was published.</summary>
    public bool HasEnded { get; set; }

    /// <summary>How many of the backups that the rules are about stay.</summary>
    public int Kept => Plan.Count(backup => backup.Fate is not BackupFate.Ignore && !_gone.Contains(backup.Details.BackupArn));

    /// <summary>Whether some of it was deleted, or may have been.</summary>
    public bool HasDeleted { get; private set; }

    /// <summary>How many may go and were not dealt with yet.</summary>
    public int ToDelete => _toDelete.Count;

    /// <summary>Takes what was listed last. Of what was consented to, only what no rule keeps now may still go.</summary>
    /// <param name="listed">The backups, read to the end of the listing.</param>
    /// <param name="listedAt">When the listing began.</param>
    /// <param name="now">The time.</param>
    public void Update(IEnumerable<BackupSummary> listed, Moment listedAt, Moment now)
    {
        // A listing may still show what is known to be gone.
        Plan = TablePlan.Make(Request, listed.Where(backup => !_gone.Contains(backup.BackupArn)));
        ListedAt = listedAt;
        PlannedAt = now;
        foreach (var backup in Plan.Where(backup => backup.Fate is BackupFate.Delete))
        {
            _tableIds[backup.Details.BackupArn] = backup.TableId;
        }

        Choose();
    }

    /// <summary>The id of the table that a backup to delete was made of; null where no listing showed it.</summary>
    public string? TableIdOf(string arn) => _tableIds.GetValueOrDefault(arn);

    /// <summary>Takes the consent to some of the plan's deletions.</summary>
    /// <param name="arns">The backups that may go.</param>
    /// <returns>Those that will, the oldest first.</returns>
    public IReadOnlyList<string> Approve(IEnumerable<string> arns)
    {
        _approved.UnionWith(arns);
        Choose();
        return [.. Plan.Select(backup => backup.Details.BackupArn).Where(_toDelete.Contains).Reverse()];
    }

    /// <summary>Whether a backup may be deleted: it was consented to, and no rule keeps it by what was listed last.</summary>
    public bool MayDelete(string arn) => !IsGivenUp && !IsBeingListed && _toDelete.Contains(arn);

    /// <summary>Begins the deletion of a backup, if it may be deleted and no other deletion of it is under way.</summary>
    /// <param name="arn">The backup.</param>
    /// <returns>The backup as it was listed last; null where it stays.</returns>
    public BackupDetails? Begin(string arn) =>
        MayDelete(arn) && _inFlight.Add(arn) ? Plan.First(backup => backup.Details.BackupArn == arn).Details : null;

    /// <summary>Ends the deletion of a backup, whatever it came to.</summary>
    public void End(string arn) => _inFlight.Remove(arn);

    /// <summary>Notes that a deletion had no clear answer: the backup may be gone.</summary>
    /// <param name="backup">The backup.</param>
    /// <param name="now">The time.</param>
    public void NoteUncertain(BackupDetails backup, TimeSpan now)
    {
        HasDeleted = true;
        _uncertain[backup.BackupArn] = backup;
        LastUncertain = now;
    }

    /// <summary>Whether it was deleted here, or may have been.</summary>
    public bool HasDeletedOrMayHave(string arn) => _deleted.Contains(arn) || (IsUncertain(arn) && !_gone.Contains(arn));

    /// <summary>Whether a deletion of it had no clear answer.</summary>
    public bool IsUncertain(string arn) => _uncertain.ContainsKey(arn);

    /// <summary>The backups whose deletion had no clear answer, is not under way, and which are not listed any more.</summary>
    public IReadOnlyList<BackupDetails> DeletedUnseen() =>
    [
        .. _uncertain.Values.Where(backup => !_gone.Contains(backup.BackupArn) && !_inFlight.Contains(backup.BackupArn)
            && !Plan.Any(planned => planned.Details.BackupArn == backup.BackupArn)),
    ];

    /// <summary>The backups, besides that of the failure, whose deletion had no clear answer, and which may still be there.</summary>
    public IReadOnlyList<BackupDetails> Unclear() =>
        [.. _uncertain.Values.Where(backup => !_gone.Contains(backup.BackupArn) && !IsTheFailures(backup))];

    /// <summary>The backups, besides that of the failure, whose deletion failed, and which are still there.</summary>
    public IReadOnlyList<BackupDetails> Undeleted() =>
        [.. _failed.Values.Where(backup => !_uncertain.ContainsKey(backup.BackupArn) && !IsTheFailures(backup))];

    /// <summary>Notes that a backup was deleted.</summary>
    public void NoteDeleted(string arn)
    {
        HasDeleted = true;
        _deleted.Add(arn);
        NoteGone(arn);
    }

    /// <summary>Notes that a backup is no more.</summary>
    public void NoteGone(string arn)
    {
        _gone.Add(arn);
        _toDelete.Remove(arn);
    }

    /// <summary>Notes that one deletion failed; the others go on.</summary>
    public void NoteFailed(BackupDetails backup, BackupFailure failure)
    {
        _failed[backup.BackupArn] = backup;
        _toDelete.Remove(backup.BackupArn);
        Failure ??= failure;
    }

    /// <summary>Gives the rest up: nothing more of it is deleted.</summary>
    public void GiveUp(BackupFailure failure)
    {
        Failure ??= failure;
        IsGivenUp = true;
        _toDelete.Clear();
    }

    private bool IsTheFailures(BackupDetails backup) => Failure?.Details?.BackupArn == backup.BackupArn;

    private void Choose()
    {
        _toDelete.Clear();
        if (IsGivenUp)
        {
            return;
        }

        _toDelete.UnionWith(Plan
            .Where(backup => backup.Fate is BackupFate.Delete)
            .Select(backup => backup.Details.BackupArn)
            .Where(arn => _approved.Contains(arn) && !_gone.Contains(arn) && !_failed.ContainsKey(arn)));
    }
}
