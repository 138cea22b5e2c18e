using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using DynamoBackup.BackupEndpoint;
using Xunit;

namespace DynamoBackup.Tests.Endpoint;

/// <summary>Which calls a rule fires on, and how often.</summary>
public class FaultRuleTests
{
    private readonly VirtualTime _time = new();

    private async Task<LocalEndpoint> StartAsync(params Fault[] faults) =>
        await LocalEndpoint.StartAsync(new EndpointOptions { Rates = 0, TimeProvider = _time, Faults = faults });

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static object Backup(string table = "Music") => new { TableName = table, BackupName = "nightly" };

    [Fact]
    public async Task A_rule_fires_on_its_operation_alone()
    {
        await using LocalEndpoint endpoint = await StartAsync(new Fault { Kind = FaultKind.ErrorBefore, Operation = "DescribeTable" });
        using var client = new RawClient(endpoint.Url);

        Assert.Equal(200, (await client.CallAsync("CreateBackup", Backup())).Status);
        Assert.Equal(500, (await client.CallAsync("DescribeTable", new { TableName = "Music" })).Status);
    }

    [Theory]
    [InlineData("Music", "Music", true)]
    [InlineData("Music", "MusicToo", false)]
    [InlineData("Mus*", "Music", true)]
    [InlineData("M?sic", "Music", true)]
    [InlineData("music", "Music", false)]
    [InlineData("Music", "arn:aws:dynamodb:us-east-1:123456789012:table/Music", true)]
    public async Task A_rule_fires_on_its_table_alone(string pattern, string table, bool fires)
    {
        await using LocalEndpoint endpoint = await StartAsync(new Fault { Kind = FaultKind.ErrorBefore, Table = pattern });
        using var client = new RawClient(endpoint.Url);

        Assert.Equal(fires, (await client.CallAsync("CreateBackup", Backup(table))).Status == 500);
    }

    [Fact]
    public async Task A_rule_knows_a_backup_s_table_by_its_ARN()
    {
        await using LocalEndpoint endpoint = await StartAsync(
            new Fault { Kind = FaultKind.ErrorBefore, Operation = "DescribeBackup", Table = "Users" });
        using AmazonDynamoDBClient client = Sdk.Client(endpoint);
        BackupDetails users = await client.BackUpAsync("Users");
        BackupDetails music = await client.BackUpAsync("Music");

        await Assert.ThrowsAsync<InternalServerErrorException>(() => client.DescribeAsync(users.BackupArn));
        Assert.NotNull(await client.DescribeAsync(music.BackupArn));
    }

    [Fact]
    public async Task A_rule_fires_on_its_caller_alone()
    {
        await using LocalEndpoint endpoint = await StartAsync(new Fault
        {
            Kind = FaultKind.Refuse,
            Code = "ExpiredTokenException",
            AccessKey = "ASIA*",
        });
        using var expired = new RawClient(endpoint.Url, "ASIAEXAMPLE");
        using var client = new RawClient(endpoint.Url);

        Assert.Equal(400, (await expired.CallAsync("ListTables", new { })).Status);
        Assert.Equal(200, (await client.CallAsync("ListTables", new { })).Status);
    }

    [Fact]
    public async Task A_rule_skips_and_ends_as_often_as_it_says()
    {
        await using LocalEndpoint endpoint = await StartAsync(
            new Fault { Kind = FaultKind.ErrorBefore, Operation = "ListTables", Skip = 2, Times = 3 });
        using var client = new RawClient(endpoint.Url);
        var statuses = new List<int>();
        for (int i = 0; i < 7; i++)
        {
            statuses.Add((await client.CallAsync("ListTables", new { })).Status);
        }

        Assert.Equal([200, 200, 500, 500, 500, 200, 200], statuses);
        Assert.Equal(3, Assert.Single(endpoint.Faults.Snapshot()).Fired);
        Assert.Equal(3, Assert.Single(endpoint.Statistics.Snapshot()).Faults);
    }

    [Fact]
    public async Task The_first_rule_that_fires_wins()
    {
        await using LocalEndpoint endpoint = await StartAsync(
            new Fault { Kind = FaultKind.Throttle, Times = 1 },
            new Fault { Kind = FaultKind.ErrorBefore, Times = 1 },
            new Fault { Kind = FaultKind.Unavailable });
        using var client = new RawClient(endpoint.Url);
        var statuses = new List<int>();
        for (int i = 0; i < 3; i++)
        {
            statuses.Add((await client.CallAsync("ListTables", new { })).Status);
        }

        endpoint.Faults.Clear();
        statuses.Add((await client.CallAsync("ListTables", new { })).Status);

        Assert.Equal([400, 500, 503, 200], statuses);
    }

    [Fact]
    public async Task A_rule_fires_with_its_probability_and_alike_for_a_seed()
    {
        async Task<List<int>> StatusesAsync()
        {
            await using LocalEndpoint endpoint = await StartAsync(new Fault { Kind = FaultKind.ErrorBefore, Probability = 0.3 });
            using var client = new RawClient(endpoint.Url);
            var statuses = new List<int>();
            for (int i = 0; i < 300; i++)
            {
                statuses.Add((await client.CallAsync("ListTables", new { })).Status);
            }

            return statuses;
        }

        List<int> statuses = await StatusesAsync();

        Assert.InRange(statuses.Count(s => s == 500), 60, 120);
        Assert.Equal(statuses, await StatusesAsync());
    }

    [Fact]
    public async Task A_throttled_call_uses_no_rule_up()
    {
        await using LocalEndpoint endpoint = await StartAsync();
        endpoint.Settings = endpoint.Settings with { Rates = 1 };
        endpoint.Faults.Add(new Fault { Kind = FaultKind.ErrorBefore, Skip = 5 });
        using var client = new RawClient(endpoint.Url);
        for (int i = 0; i < 8; i++)
        {
            await client.CallAsync("ListBackups", new { });
        }

        Assert.Equal(0, Assert.Single(endpoint.Faults.Snapshot()).Fired);
        Assert.Equal(3, endpoint.Statistics.Throttles());
    }

    public static TheoryData<Fault> Senseless =>
    [
        new Fault { Kind = FaultKind.Refuse },
        new Fault { Kind = FaultKind.Refuse, Code = "X", Status = 200 },
        new Fault { Kind = FaultKind.Throttle, Operation = "Createbackup" },
        new Fault { Kind = FaultKind.Throttle, Probability = 1.1 },
        new Fault { Kind = FaultKind.Throttle, Times = -1 },
        new Fault { Kind = FaultKind.Throttle, Skip = -1 },
        new Fault { Kind = FaultKind.Trickle, DelayMs = -1 },
        new Fault { Kind = FaultKind.Deleted },
        new Fault { Kind = FaultKind.Missing, Operation = "ListBackups" },
    ];

    [Theory]
    [MemberData(nameof(Senseless))]
    public async Task A_rule_that_makes_no_sense_is_refused(Fault fault)
    {
        await using LocalEndpoint endpoint = await StartAsync();

        Assert.Throws<ArgumentException>(() => endpoint.Faults.Add(fault));
        Assert.Empty(endpoint.Faults.Snapshot());
    }
}
