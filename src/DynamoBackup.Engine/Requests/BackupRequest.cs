
namespace DynamoBackup.Engine.Requests;

/// <summary>
/// One thing asked of the engine: create a backup of a table (and perhaps wait for it), wait for a backup, or limit a table's backups.
/// </summary>
public sealed class BackupRequest
{
    /// <summary>The longest timeout and poll interval: a year, far from where sums of times overflow.</summary>
    public static readonly TimeSpan LongestTime = TimeSpan.FromDays(365);

    private BackupRequest(BackupTarget target, string tableName, TimeSpan timeout, TimeSpan? pollInterval)
    {
        if (timeout <= TimeSpan.Zero || timeout > LongestTime)
        {
            throw new ArgumentOutOfRangeException(
                nameof(timeout), timeout, "The time allowed to a backup must be more than zero, and a year at most.");
        }

        if (pollInterval <= TimeSpan.Zero || pollInterval > LongestTime)
        {
            throw new ArgumentOutOfRangeException(
                nameof(pollInterval), pollInterval, "A poll interval must be more than zero, and a year at most.");
        }

        Target = target;
        TableName = tableName;
        Timeout = timeout;
        PollInterval = pollInterval;
    }

    /// <summary>The account and region.</summary>
    public BackupTarget Target { get; }

    /// <summary>The table's name, for messages and progress.</summary>
    public string TableName { get; }

    /// <summary>The table to back up, or whose backups are to be limited; null where an existing backup is waited for.</summary>
    public TableReference? Table { get; private set; }

    /// <summary>What names the backup; null where an existing backup is waited for.</summary>
    public NameTemplate? Template { get; private set; }

    /// <summary>
    /// The backup's name, once it is known: from the start where it is a literal, otherwise from <see cref="MakeName"/> on.
    /// </summary>
    public string? BackupName { get; private set; }

    /// <summary>Whether the request ends only when the backup is AVAILABLE.</summary>
    public bool Wait { get; private set; }

    /// <summary>The backup to wait for; null where one is to be created.</summary>
    public BackupArn? Arn { get; private set; }

    /// <summary>Which of the table's backups stay; null where none is to be deleted.</summary>
    public KeepRules? Keep { get; private set; }

    /// <summary>Which names the keep rules are about; null: those that are made where none is given.</summary>
    public Predicate<string>? Names { get; private set; }

    /// <summary>Whether the keep rules are about backups of a name.</summary>
    /// <param name="backupName">The name.</param>
    public bool IsAbout(string backupName) => Names?.Invoke(backupName) ?? Requests.BackupName.IsGenerated(TableName, backupName);

    /// <summary>A new backup of the table, which counts also where listings lag behind it; null where none is known.</summary>
    public BackupArn? NewBackup { get; private set; }

    /// <summary>
    /// The account whose backups are to be limited, as the ARN of the table or of its new backup says: none of another is deleted.
    /// Null where neither ARN is given.
    /// </summary>
    public string? Account => Table?.Account ?? NewBackup?.Account;

    /// <summary>
    /// The whole time the request may take from its first service call on (a wait: from when it was asked), more than
    /// zero, at most <see cref="LongestTime"/>.
    /// </summary>
    public TimeSpan Timeout { get; }

    /// <summary>
    /// A fixed interval between polls, more than zero, at most <see cref="LongestTime"/>; null for one that grows with the time
    /// elapsed.
    /// </summary>
    public TimeSpan? PollInterval { get; }

