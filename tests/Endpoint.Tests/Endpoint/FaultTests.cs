using System.Diagnostics;
using System.Net;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using DynamoBackup.BackupEndpoint;
using Xunit;

namespace DynamoBackup.Tests.Endpoint;

public class FaultTests
{
    private readonly VirtualTime _time = new();

    private async Task<LocalEndpoint> StartAsync(params Fault[] faults) =>
        await LocalEndpoint.StartAsync(new EndpointOptions { Rates = 0, TimeProvider = _time, Faults = faults });

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static object Backup(string table = "Music") => new { TableName = table, BackupName = "nightly" };

    [Theory]
    [InlineData("AccessDeniedException", 400, "com.amazon.coral.service#AccessDeniedException")]
    [InlineData("ExpiredTokenException", 400, "com.amazon.coral.service#ExpiredTokenException")]
    [InlineData("UnrecognizedClientException", 400, "com.amazon.coral.service#UnrecognizedClientException")]
    [InlineData("LimitExceededException", 400, "com.amazonaws.dynamodb.v20120810#LimitExceededException")]
    [InlineData("BackupInUseException", 400, "com.amazonaws.dynamodb.v20120810#BackupInUseException")]
    [InlineData("TableInUseException", 400, "com.amazonaws.dynamodb.v20120810#TableInUseException")]
    [InlineData("ContinuousBackupsUnavailableException", 400, "com.amazonaws.dynamodb.v20120810#ContinuousBackupsUnavailableException")]
    [InlineData("TableNotFoundException", 400, "com.amazonaws.dynamodb.v20120810#TableNotFoundException")]
    [InlineData("InternalFailure", 500, "com.amazon.coral.service#InternalFailure")]
    public async Task Refuse_answers_the_error_without_acting(string code, int status, string type)
    {
        await using LocalEndpoint endpoint = await StartAsync(
            new Fault { Kind = FaultKind.Refuse, Code = code, Status = status, Message = "Not today" });
        using var client = new RawClient(endpoint.Url);

        RawAnswer answer = await client.CallAsync("CreateBackup", Backup());

        Assert.Equal((status, type, "Not today"), (answer.Status, answer.Type, answer.Message));
        Assert.Empty(endpoint.Backups);
    }

    [Fact]
    public async Task The_SDK_throws_its_own_exception_for_a_refusal()
    {
        await using LocalEndpoint endpoint = await StartAsync(
            new Fault { Kind = FaultKind.Refuse, Code = "ContinuousBackupsUnavailableException", Message = "Backups are being enabled" });
        using AmazonDynamoDBClient client = Sdk.Client(endpoint);

        var error = await Assert.ThrowsAsync<ContinuousBackupsUnavailableException>(() => client.BackUpAsync());

        Assert.Equal("Backups are being enabled", error.Message);
    }

    [Fact]
    public async Task Throttle_answers_ThrottlingException_without_acting()
    {
        await using LocalEndpoint endpoint = await StartAsync(new Fault { Kind = FaultKind.Throttle });
        using var client = new RawClient(endpoint.Url);

        RawAnswer answer = await client.CallAsync("CreateBackup", Backup());

        Assert.Equal((400, "com.amazon.coral.availability#ThrottlingException"), (answer.Status, answer.Type));
        Assert.Empty(endpoint.Backups);
        Assert.Equal((1, 0), (endpoint.Statistics.Throttles(), endpoint.Statistics.Errors()));
    }

    [Theory]
    [InlineData(FaultKind.ErrorBefore, 0)]
    [InlineData(FaultKind.ErrorAfter, 1)]
    public async Task An_internal_error_comes_before_or_after_acting(FaultKind kind, int backups)
    {
        await using LocalEndpoint endpoint = await StartAsync(new Fault { Kind = kind });
        using AmazonDynamoDBClient client = Sdk.Client(endpoint);

        var error = await Assert.ThrowsAsync<InternalServerErrorException>(() => client.BackUpAsync());

        Assert.Equal(HttpStatusCode.InternalServerError, error.StatusCode);
        Assert.Equal(backups, endpoint.Backups.Count);
    }

    [Theory]
    [InlineData(FaultKind.DropBefore, 0)]
    [InlineData(FaultKind.DropAfter, 1)]
    public async Task A_connection_drops_before_or_after_acting(FaultKind kind, int backups)
    {
        await using LocalEndpoint endpoint = await StartAsync(new Fault { Kind = kind, Times = 1 });
        using var client = new RawClient(endpoint.Url);

        await Assert.ThrowsAsync<HttpRequestException>(() => client.CallAsync("CreateBackup", Backup()));

        Assert.Equal(backups, endpoint.Backups.Count);
        Assert.Equal(1, endpoint.Statistics.Errors("CreateBackup"));
        Assert.Equal(200, (await client.CallAsync("CreateBackup", Backup())).Status);
    }

