using System.Collections.Concurrent;
using DynamoBackup.Engine.Requests;

namespace DynamoBackup.Engine.Outcomes;

/// <summary>
/// The backups that a run has created, which it never deletes. The engines of commands that run together share one; any thread may
/// use it.
/// </summary>
public sealed class CreatedBackups
{
    private readonly ConcurrentDictionary<string, bool> _identities = new(StringComparer.Ordinal);

    /// <summary>Adds a backup.</summary>
    /// <param name="backupArn">Its ARN.</param>
    public void Add(string backupArn) => _identities[BackupArn.IdentityOf(backupArn)] = true;

    /// <summary>Whether the run has created a backup.</summary>
    /// <param name="backupArn">Its ARN.</param>
    public bool Contains(string backupArn) => _identities.ContainsKey(BackupArn.IdentityOf(backupArn));
}
