using System.Globalization;
using System.Text.Json;
using DynamoBackup.BackupEndpoint;
using Xunit;

namespace DynamoBackup.Tests.Endpoint;

/// <summary>Answers that lie, lead elsewhere, come late or never end, and refusals of single kinds.</summary>
public class AnswerFaultTests
{
    private readonly VirtualTime _time = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private async Task<LocalEndpoint> StartAsync(params Fault[] faults) =>
        await LocalEndpoint.StartAsync(new EndpointOptions { TimeProvider = _time, Rates = 0, Faults = faults });

    private static object Nightly(string table = "Music") => new { TableName = table, BackupName = "nightly" };

    [Theory]
    [InlineData(OtherBackupNaming.Region, "arn:aws:dynamodb:ap-southeast-2:123456789012:table/Music/backup/", true)]
    [InlineData(OtherBackupNaming.Account, "arn:aws:dynamodb:us-east-1:999988887777:table/Music/backup/", true)]
    [InlineData(OtherBackupNaming.Table, "arn:aws:dynamodb:us-east-1:123456789012:table/AnotherTable/backup/", true)]
    [InlineData(OtherBackupNaming.Id, "arn:aws:dynamodb:us-east-1:123456789012:table/Music/backup/", false)]
    public async Task An_answer_may_name_another_backup(OtherBackupNaming naming, string begins, bool sameId)
    {
        await using LocalEndpoint endpoint = await StartAsync(new Fault { Kind = FaultKind.OtherBackup, Naming = naming });
        using var client = new RawClient(endpoint.Url);

        string created = (await client.CallAsync("CreateBackup", Nightly())).Json
            .GetProperty("BackupDetails").GetProperty("BackupArn").GetString()!;
        string real = Assert.Single(endpoint.Backups).BackupArn;
        JsonElement description = (await client.CallAsync("DescribeBackup", new { BackupArn = real })).Json
            .GetProperty("BackupDescription");

        Assert.NotEqual(real, created);
        Assert.Equal(created, description.GetProperty("BackupDetails").GetProperty("BackupArn").GetString());
        Assert.StartsWith(begins, created);
        Assert.Equal(sameId, created[created.LastIndexOf('/')..] == real[real.LastIndexOf('/')..]);
        Assert.Equal(created[..created.IndexOf("/backup/", StringComparison.Ordinal)],
            description.GetProperty("SourceTableDetails").GetProperty("TableArn").GetString());
    }

    [Fact]
    public async Task An_answer_may_name_no_backup()
    {
        await using LocalEndpoint endpoint = await StartAsync(
            new Fault { Kind = FaultKind.OtherBackup, Operation = "CreateBackup", Naming = OtherBackupNaming.NoArn });
        using var client = new RawClient(endpoint.Url);

        JsonElement details = (await client.CallAsync("CreateBackup", Nightly())).Json.GetProperty("BackupDetails");

        Assert.False(details.TryGetProperty("BackupArn", out _));
        Assert.Equal("nightly", details.GetProperty("BackupName").GetString());
        Assert.Single(endpoint.Backups);
    }

    [Theory]
    [InlineData(FaultKind.Page, null, null, 0)]
    [InlineData(FaultKind.PageAfter, 200, "Welcome", 1)]
    [InlineData(FaultKind.PageAfter, 429, "slow down", 1)]
    public async Task A_page_may_come_in_place_of_the_answer(FaultKind kind, int? status, string? body, int made)
    {
        await using LocalEndpoint endpoint = await StartAsync(
            new Fault { Kind = kind, Status = status, Body = body, ContentType = body is null ? "text/html" : "text/plain" });
        using var client = new RawClient(endpoint.Url);

        RawAnswer answer = await client.CallAsync("CreateBackup", Nightly());

        Assert.Equal((status ?? 503, body is null ? "text/html" : "text/plain"), (answer.Status, answer.ContentType));
        Assert.Contains(body ?? "<title>Answer 503 of a gateway</title>", answer.Text, StringComparison.Ordinal);
        Assert.Equal(made, endpoint.Backups.Count);
    }

