using DynamoBackup.BackupEndpoint;
using Xunit;

namespace DynamoBackup.Tests.Endpoint;

/// <summary>The rates as probes saw them: token buckets that take a burst and then the published rate. On a clock that stands
/// still, so that how fast the machine is does not matter.</summary>
public class BurstTests
{
    private readonly VirtualTime _time = new();

    private async Task<LocalEndpoint> StartAsync(double rates = 1, double others = 0) =>
        await LocalEndpoint.StartAsync(new EndpointOptions { TimeProvider = _time, Rates = rates, Others = others });

    [Theory]
    [InlineData("CreateBackup", 60, 50)]
    [InlineData("DescribeBackup", 13, 10)]
    [InlineData("ListBackups", 5, 5)]
    [InlineData("DeleteBackup", 13, 10)]
    [Trait("Finding", "DDB-BACKUP-019"), Trait("Finding", "DDB-BACKUP-020"), Trait("Finding", "DDB-BACKUP-022")]
    [Trait("Finding", "DDB-BACKUP-023"), Trait("Finding", "DDB-BACKUP-026")]
    public async Task A_burst_passes_and_then_the_published_rate(string operation, int burst, int rate)
    {
        await using LocalEndpoint endpoint = await StartAsync();
        using var client = new RawClient(endpoint.Url);

        int first = await client.AcceptedAsync(operation, burst + 5);
        _time.Advance(TimeSpan.FromSeconds(1));
        int second = await client.AcceptedAsync(operation, rate + 5);
        _time.Advance(TimeSpan.FromSeconds(0.4));
        int third = await client.AcceptedAsync(operation, rate);
        _time.Advance(TimeSpan.FromSeconds(60));
        int rested = await client.AcceptedAsync(operation, burst + 5);

        Assert.Equal([burst, rate, rate * 2 / 5, burst], [first, second, third, rested]);
    }

    [Fact]
    [Trait("Finding", "DDB-BACKUP-020")]
    public async Task Each_operation_has_a_bucket_of_its_own_and_a_throttled_call_is_refused_with_400()
    {
        await using LocalEndpoint endpoint = await StartAsync();
        using var client = new RawClient(endpoint.Url);

        await client.AcceptedAsync("ListBackups", 5);
        RawAnswer throttled = await client.CallAsync("ListBackups", new { });

        Assert.Equal((400, "com.amazon.coral.availability#ThrottlingException"), (throttled.Status, throttled.Type));
        Assert.Equal(13, await client.AcceptedAsync("DescribeBackup", 14));
    }

    [Theory]
    [InlineData(2, 0, 26)]
    [InlineData(1, 0.5, 6)]
    [InlineData(0.01, 0, 1)]
    [InlineData(0, 0.9, 100)]
    public async Task Rates_are_multiplied_and_others_take_their_part(double rates, double others, int accepted)
    {
        await using LocalEndpoint endpoint = await StartAsync(rates, others);
        using var client = new RawClient(endpoint.Url);

        Assert.Equal(accepted, await client.AcceptedAsync("DescribeBackup", 100));
    }
}
