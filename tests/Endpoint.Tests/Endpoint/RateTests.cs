using DynamoBackup.BackupEndpoint;
using Xunit;

namespace DynamoBackup.Tests.Endpoint;

/// <summary>The strict profile, on a clock that stands still, so that how fast the machine is does not matter.</summary>
public class RateTests
{
    private readonly VirtualTime _time = new();

    private async Task<LocalEndpoint> StartAsync(double rates = 1, double others = 0) =>
        await LocalEndpoint.StartAsync(new EndpointOptions
        {
            Profile = EndpointProfile.Strict,
            TimeProvider = _time,
            Rates = rates,
            Others = others,
        });

    [Theory]
    [InlineData("CreateBackup", 50)]
    [InlineData("DescribeBackup", 10)]
    [InlineData("ListBackups", 5)]
    [InlineData("DeleteBackup", 10)]
    public async Task The_published_rate_is_kept_in_any_one_second(string operation, int rate)
    {
        await using LocalEndpoint endpoint = await StartAsync();
        using var client = new RawClient(endpoint.Url);

        int first = await client.AcceptedAsync(operation, rate - 1);
        _time.Advance(TimeSpan.FromSeconds(0.5));
        int second = await client.AcceptedAsync(operation, 5);
        _time.Advance(TimeSpan.FromSeconds(0.5) - TimeSpan.FromTicks(1));
        int third = await client.AcceptedAsync(operation, 5);
        _time.Advance(TimeSpan.FromTicks(1));
        int fourth = await client.AcceptedAsync(operation, rate + 5);

        Assert.Equal([rate - 1, 1, 0, rate - 1], [first, second, third, fourth]);
    }

    [Fact]
    public async Task A_throttled_call_answers_ThrottlingException_and_does_nothing()
    {
        await using LocalEndpoint endpoint = await StartAsync();
        using var client = new RawClient(endpoint.Url);
        await client.AcceptedAsync("CreateBackup", 50);

        RawAnswer answer = await client.CallAsync("CreateBackup", new { TableName = "Music", BackupName = "nightly" });

        Assert.Equal((400, "Rate exceeded"), (answer.Status, answer.Message));
        Assert.Equal(50, endpoint.Backups.Count);
    }

    [Fact]
    public async Task Each_operation_account_and_region_has_its_own_rate()
    {
        await using LocalEndpoint endpoint = await StartAsync();
        using var client = new RawClient(endpoint.Url);
        using var elsewhere = new RawClient(endpoint.Url, region: "eu-west-1");
        using var other = new RawClient(endpoint.Url, "AKIA210987654321");

        Assert.Equal(5, await client.AcceptedAsync("ListBackups", 6));
        Assert.Equal(10, await client.AcceptedAsync("DescribeBackup", 11));
        Assert.Equal(5, await elsewhere.AcceptedAsync("ListBackups", 6));
        Assert.Equal(5, await other.AcceptedAsync("ListBackups", 6));
    }

    [Fact]
    public async Task Table_operations_have_no_published_rate()
    {
        await using LocalEndpoint endpoint = await StartAsync();
        using var client = new RawClient(endpoint.Url);

        Assert.Equal(200, await client.AcceptedAsync("DescribeTable", 200));
    }

    [Theory]
    [InlineData(2, 0, 20)]
    [InlineData(0.5, 0, 5)]
    [InlineData(1, 0.5, 5)]
    [InlineData(1, 0.9, 1)]
    [InlineData(0, 0.9, 200)]
    public async Task Rates_are_multiplied_and_others_take_their_part(double rates, double others, int accepted)
    {
        await using LocalEndpoint endpoint = await StartAsync(rates, others);
        using var client = new RawClient(endpoint.Url);

        Assert.Equal(accepted, await client.AcceptedAsync("DescribeBackup", 200));
    }

    [Fact]
    public async Task What_others_leave_of_a_rate_is_kept_on_average_where_it_is_no_whole_number()
    {
        await using LocalEndpoint endpoint = await StartAsync();
        endpoint.SetOthers(0.95);
        using var client = new RawClient(endpoint.Url);
        int accepted = 0;
        for (int second = 0; second < 12; second++)
        {
            accepted += await client.AcceptedAsync("ListBackups", 3);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        // A twentieth of 5 a second is 1 in 4 s.
        Assert.Equal(3, accepted);
    }

    [Fact]
    public async Task Others_come_and_go_while_the_endpoint_runs()
    {
        await using LocalEndpoint endpoint = await StartAsync();
        using var client = new RawClient(endpoint.Url);

        int alone = await client.AcceptedAsync("CreateBackup", 60);
        _time.Advance(TimeSpan.FromSeconds(1));
        endpoint.SetOthers(0.8);
        int shared = await client.AcceptedAsync("CreateBackup", 60);
        _time.Advance(TimeSpan.FromSeconds(1));
        endpoint.SetOthers(0);
        int again = await client.AcceptedAsync("CreateBackup", 60);

        Assert.Equal([50, 10, 50], [alone, shared, again]);
    }

    [Fact]
    public async Task Statistics_tell_calls_throttles_errors_and_the_fastest_second()
    {
        await using LocalEndpoint endpoint = await StartAsync();
        using var client = new RawClient(endpoint.Url);
        using var elsewhere = new RawClient(endpoint.Url, region: "eu-west-1");
        await client.AcceptedAsync("ListBackups", 4);
        _time.Advance(TimeSpan.FromSeconds(0.9));
        await client.AcceptedAsync("ListBackups", 3);
        _time.Advance(TimeSpan.FromSeconds(0.2));
        await client.AcceptedAsync("ListBackups", 3);
        await elsewhere.CallAsync("CreateBackup", new { TableName = "Nowhere", BackupName = "nightly" });

        Assert.Equal(
            [
                new OperationStatistics("CreateBackup", "123456789012", "eu-west-1", Calls: 1, Throttles: 0, Errors: 1, Faults: 0, Peak: 1),
                new OperationStatistics("ListBackups", "123456789012", "us-east-1", Calls: 10, Throttles: 2, Errors: 0, Faults: 0, Peak: 7),
            ],
            endpoint.Statistics.Snapshot());
        Assert.Equal((11, 10, 2, 1, 7), (
            endpoint.Statistics.Calls(), endpoint.Statistics.Calls("ListBackups"), endpoint.Statistics.Throttles(),
            endpoint.Statistics.Errors(), endpoint.Statistics.Peak("ListBackups")));

        endpoint.Statistics.Reset();

        Assert.Empty(endpoint.Statistics.Snapshot());
        Assert.Equal(0, endpoint.Statistics.Peak("ListBackups"));
    }
}