    [Theory]
    [InlineData(FaultKind.Hang, 0)]
    [InlineData(FaultKind.HangAfter, 1)]
    public async Task An_answer_never_comes_after_acting_or_not(FaultKind kind, int backups)
    {
        await using LocalEndpoint endpoint = await StartAsync(new Fault { Kind = kind, Times = 1 });
        using AmazonDynamoDBClient client = Sdk.Client(endpoint, timeout: TimeSpan.FromSeconds(0.7));

        await Assert.ThrowsAnyAsync<Exception>(() => client.BackUpAsync());

        Assert.Equal(backups, endpoint.Backups.Count);
        Assert.NotNull(await client.BackUpAsync());
    }

    [Fact]
    public async Task A_hanging_call_does_not_keep_the_endpoint_from_ending()
    {
        LocalEndpoint endpoint = await StartAsync(new Fault { Kind = FaultKind.Hang });
        using var client = new RawClient(endpoint.Url);
        Task<RawAnswer> call = client.CallAsync("CreateBackup", Backup());
        while (endpoint.Statistics.Errors() == 0)
        {
            await Task.Delay(10, Stop);
        }

        await endpoint.DisposeAsync();

        await Assert.ThrowsAsync<HttpRequestException>(() => call);
    }

    [Fact]
    public async Task Garbage_is_no_JSON_and_comes_after_acting()
    {
        await using LocalEndpoint endpoint = await StartAsync(new Fault { Kind = FaultKind.Garbage });
        using var raw = new RawClient(endpoint.Url);
        using AmazonDynamoDBClient client = Sdk.Client(endpoint);

        RawAnswer answer = await raw.CallAsync("CreateBackup", Backup());
        await Assert.ThrowsAnyAsync<Exception>(() => client.BackUpAsync());

        Assert.Equal(200, answer.Status);
        Assert.ThrowsAny<System.Text.Json.JsonException>(() => answer.Json);
        Assert.Equal(2, endpoint.Backups.Count);
    }

    [Fact]
    public async Task A_bad_CRC_comes_with_the_right_answer()
    {
        await using LocalEndpoint endpoint = await StartAsync(new Fault { Kind = FaultKind.BadCrc });
        using var client = new RawClient(endpoint.Url);

        RawAnswer answer = await client.CallAsync("CreateBackup", Backup());

        Assert.Equal(
            Assert.Single(endpoint.Backups).BackupArn, answer.Json.GetProperty("BackupDetails").GetProperty("BackupArn").GetString());
        Assert.NotEqual(Crc32.Compute(answer.Body).ToString(), answer.Header("x-amz-crc32"));
    }

    [Fact]
    public async Task A_trickling_answer_comes_byte_by_byte()
    {
        await using LocalEndpoint endpoint = await StartAsync(new Fault { Kind = FaultKind.Trickle, DelayMs = 1000 });
        using var client = new RawClient(endpoint.Url);
        Task<RawAnswer> call = client.CallAsync("CreateBackup", Backup());

        int steps = 0;
        while (!call.IsCompleted)
        {
            if (_time.Waiting > 0)
            {
                _time.Advance(TimeSpan.FromSeconds(1));
                steps++;
            }

            await Task.Delay(1, Stop);
        }

        RawAnswer answer = await call;
        Assert.Equal(
            Assert.Single(endpoint.Backups).BackupArn, answer.Json.GetProperty("BackupDetails").GetProperty("BackupArn").GetString());
        Assert.InRange(steps, answer.Body.Length - 1, answer.Body.Length);
    }