    [Theory]
    [InlineData(FaultKind.Redirect, null, 307, 0)]
    [InlineData(FaultKind.RedirectAfter, 308, 308, 1)]
    [InlineData(FaultKind.RedirectAfter, 302, 302, 1)]
    public async Task A_call_may_be_redirected(FaultKind kind, int? status, int expected, int made)
    {
        await using LocalEndpoint endpoint = await StartAsync(
            new Fault { Kind = kind, Status = status, Location = "http://127.0.0.1:9/elsewhere" });
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        using var client = new RawClient(endpoint.Url);

        using HttpResponseMessage answer = await http.SendAsync(
            client.Request(
                JsonSerializer.Serialize(Nightly()), "DynamoDB_20120810.CreateBackup", RawClient.Authorization("test", "us-east-1")),
            Stop);

        Assert.Equal((expected, "http://127.0.0.1:9/elsewhere"), ((int)answer.StatusCode, answer.Headers.Location?.ToString()));
        Assert.Equal(made, endpoint.Backups.Count);
    }

    [Theory]
    [InlineData("ListBackups")]
    [InlineData("DescribeTable")]
    public async Task An_answer_may_be_as_long_as_is_wanted_and_is_JSON_all_the_same(string operation)
    {
        await using LocalEndpoint endpoint = await StartAsync(new Fault { Kind = FaultKind.Huge, Bytes = 1_000_000 });
        using var client = new RawClient(endpoint.Url);

        RawAnswer answer = await client.CallAsync(operation, operation == "ListBackups" ? new { } : Nightly());

        Assert.InRange(answer.Body.Length, 1_000_000, 1_010_000);
        Assert.True(operation == "DescribeTable"
            ? answer.Json.GetProperty("Table").GetProperty("TableName").GetString() == "Music"
            : answer.Json.GetProperty("BackupSummaries").EnumerateArray().All(
                r => r.GetProperty("BackupArn").GetString()!.Contains("/backup/")));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_call_may_act_long_after_its_connection_was_reset()
    {
        await using LocalEndpoint endpoint = await StartAsync(
            new Fault { Kind = FaultKind.DropThenAct, Operation = "CreateBackup", DelayMs = 15_000 });
        using var client = new RawClient(endpoint.Url);

        await Assert.ThrowsAsync<HttpRequestException>(() => client.CallAsync("CreateBackup", Nightly()));
        _time.Advance(TimeSpan.FromSeconds(15) - TimeSpan.FromTicks(1));
        int before = endpoint.Backups.Count;
        _time.Advance(TimeSpan.FromTicks(1));
        // The clock's timer completes a task that goes on elsewhere.
        while (endpoint.Backups.Count == 0)
        {
            await Task.Delay(5, Stop);
        }

        Assert.Equal(0, before);
        Assert.Equal(_time.GetUtcNow(), Assert.Single(endpoint.Backups).Created);
    }

    [Theory]
    [InlineData(-901, "Signature expired: 20260301T114459Z is now earlier than 20260301T114500Z (20260301T120000Z - 15 min.)")]
    [InlineData(901, "Signature not yet current: 20260301T121501Z is still later than 20260301T121500Z (20260301T120000Z + 15 min.)")]
    [InlineData(900, null)]
    [InlineData(null, null)]
    public async Task A_request_signed_more_than_15_minutes_from_the_service_s_clock_may_be_refused(int? offsetSeconds, string? message)
    {
        await using LocalEndpoint endpoint = await StartAsync(new Fault { Kind = FaultKind.Skew });
        using var client = new RawClient(endpoint.Url);
        HttpRequestMessage request = client.Request("{}", "DynamoDB_20120810.ListBackups", RawClient.Authorization("test", "us-east-1"));
        if (offsetSeconds is { } offset)
        {
            request.Headers.Add(
                "X-Amz-Date", _time.GetUtcNow().AddSeconds(offset).ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture));
        }

        RawAnswer answer = await client.SendAsync(request);

        Assert.Equal(message is null ? 200 : 400, answer.Status);
        Assert.Equal(
            (message is null ? null : "com.amazon.coral.service#InvalidSignatureException", message), (answer.Type, answer.Message));
        Assert.Equal(_time.GetUtcNow(), answer.Headers.Date);
    }

