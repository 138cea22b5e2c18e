namespace DynamoBackup.Simulation;

/// <summary>A backup in the world of a simulated limit.</summary>
internal sealed record LimitBackup(string Arn, string Table, string? TableId, string Name, DateTime Created, string Type, bool IsAvailable)
{
    /// <summary>From when on listings show it, by the run's clock.</summary>
    public TimeSpan ListedAt { get; init; }

    /// <summary>When it was deleted; null while it is there.</summary>
    public TimeSpan? DeletedAt { get; set; }

    /// <summary>From when on listings do not show it any more; null while it is there.</summary>
    public TimeSpan? UnlistedAt { get; set; }
}
