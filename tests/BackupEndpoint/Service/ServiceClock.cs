namespace DynamoBackup.BackupEndpoint;

/// <summary>The service's clock, and the ticks that its waits are measured in.</summary>
internal sealed class ServiceClock(TimeProvider time, Func<EndpointSettings> settings)
{
    public DateTimeOffset UtcNow => time.GetUtcNow() + settings().ClockSkew;

    public long Now => time.GetTimestamp();

    public long Ticks(TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);
}
