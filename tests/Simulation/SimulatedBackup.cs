namespace DynamoBackup.Simulation;

/// <summary>A backup the service holds; times are the world's clock's, but for <see cref="Created"/>.</summary>
internal sealed class SimulatedBackup(string arn, string table, string name, DateTime created, bool isOlder)
{
    public string Arn { get; } = arn;

    public string Table { get; } = table;

    public string Name { get; } = name;

    /// <summary>The creation stamp, by the service's clock (UTC).</summary>
    public DateTime Created { get; } = created;

    /// <summary>Whether it was there before the run.</summary>
    public bool IsOlder { get; } = isOlder;

    /// <summary>Whose request made it; null where it was there before the run.</summary>
    public SimulatedCommand? Maker { get; set; }

    public TimeSpan AvailableAt { get; init; }

    public TimeSpan ListedAt { get; init; }

    public TimeSpan DescribableAt { get; init; }

    public TimeSpan? DeletedAt { get; set; }

    /// <summary>Whether the caller may not describe it.</summary>
    public bool IsDescribeDenied { get; init; }

    /// <summary>Until when listings show it although it is deleted.</summary>
    public TimeSpan? UnlistedAt { get; set; }

    /// <summary>How long after its caller's connection had ended it could be found in a listing.</summary>
    public TimeSpan UnknownFor { get; set; }

    public bool IsDeleted(TimeSpan now) => DeletedAt <= now;

    public bool IsListed(TimeSpan now) => ListedAt <= now && !((UnlistedAt ?? DeletedAt) <= now);

    public bool IsDescribable(TimeSpan now) => DescribableAt <= now && !IsDeleted(now);
}