    /// <summary>Asks for a backup to be created.</summary>
    /// <param name="target">The account and region.</param>
    /// <param name="table">The table.</param>
    /// <param name="backupName">The backup's name, or a <see cref="NameTemplate"/> of it; null for <see
    /// cref="NameTemplate.Default"/>.</param>
    /// <param name="wait">Whether to go on until it is AVAILABLE.</param>
    /// <param name="timeout">The whole time allowed from the first call on: more than zero, at most <see cref="LongestTime"/>.</param>
    /// <param name="pollInterval">A fixed interval between polls: more than zero, at most <see cref="LongestTime"/>; or null.</param>
    /// <returns>The request.</returns>
    /// <exception cref="ArgumentException">The backup's name breaks a rule of <see cref="NameTemplate.TryParse"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A time is not more than zero, or longer than <see cref="LongestTime"/>.</exception>
    public static BackupRequest ToCreate(
        BackupTarget target, TableReference table, string? backupName, bool wait, TimeSpan timeout, TimeSpan? pollInterval = null)
    {
        var template = NameTemplate.Default;
        if (backupName is not null && !NameTemplate.TryParse(backupName, out template, out var problem))
        {
            throw new ArgumentException(problem, nameof(backupName));
        }

        return new BackupRequest(target, table.Name, timeout, pollInterval)
        {
            Table = table,
            Template = template,
            BackupName = template.IsLiteral ? template.Text : null,
            Wait = wait,
        };
    }

    /// <summary>Asks to wait for a backup.</summary>
    /// <param name="target">The account and region.</param>
    /// <param name="arn">The backup.</param>
    /// <param name="timeout">The whole time allowed from now on: more than zero, at most <see cref="LongestTime"/>.</param>
    /// <param name="pollInterval">A fixed interval between polls: more than zero, at most <see cref="LongestTime"/>; or null.</param>
    /// <returns>The request.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A time is not more than zero, or longer than <see cref="LongestTime"/>.</exception>
    public static BackupRequest ToWait(BackupTarget target, BackupArn arn, TimeSpan timeout, TimeSpan? pollInterval = null) =>
        new(target, arn.TableName, timeout, pollInterval)
        {
            Arn = arn,
            Wait = true,
        };

    /// <summary>Asks for a table's backups to be deleted, but for those that keep rules keep.</summary>
    /// <param name="target">The account and region.</param>
    /// <param name="table">The table.</param>
    /// <param name="keep">The rules, at least one.</param>
    /// <param name="timeout">The whole time allowed to each deletion; and how long the listing before goes on with nothing new: more
    /// than zero, at most <see cref="LongestTime"/>.</param>
    /// <param name="names">Which names the rules are about; null for those that are made where none is given.</param>
    /// <param name="newBackup">A new backup of the table, which counts also where listings lag behind it; or null.</param>
    /// <returns>The request.</returns>
    /// <exception cref="ArgumentException">There is no rule, or the new backup is another table's or account's.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The time is not more than zero, or longer than <see cref="LongestTime"/>.</exception>
    public static BackupRequest ToLimit(
        BackupTarget target,
        TableReference table,
        KeepRules keep,
        TimeSpan timeout,
        Predicate<string>? names = null,
        BackupArn? newBackup = null)
    {
        if (keep.IsEmpty)
        {
            throw new ArgumentException("At least one keep rule is needed: without any, all backups would go.", nameof(keep));
        }

        if (newBackup is not null && newBackup.TableName != table.Name)
        {
            throw new ArgumentException($"The new backup is of table '{newBackup.TableName}', not of '{table.Name}'.", nameof(newBackup));
        }

        if (newBackup is not null && table.Account is { } account && account != newBackup.Account)
        {
            throw new ArgumentException($"The new backup is of account {newBackup.Account}, not of {account}.", nameof(newBackup));
        }

        return new BackupRequest(target, table.Name, timeout, pollInterval: null)
        {
            Table = table,
            Keep = keep,
            Names = names,
            NewBackup = newBackup,
        };
    }

    /// <summary>Names the backup, where it has no name yet. Only a request to create has a name.</summary>
    /// <param name="now">The time for the name.</param>
    /// <param name="random">Where the random characters of the name come from.</param>
    /// <returns><see cref="BackupName"/>.</returns>
    /// <exception cref="InvalidOperationException">The request is to wait for a backup.</exception>
    public string MakeName(DateTimeOffset now, Random random) => BackupName ??=
        Template?.Render(TableName, Target.Region, now, random)
        ?? throw new InvalidOperationException("A backup that is waited for has its name.");
}