    [Fact]
    public async Task Unavailable_is_a_503_with_a_page_that_is_no_JSON()
    {
        await using LocalEndpoint endpoint = await StartAsync(new Fault { Kind = FaultKind.Unavailable });
        using var raw = new RawClient(endpoint.Url);
        using AmazonDynamoDBClient client = Sdk.Client(endpoint);

        RawAnswer answer = await raw.CallAsync("CreateBackup", Backup());
        var error = await Assert.ThrowsAnyAsync<AmazonServiceException>(() => client.BackUpAsync());

        Assert.Equal((503, "text/html"), (answer.Status, answer.ContentType));
        Assert.StartsWith("<html>", answer.Text);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, error.StatusCode);
        Assert.Empty(endpoint.Backups);
    }

    [Fact]
    public async Task A_backup_deleted_while_waiting_is_gone()
    {
        await using LocalEndpoint endpoint = await StartAsync(
            new Fault { Kind = FaultKind.Deleted, Operation = "DescribeBackup", Skip = 1, Times = 1 });
        using AmazonDynamoDBClient client = Sdk.Client(endpoint);
        BackupDetails created = await client.BackUpAsync();

        Assert.Equal(BackupStatus.CREATING, (await client.DescribeAsync(created.BackupArn)).BackupStatus);
        await Assert.ThrowsAsync<BackupNotFoundException>(() => client.DescribeAsync(created.BackupArn));
        await Assert.ThrowsAsync<BackupNotFoundException>(() => client.DescribeAsync(created.BackupArn));

        Assert.Empty(await client.ListAsync());
        Assert.Equal("DELETED", Assert.Single(endpoint.Backups).Status);
    }

    [Fact]
    public async Task A_backup_deleted_while_waiting_may_be_described_as_DELETED()
    {
        await using LocalEndpoint endpoint = await StartAsync(
            new Fault { Kind = FaultKind.Deleted, Operation = "DescribeBackup", Mode = DeletedMode.Status, Table = "Us*" });
        using AmazonDynamoDBClient client = Sdk.Client(endpoint);
        BackupDetails doomed = await client.BackUpAsync("Users");
        BackupDetails kept = await client.BackUpAsync("Music");

        Assert.Equal(BackupStatus.DELETED, (await client.DescribeAsync(doomed.BackupArn)).BackupStatus);
        Assert.Equal(BackupStatus.DELETED, (await client.DescribeAsync(doomed.BackupArn)).BackupStatus);
        Assert.Equal(BackupStatus.CREATING, (await client.DescribeAsync(kept.BackupArn)).BackupStatus);
        Assert.Equal(kept.BackupArn, Assert.Single(await client.ListAsync()).BackupArn);
    }

    [Fact]
    public async Task A_list_may_delete_the_oldest_backup_that_is_CREATING()
    {
        await using LocalEndpoint endpoint = await StartAsync(
            new Fault { Kind = FaultKind.Deleted, Operation = "ListBackups", Table = "Users", Times = 1 });
        using AmazonDynamoDBClient client = Sdk.Client(endpoint);
        Assert.Empty(await client.ListAsync());
        await client.BackUpAsync("Users");
        _time.Advance(TimeSpan.FromSeconds(2));
        await client.BackUpAsync("Music");
        BackupDetails doomed = await client.BackUpAsync("Users");
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await client.BackUpAsync("Users");

        List<BackupSummary> listed = await client.ListAsync();

        Assert.Equal(3, listed.Count);
        Assert.DoesNotContain(doomed.BackupArn, listed.Select(b => b.BackupArn));
    }

    [Fact]
    public async Task A_missing_backup_exists_all_the_same()
    {
        await using LocalEndpoint endpoint = await StartAsync(new Fault { Kind = FaultKind.Missing, Times = 1 });
        using AmazonDynamoDBClient client = Sdk.Client(endpoint);
        BackupDetails created = await client.BackUpAsync();

        var error = await Assert.ThrowsAsync<BackupNotFoundException>(() => client.DescribeAsync(created.BackupArn));

        Assert.Equal($"Backup not found: {created.BackupArn}", error.Message);
        Assert.Equal(BackupStatus.CREATING, (await client.DescribeAsync(created.BackupArn)).BackupStatus);
    }

    [Fact]
    public async Task Latency_is_spent_half_before_acting_and_half_after()
    {
        await using LocalEndpoint endpoint = await StartAsync();
        endpoint.Settings = endpoint.Settings with { Latency = TimeSpan.FromSeconds(2) };
        using var client = new RawClient(endpoint.Url);
        Task<RawAnswer> call = client.CallAsync("CreateBackup", Backup());

        await WaitForTimerAsync();
        _time.Advance(TimeSpan.FromSeconds(0.9));
        int before = endpoint.Backups.Count;
        _time.Advance(TimeSpan.FromSeconds(0.1));
        await WaitForTimerAsync();
        int after = endpoint.Backups.Count;
        bool answered = call.IsCompleted;
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(200, (await call).Status);
        Assert.Equal((0, 1, false), (before, after, answered));
    }

    private async Task WaitForTimerAsync()
    {
        var patience = Stopwatch.StartNew();
        while (_time.Waiting == 0)
        {
            Assert.True(patience.Elapsed < TimeSpan.FromSeconds(30), "No delay has begun.");
            await Task.Delay(5, Stop);
        }
    }
}
