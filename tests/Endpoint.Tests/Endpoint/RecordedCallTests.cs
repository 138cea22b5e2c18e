using System.Net;
using System.Text.Json;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using DynamoBackup.BackupEndpoint;
using Xunit;

namespace DynamoBackup.Tests.Endpoint;

/// <summary>What tests may hold a client to: who called what, where, and how fast.</summary>
public class RecordedCallTests
{
    private const string Gone = "arn:aws:dynamodb:eu-west-1:210987654321:table/Music/backup/01500000000000-00000000";

    private readonly VirtualTime _time = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private async Task<LocalEndpoint> StartAsync(params Fault[] faults) =>
        await LocalEndpoint.StartAsync(new EndpointOptions { TimeProvider = _time, Rates = 0, Faults = faults });

    [Fact]
    public async Task Each_call_is_recorded_with_its_caller_and_what_became_of_it()
    {
        await using LocalEndpoint endpoint = await StartAsync(
            new Fault { Kind = FaultKind.DropBefore, Operation = "ListTables" });
        using var client = new RawClient(endpoint.Url, "AKIA210987654321", "eu-west-1");

        await client.CallAsync("CreateBackup", new { TableName = "Music", BackupName = "nightly" });
        _time.Advance(TimeSpan.FromSeconds(1));
        await client.CallAsync("DescribeBackup", new { BackupArn = Gone });
        await Assert.ThrowsAsync<HttpRequestException>(() => client.CallAsync("ListTables", new { }));

        var all = new RecordedCall
        {
            Time = _time.GetUtcNow(),
            Operation = "",
            Target = null,
            BackupName = null,
            AccessKey = "AKIA210987654321",
            Account = "210987654321",
            Region = "eu-west-1",
            Host = "127.0.0.1",
            Connection = "",
        };
        IReadOnlyList<RecordedCall> calls = endpoint.Statistics.Recorded();
        Assert.Equal([200, 400, null], calls.Select(c => c.Status));
        Assert.Equal([null, "BackupNotFoundException", null], calls.Select(c => c.Error));
        Assert.Equal(
            all with { Time = all.Time.AddSeconds(-1), Operation = "CreateBackup", Target = "Music", BackupName = "nightly" },
            calls[0], Ignoring);
        Assert.Equal(all with { Operation = "DescribeBackup", Target = Gone }, calls[1], Ignoring);
        Assert.Equal(all with { Operation = "ListTables" }, calls[2], Ignoring);

        endpoint.Statistics.Reset();
        Assert.Empty(endpoint.Statistics.Recorded());

        static object Known(RecordedCall c) =>
            (c.Time, c.Operation, c.Target, c.BackupName, c.AccessKey, c.Account, c.Region, c.Host);

        static bool Ignoring(RecordedCall expected, RecordedCall actual) => Known(expected).Equals(Known(actual));
    }

    [Fact]
    public async Task Calls_are_counted_by_access_key_and_by_host_too()
    {
        await using LocalEndpoint endpoint = await StartAsync();
        using var one = new RawClient(endpoint.Url, "AKIA111122223333");
        using var two = new RawClient(endpoint.Url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal), "ASIA111122223333");
        for (int i = 0; i < 3; i++)
        {
            await one.CallAsync("ListTables", new { });
            await two.CallAsync("ListTables", new { });
            await two.CallAsync("ListTables", new { });
        }

