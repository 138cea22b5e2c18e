namespace DynamoBackup.Engine.Requests;

/// <summary>A request to back up a table, and perhaps to wait until the backup is AVAILABLE.</summary>
public sealed class CreateRequest : BackupRequest
{
    /// <summary>Makes a request to back up a table.</summary>
    /// <param name="target">The account and region.</param>
    /// <param name="table">The table.</param>
    /// <param name="backupName">The backup's name, or a <see cref="NameTemplate"/> of it; null for <see
    /// cref="NameTemplate.Default"/>.</param>
    /// <param name="wait">Whether the request ends only when the backup is AVAILABLE.</param>
    /// <param name="timeout">The time allowed from the first call on: more than zero, at most <see
    /// cref="BackupRequest.LongestTime"/>.</param>
    /// <param name="pollInterval">A fixed interval between polls: more than zero, at most <see cref="BackupRequest.LongestTime"/>; null
    /// for one that grows with the time elapsed.</param>
    /// <exception cref="ArgumentException">The backup's name breaks a rule of <see cref="NameTemplate.TryParse"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A time is out of range.</exception>
    public CreateRequest(
        BackupTarget target, TableReference table, string? backupName, bool wait, TimeSpan timeout, TimeSpan? pollInterval = null)
        : base(target, table.Name, timeout)
    {
        var template = NameTemplate.Default;
        if (backupName is not null && !NameTemplate.TryParse(backupName, out template, out var problem))
        {
            throw new ArgumentException(problem, nameof(backupName));
        }

        Table = table;
        Template = template;
        BackupName = template.IsLiteral ? template.Text : null;
        Wait = wait;
        PollInterval = CheckInterval(pollInterval);
    }

    /// <summary>The table to back up.</summary>
    public TableReference Table { get; }

    /// <summary>The template of the backup's name.</summary>
    public NameTemplate Template { get; }

    /// <summary>The backup's name: from the start where the template is a literal, otherwise null until <see cref="MakeName"/>.</summary>
    public string? BackupName { get; private set; }

    /// <summary>Whether the request ends only when the backup is AVAILABLE.</summary>
    public bool Wait { get; }

    /// <summary>A fixed interval between polls; null for one that grows with the time elapsed.</summary>
    public TimeSpan? PollInterval { get; }

    /// <summary>Names the backup, where it has no name yet.</summary>
    /// <param name="now">The time for the name.</param>
    /// <param name="random">The source of the name's random characters.</param>
    /// <returns><see cref="BackupName"/>.</returns>
    public string MakeName(DateTimeOffset now, Random random) =>
        BackupName ??= Template.Render(TableName, Target.Region, now, random);
}
