using Amazon.DynamoDBv2.Model;
using DynamoBackup.Engine.Requests;
using DynamoBackup.Engine.Service;

namespace DynamoBackup.Engine.Creating;

/// <summary>How the backup of one creation is recognized in a listing, should the creation's answer be lost.</summary>
/// <param name="table">The table.</param>
/// <param name="backupName">The backup's name.</param>
/// <param name="isUnique">Whether no other backup can have the name: it is then proof by itself.</param>
/// <param name="before">What was there before the creation, as far as that is known; null for a unique name.</param>
/// <param name="sweepFrom">The earliest creation time (UTC) that the backup can show, to bound sweeps.</param>
internal sealed class BackupSearch(
    TableReference table, string backupName, bool isUnique, BackupsBefore? before, DateTime sweepFrom)
{
    private readonly Dictionary<string, (BackupDetails Details, TimeSpan ReadAt)> _candidates = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _found = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TableReference Table => table;

    public string BackupName => backupName;

    /// <summary>Whether no other backup can have the name.</summary>
    public bool IsUnique => isUnique;

    /// <summary>The earliest creation time (UTC) that the backup can show, to bound sweeps. A unique name needs no other bound.</summary>
    public DateTime SweepFrom => sweepFrom;

    /// <summary>
    /// The earliest creation time (UTC) of what counts; null for any. Older backups of a given name are not among those known to have
    /// been there before, and are told by their time stamps.
    /// </summary>
    public DateTime? Earliest => before?.ListedFrom;

    /// <summary>Ends once a backup was listed that can be no other.</summary>
    public Task Found => _found.Task;

    /// <summary>The backup that is the one; null where there is none, or where it may be another run's.</summary>
    public (BackupDetails Details, TimeSpan ReadAt)? Match =>
        _candidates.Count > 0 && !IsAmbiguous ? _candidates.Values.MinBy(candidate => candidate.Details.BackupCreationDateTime) : null;

    /// <summary>Whether nothing shows which backup of that name is the one: there are several, or it may have been there before.</summary>
    public bool IsAmbiguous => before is not null && _candidates.Count > (before.AreAll ? 1 : 0);

    /// <summary>The ARNs of what two attempts of ours made besides: the first acted after it had been given up.</summary>
    public IReadOnlyList<string> Others =>
        isUnique && Match is { } match
            ? [.. _candidates.Values.Select(candidate => candidate.Details.BackupArn).Where(arn => arn != match.Details.BackupArn)]
            : [];

    /// <summary>Whether a backup was there before the creation, as far as that is known.</summary>
    public bool WasThereBefore(string identity, DateTime? created) =>
        before?.Identities.Contains(identity) is true || created?.ToUniversalTime() < Earliest;

    /// <summary>Takes note of a listed backup of that table and name which no other request has.</summary>
    public void Add(string identity, BackupSummary listed, TimeSpan now)
    {
        if (!WasThereBefore(identity, listed.BackupCreationDateTime))
        {
            _candidates[identity] = (listed.ToDetails(), now);
            if (isUnique)
            {
                _found.TrySetResult();
            }
        }
    }
}

/// <summary>The backups of one table and name before a creation.</summary>
/// <param name="Identities">The identities (<see cref="BackupArn.IdentityOf"/>) of those that are known.</param>
/// <param name="AreAll">Whether these are all that were made since <paramref name="ListedFrom"/>.</param>
/// <param name="ListedFrom">The earliest creation time (UTC) that was listed; null for any.</param>
internal sealed record BackupsBefore(IReadOnlySet<string> Identities, bool AreAll, DateTime? ListedFrom);