        Assert.Equal(9, Assert.Single(endpoint.Statistics.Snapshot()).Peak);
        Assert.Equal(
            [("AKIA111122223333", 3L, 3), ("ASIA111122223333", 6L, 6)],
            endpoint.Statistics.ByAccessKey().Select(s => (s.AccessKey!, s.Calls, s.Peak)));
        Assert.Equal([("127.0.0.1", 3L), ("localhost", 6L)], endpoint.Statistics.ByHost().Select(s => (s.Host!, s.Calls)));
    }

    [Fact]
    public async Task A_second_above_the_published_rate_is_seen_though_nothing_was_throttled()
    {
        await using LocalEndpoint endpoint = await StartAsync();
        using var client = new RawClient(endpoint.Url);
        async Task CallAsync(int times)
        {
            for (int i = 0; i < times; i++)
            {
                await client.CallAsync("ListBackups", new { });
            }
        }

        await CallAsync(3);
        _time.Advance(TimeSpan.FromSeconds(0.5));
        await CallAsync(2);
        IReadOnlyList<OperationStatistics> before = endpoint.Statistics.AbovePublishedRate();
        _time.Advance(TimeSpan.FromSeconds(0.4));
        await CallAsync(1);

        Assert.Empty(before);
        OperationStatistics above = Assert.Single(endpoint.Statistics.AbovePublishedRate());
        Assert.Equal((6, 5.0, 0L), (above.Peak, above.PublishedRate, above.Throttles));
    }

    [Fact]
    public async Task It_serves_as_an_HTTP_proxy_and_sees_the_host_called()
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync(new EndpointOptions
        {
            Faults =
            [
                new Fault { Kind = FaultKind.Refuse, Code = "AccessDeniedException", Host = "*.ddb.us-east-1.amazonaws.com" },
            ],
        });
        using var client = new AmazonDynamoDBClient(new BasicAWSCredentials("AKIA111122223333", "test"), new AmazonDynamoDBConfig
        {
            RegionEndpoint = Amazon.RegionEndpoint.USEast1,
            UseHttp = true,
            ProxyHost = "127.0.0.1",
            ProxyPort = endpoint.Port,
            MaxErrorRetry = 0,
            AccountIdEndpointMode = AccountIdEndpointMode.PREFERRED,
        });

        string arn = (await client.BackUpAsync()).BackupArn;
        var refused = await Assert.ThrowsAnyAsync<AmazonDynamoDBException>(() => client.DescribeAsync(arn));

        Assert.Equal("AccessDeniedException", refused.ErrorCode);
        Assert.Equal(
            [("CreateBackup", "dynamodb.us-east-1.amazonaws.com"), ("DescribeBackup", "111122223333.ddb.us-east-1.amazonaws.com")],
            endpoint.Statistics.Recorded().Select(c => (c.Operation, c.Host)));
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("?by=region", 1)]
    [InlineData("?by=access-key", 2)]
    [InlineData("?by=host", 1)]
    public async Task The_control_API_shows_statistics_and_calls(string by, int rows)
    {
        await using LocalEndpoint endpoint = await StartAsync();
        using var one = new RawClient(endpoint.Url, "AKIA111122223333");
        using var two = new RawClient(endpoint.Url, "ASIA111122223333");
        await one.CallAsync("ListTables", new { });
        await two.CallAsync("ListTables", new { });
        using var http = new HttpClient();

        JsonElement statistics = JsonElement.Parse(await http.GetStringAsync($"{endpoint.Url}/control/statistics{by}", Stop));
        JsonElement calls = JsonElement.Parse(await http.GetStringAsync($"{endpoint.Url}/control/calls", Stop));
        using HttpResponseMessage wrong = await http.GetAsync($"{endpoint.Url}/control/statistics?by=moon", Stop);

        Assert.Equal(rows, statistics.GetArrayLength());
        Assert.Equal(["AKIA111122223333", "ASIA111122223333"], calls.EnumerateArray().Select(c => c.GetProperty("accessKey").GetString()));
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
    }

    [Fact]
    public async Task Tables_and_backups_of_any_age_can_be_put_in()
    {
        await using LocalEndpoint endpoint = await StartAsync();
        using var http = new HttpClient();
        using AmazonDynamoDBClient client = Sdk.Client(endpoint, "eu-west-1", "AKIA210987654321");
        async Task<JsonElement> PostAsync(string path, string json)
        {
            using HttpResponseMessage answer = await http.PostAsync($"{endpoint.Url}/control/{path}", new StringContent(json), Stop);
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
            return JsonElement.Parse(await answer.Content.ReadAsStringAsync(Stop));
        }

        await PostAsync("tables", """
            {"tableName": "Concerts", "account": "210987654321", "region": "eu-west-1", "creatingSeconds": 5, "enablingSeconds": 2,
             "sizeBytes": 1000, "tableId": "11111111-2222-3333-4444-555555555555", "pointInTimeRecovery": true}
            """);
        JsonElement arns = await PostAsync("backups", """
            [{"tableName": "Concerts", "backupName": "old", "account": "210987654321", "region": "eu-west-1",
              "created": "2024-02-29T12:00:00.123Z", "tableId": "99999999-2222-3333-4444-555555555555", "sizeBytes": 7},
             {"tableName": "Concerts", "backupName": "by-aws-backup", "account": "210987654321", "region": "eu-west-1",
              "created": "2025-01-01T00:00:00Z", "type": "AWS_BACKUP"}]
            """);

        var table = (await client.DescribeTableAsync("Concerts", Stop)).Table;
        var listed = await client.ListAsync(new ListBackupsRequest { BackupType = BackupTypeFilter.ALL });
        await Assert.ThrowsAsync<TableNotFoundException>(() => client.BackUpAsync("Concerts"));
        _time.Advance(TimeSpan.FromSeconds(5));
        await Assert.ThrowsAsync<ContinuousBackupsUnavailableException>(() => client.BackUpAsync("Concerts"));
        _time.Advance(TimeSpan.FromSeconds(2));
        BackupDetails made = await client.BackUpAsync("Concerts");

        Assert.Equal(
            (TableStatus.CREATING, 1000, "11111111-2222-3333-4444-555555555555"),
            (table.TableStatus, table.TableSizeBytes, table.TableId));
        Assert.Equal(arns.EnumerateArray().Select(a => a.GetString()), listed.Select(b => b.BackupArn));
        Assert.Equal(
            [("old", "99999999-2222-3333-4444-555555555555", BackupType.USER), ("by-aws-backup", table.TableId, BackupType.AWS_BACKUP)],
            listed.Select(b => (b.BackupName, b.TableId, b.BackupType)));
        // The SDK reads the stamp through a double: it may miss the millisecond by a tick.
        Assert.Equal(
            new DateTime(2024, 2, 29, 12, 0, 0, 123, DateTimeKind.Utc), listed[0].BackupCreationDateTime!.Value.ToUniversalTime(),
            TimeSpan.FromTicks(10));
        Assert.Equal(7, listed[0].BackupSizeBytes);
        Assert.Equal(1000, made.BackupSizeBytes);
    }
}
