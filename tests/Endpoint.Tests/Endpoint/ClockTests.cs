using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using DynamoBackup.BackupEndpoint;
using Xunit;

namespace DynamoBackup.Tests.Endpoint;

/// <summary>The service's clock, and a Date header by another one than that of the creation stamps.</summary>
public class ClockTests
{
    private readonly VirtualTime _time = new();

    private async Task<LocalEndpoint> StartAsync(params TimeSpan?[] offsets) => await LocalEndpoint.StartAsync(
        new EndpointOptions { TimeProvider = _time, Rates = 0, ClockSkew = TimeSpan.FromMinutes(3), DateOffsets = offsets });

    [Fact]
    public async Task It_may_be_ahead_of_the_creation_stamps()
    {
        await using LocalEndpoint endpoint = await StartAsync(TimeSpan.FromSeconds(3));
        using var client = new RawClient(endpoint.Url);

        RawAnswer answer = await client.CallAsync("CreateBackup", new { TableName = "Music", BackupName = "nightly" });

        DateTimeOffset service = _time.GetUtcNow().AddMinutes(3);
        Assert.Equal(service.AddSeconds(3), answer.Headers.Date);
        Assert.Equal(service.ToUnixTimeMilliseconds() / 1000m,
            answer.Json.GetProperty("BackupDetails").GetProperty("BackupCreationDateTime").GetDecimal());
    }

    [Fact]
    public async Task It_may_differ_from_answer_to_answer_and_be_absent()
    {
        await using LocalEndpoint endpoint = await StartAsync(TimeSpan.Zero, TimeSpan.FromSeconds(-2), null);
        using var client = new RawClient(endpoint.Url);
        DateTimeOffset service = _time.GetUtcNow().AddMinutes(3);

        var seen = new List<TimeSpan?>();
        for (int i = 0; i < 6; i++)
        {
            RawAnswer answer = await client.CallAsync("ListTables", new { });
            Assert.Equal(12, answer.Json.GetProperty("TableNames").GetArrayLength());
            Assert.Equal(answer.Headers.Date.HasValue, answer.Headers.Contains("Date"));
            seen.Add(answer.Headers.Date - service);
        }

        TimeSpan?[] turn = [TimeSpan.Zero, TimeSpan.FromSeconds(-2), null];
        Assert.Equal([.. turn, .. turn], seen);
    }

    [Fact]
    public async Task It_may_be_absent_under_TLS_too()
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync(
            new EndpointOptions { Tls = TlsMode.Valid, DateOffsets = [null] });
        using var http = new HttpClient(new SocketsHttpHandler
        {
            SslOptions = { RemoteCertificateValidationCallback = (_, _, _, _) => true },
        });
        using var client = new RawClient(endpoint.Url);

        using HttpResponseMessage answer = await http.SendAsync(
            client.Request("{}", "DynamoDB_20120810.ListTables", RawClient.Authorization("test", "us-east-1")),
            TestContext.Current.CancellationToken);

        Assert.Equal((200, false), ((int)answer.StatusCode, answer.Headers.Contains("Date")));
    }

    [Fact]
    public async Task A_skewed_clock_shifts_creation_times_and_ARNs_but_not_the_backup_s_time()
    {
        await using LocalEndpoint endpoint = await StartAsync(TimeSpan.Zero);
        endpoint.Settings = endpoint.Settings with { ClockSkew = TimeSpan.FromMinutes(-7) };
        using AmazonDynamoDBClient client = Sdk.Client(endpoint);

        BackupDetails created = await client.BackUpAsync();
        _time.Advance(TimeSpan.FromSeconds(10));

        DateTimeOffset skewed = _time.GetUtcNow() - TimeSpan.FromSeconds(10) - TimeSpan.FromMinutes(7);
        Assert.Equal(skewed.UtcDateTime, created.BackupCreationDateTime!.Value.ToUniversalTime());
        Assert.Contains($"/backup/0{skewed.ToUnixTimeMilliseconds()}-", created.BackupArn);
        Assert.Equal(BackupStatus.AVAILABLE, (await client.DescribeAsync(created.BackupArn)).BackupStatus);
    }
}
