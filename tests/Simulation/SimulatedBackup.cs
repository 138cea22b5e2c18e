namespace DynamoBackup.Simulation;

/// <summary>A backup the service holds; times are the engine's clock's, but for <see cref="Created"/>.</summary>
internal sealed record SimulatedBackup(
    string Arn, string Table, string Name, DateTime Created, TimeSpan AvailableAt, TimeSpan ListedAt, TimeSpan DescribableAt,
    TimeSpan? DeletedAt, bool IsOlder);
