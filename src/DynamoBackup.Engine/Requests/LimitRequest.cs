namespace DynamoBackup.Engine.Requests;

/// <summary>A request to delete a table's backups, except for those that the keep rules keep.</summary>
public sealed class LimitRequest : BackupRequest
{
    /// <summary>Makes a request to limit a table's backups.</summary>
    /// <param name="target">The account and region.</param>
    /// <param name="table">The table.</param>
    /// <param name="keep">The rules, at least one.</param>
    /// <param name="timeout">The time allowed to each deletion; and how long a listing goes on without a new backup: more than zero, at
    /// most <see cref="BackupRequest.LongestTime"/>.</param>
    /// <param name="names">Which names the rules apply to; null for the names that are generated where none is given.</param>
    /// <param name="newBackup">A new backup of the table, which counts even where listings lag behind it; or null.</param>
    /// <exception cref="ArgumentException">There is no rule, or the new backup is another table's or account's.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is out of range.</exception>
    public LimitRequest(
        BackupTarget target,
        TableReference table,
        KeepRules keep,
        TimeSpan timeout,
        Predicate<string>? names = null,
        BackupArn? newBackup = null)
        : base(target, table.Name, timeout)
    {
        if (keep.IsEmpty)
        {
            throw new ArgumentException("At least one keep rule is required: without any, all backups would be deleted.", nameof(keep));
        }

        if (newBackup is not null && newBackup.TableName != table.Name)
        {
            throw new ArgumentException($"The new backup is of table '{newBackup.TableName}', not of '{table.Name}'.", nameof(newBackup));
        }

        if (newBackup is not null && table.Account is { } account && account != newBackup.Account)
        {
            throw new ArgumentException($"The new backup is of account {newBackup.Account}, not of {account}.", nameof(newBackup));
        }

        Table = table;
        Keep = keep;
        Names = names;
        NewBackup = newBackup;
    }

    /// <summary>The table whose backups are limited.</summary>
    public TableReference Table { get; }

    /// <summary>Which of the table's backups stay.</summary>
    public KeepRules Keep { get; }

    /// <summary>Which names the rules apply to; null for the names that are generated where none is given.</summary>
    public Predicate<string>? Names { get; }

    /// <summary>A new backup of the table, which counts even where listings lag behind it; null where none was given.</summary>
    public BackupArn? NewBackup { get; }

    /// <summary>
    /// The account whose backups are limited, by the ARN of the table or of its new backup: none of another account is deleted.
    /// Null where neither ARN was given.
    /// </summary>
    public string? Account => Table.Account ?? NewBackup?.Account;

    /// <summary>Whether the keep rules apply to backups of a name.</summary>
    /// <param name="backupName">The name.</param>
    public bool AppliesTo(string backupName) => Names?.Invoke(backupName) ?? BackupName.IsGenerated(TableName, backupName);
}
