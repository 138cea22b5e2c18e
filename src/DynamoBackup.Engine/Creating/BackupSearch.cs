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

    /// <summary>The earliest creation time to list from (UTC).</summary>
    public DateTime Earliest => earliest;

    /// <summary>Ends once a backup was listed that can be no other.</summary>
    public Task Found => _found.Task;

    /// <summary>The only backup that can be the one; null where there is none, or more than one.</summary>
    public (BackupDetails Details, TimeSpan ReadAt)? Match => _candidates.Count == 1 ? _candidates.Values.First() : null;

    /// <summary>Whether several backups can be the one: another run uses the same name.</summary>
    public bool IsAmbiguous => _candidates.Count > 1;

    /// <summary>Takes note of a listed backup of that table and name which no other request has.</summary>
    public void Add(string identity, BackupSummary listed, TimeSpan now)
    {
        if (known?.Contains(identity) != true && !(listed.BackupCreationDateTime?.ToUniversalTime() < earliest))
        {
            _candidates[identity] = (listed.ToDetails(), now);
            if (isUnique)
            {
                _found.TrySetResult();
            }
        }
    }
}