    [Fact]
    public async Task The_service_s_clock_may_be_shifted_and_the_refusal_called_otherwise()
    {
        await using LocalEndpoint endpoint = await StartAsync(
            new Fault { Kind = FaultKind.Skew, Code = "RequestTimeTooSkewed", Status = 403 });
        endpoint.Settings = endpoint.Settings with { ClockSkew = TimeSpan.FromMinutes(16) };
        using var client = new RawClient(endpoint.Url);
        HttpRequestMessage request = client.Request("{}", "DynamoDB_20120810.ListBackups", RawClient.Authorization("test", "us-east-1"));
        request.Headers.Add("X-Amz-Date", _time.GetUtcNow().ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture));

        RawAnswer answer = await client.SendAsync(request);

        Assert.Equal(403, answer.Status);
        Assert.EndsWith("#RequestTimeTooSkewed", answer.Type);
    }

    [Fact]
    [Trait("Finding", "DDB-BACKUP-010")]
    public async Task A_deletion_may_be_refused_throttled_lost_or_find_its_backup_in_use()
    {
        await using LocalEndpoint endpoint = await StartAsync(
            new Fault { Kind = FaultKind.InUse, Times = 1 },
            new Fault { Kind = FaultKind.Refuse, Operation = "DeleteBackup", Code = "AccessDeniedException", Times = 1 },
            new Fault { Kind = FaultKind.Throttle, Operation = "DeleteBackup", Times = 1 },
            new Fault { Kind = FaultKind.DropBefore, Operation = "DeleteBackup", Times = 1 },
            new Fault { Kind = FaultKind.DropAfter, Operation = "DeleteBackup", Times = 1 });
        using var client = new RawClient(endpoint.Url);
        string arn = endpoint.AddBackup(new BackupSetup { TableName = "Music", BackupName = "nightly" });
        async Task<string> DeleteAsync()
        {
            try
            {
                RawAnswer answer = await client.CallAsync("DeleteBackup", new { BackupArn = arn });
                return $"{answer.Type?[(answer.Type.IndexOf('#') + 1)..]} {answer.Message}";
            }
            catch (HttpRequestException)
            {
                return $"lost {endpoint.Backups[0].Status}";
            }
        }

        var seen = new List<string>();
        for (int i = 0; i < 6; i++)
        {
            seen.Add(await DeleteAsync());
        }

        Assert.Equal(
            [
                $"BackupInUseException Backup is being used to restore table: {arn}", "AccessDeniedException Refused by a fault rule",
                "ThrottlingException Rate exceeded", "lost AVAILABLE", "lost DELETED", $"BackupNotFoundException Backup not found: {arn}",
            ],
            seen);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_deletion_may_hang()
    {
        await using LocalEndpoint endpoint = await StartAsync(new Fault { Kind = FaultKind.Hang, Operation = "DeleteBackup" });
        using var client = new RawClient(endpoint.Url);
        string arn = endpoint.AddBackup(new BackupSetup { TableName = "Music", BackupName = "nightly" });

        Task<RawAnswer> call = client.CallAsync("DeleteBackup", new { BackupArn = arn });
        while (endpoint.Statistics.Errors("DeleteBackup") == 0 && !call.IsCompleted)
        {
            await Task.Delay(5, Stop);
        }

        Assert.False(call.IsCompleted);
        Assert.Equal("AVAILABLE", Assert.Single(endpoint.Backups).Status);
        await endpoint.GoDownAsync();
        await Assert.ThrowsAsync<HttpRequestException>(() => call);
    }

    [Theory]
    [InlineData("""{"kind": "redirect"}""", "a redirect needs a location")]
    [InlineData("""{"kind": "redirect", "location": "http://a/", "status": 400}""", "status must be")]
    [InlineData("""{"kind": "null-row", "operation": "CreateBackup"}""", "NullRow does not work on CreateBackup")]
    [InlineData("""{"kind": "in-use", "operation": "DescribeBackup"}""", "InUse does not work on DescribeBackup")]
    [InlineData("""{"kind": "other-backup", "operation": "ListBackups"}""", "OtherBackup does not work on ListBackups")]
    [InlineData("""{"kind": "huge", "bytes": -1}""", "bytes must be")]
    public async Task A_rule_that_could_never_fire_as_written_is_refused(string rule, string reason)
    {
        await using LocalEndpoint endpoint = await StartAsync();
        using var http = new HttpClient();

        using HttpResponseMessage answer = await http.PostAsync($"{endpoint.Url}/control/faults", new StringContent(rule), Stop);

        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Contains(reason, await answer.Content.ReadAsStringAsync(Stop));
    }
}
