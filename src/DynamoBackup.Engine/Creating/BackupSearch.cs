using Amazon.DynamoDBv2.Model;
using DynamoBackup.Engine.Requests;
using DynamoBackup.Engine.Service;

namespace DynamoBackup.Engine.Creating;

/// <summary>What the backup of one creation is known by, should its answer be lost.</summary>
/// <param name="table">The table.</param>
/// <param name="backupName">The backup's name.</param>
/// <param name="known">
/// The identities of the backups of that table and name before the creation; null where they could not be listed. For a name that
/// no other backup can have: empty.
/// </param>
/// <param name="isUnique">Whether no other backup can have the name.</param>
/// <param name="earliest">The earliest creation time that a clock not set right could show (UTC).</param>
internal sealed class BackupSearch(TableReference table, string backupName, IReadOnlySet<string>? known, bool isUnique, DateTime earliest)
{
    private readonly Dictionary<string, (BackupDetails Details, TimeSpan ReadAt)> _candidates = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _found = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TableReference Table => table;

    public string BackupName => backupName;

    /// <summary>Whether a backup of that name can be told from those that were there before.</summary>
    public bool CanTell => isUnique || known is not null;

    /// <summary>Whether no other backup can have the name.</summary>
    public bool IsUnique => isUnique;

    /// <summary>The earliest creation time (UTC) to list from, and that the backup can show.</summary>
    public DateTime Earliest { get; set; } = earliest;

    /// <summary>Ends once a backup was listed that can be no other.</summary>
    public Task Found => _found.Task;

    /// <summary>The backup that is the one; null where there is none, or where it may be another run's.</summary>
    public (BackupDetails Details, TimeSpan ReadAt)? Match =>
        _candidates.Count > 0 && !IsAmbiguous ? _candidates.Values.MinBy(candidate => candidate.Details.BackupCreationDateTime) : null;

    /// <summary>Whether several backups can be the one: another run uses the same name.</summary>
    public bool IsAmbiguous => !isUnique && _candidates.Count > 1;

    /// <summary>The ARNs of what two attempts of ours made besides: the first acted after it had been given up.</summary>
    public IReadOnlyList<string> Others =>
        isUnique && Match is { } match
            ? [.. _candidates.Values.Select(candidate => candidate.Details.BackupArn).Where(arn => arn != match.Details.BackupArn)]
            : [];

    /// <summary>Takes note of a listed backup of that table and name which no other request has.</summary>
    public void Add(string identity, BackupSummary listed, TimeSpan now)
    {
        if (known?.Contains(identity) != true && !(listed.BackupCreationDateTime?.ToUniversalTime() < Earliest))
        {
            _candidates[identity] = (listed.ToDetails(), now);
            if (isUnique)
            {
                _found.TrySetResult();
            }
        }
    }
}
