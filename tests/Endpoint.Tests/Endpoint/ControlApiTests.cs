using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using DynamoBackup.BackupEndpoint;
using Xunit;

namespace DynamoBackup.Tests.Endpoint;

public sealed class ControlApiTests : IAsyncLifetime
{
    private readonly HttpClient _http = new();
    private LocalEndpoint _endpoint = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _endpoint = await LocalEndpoint.StartAsync();
        _http.BaseAddress = new Uri(_endpoint.Url);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _endpoint.DisposeAsync();
    }

    private async Task<(HttpStatusCode Status, JsonElement Json)> SendAsync(HttpMethod method, string path, string? json = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (json is not null)
        {
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        }

        using HttpResponseMessage response = await _http.SendAsync(request, Stop);
        return (response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>(Stop));
    }

    private async Task<RawAnswer> BackUpAsync(string table = "Music")
    {
        using var client = new RawClient(_endpoint.Url);
        return await client.CallAsync("CreateBackup", new { TableName = table, BackupName = "nightly" });
    }

    [Fact]
    public async Task A_rule_or_several_can_be_added_seen_and_cleared()
    {
        await SendAsync(HttpMethod.Post, "/control/faults", """{"kind": "error-after", "operation": "CreateBackup", "times": 1}""");
        await SendAsync(
            HttpMethod.Post,
            "/control/faults",
            """
            [
              {"kind": "refuse", "code": "LimitExceededException", "table": "M*", "probability": 1, "skip": 0, "message": "Enough"},
              {"kind": "deleted", "operation": "ListBackups", "mode": "status"}
            ]
            """);

        int first = (await BackUpAsync()).Status;
        RawAnswer second = await BackUpAsync();
        (_, JsonElement rules) = await SendAsync(HttpMethod.Get, "/control/faults");
        await SendAsync(HttpMethod.Delete, "/control/faults");

        Assert.Equal(500, first);
        Assert.Equal("Enough", second.Message);
        Assert.Equal(["error-after", "refuse", "deleted"],
            rules.EnumerateArray().Select(r => r.GetProperty("fault").GetProperty("kind").GetString()));
        Assert.Equal([1, 1, 0], rules.EnumerateArray().Select(r => r.GetProperty("fired").GetInt32()));
        Assert.Equal(200, (await BackUpAsync()).Status);
    }

    [Theory]
    [InlineData("/control/faults", """{"kind": "explode"}""")]
    [InlineData("/control/faults", """{"operation": "CreateBackup"}""")]
    [InlineData("/control/faults", """{"kind": "throttle", "oparation": "CreateBackup"}""")]
    [InlineData("/control/faults", """[{"kind": "throttle"}, {"kind": "refuse"}]""")]
    [InlineData("/control/faults", "[null]")]
    [InlineData("/control/faults", "null")]
    [InlineData("/control/faults", "{")]
    [InlineData("/control/settings", """{"others": 2}""")]
    [InlineData("/control/settings", """{"others": "half"}""")]
    [InlineData("/control/settings", """{"another": 0.5}""")]
    [InlineData("/control/settings", """{"backupSecondsMax": 1e300}""")]
    [InlineData("/control/settings", "[]")]
    [InlineData("/control/down", """{"seconds": 0}""")]
    [InlineData("/control/down", "{}")]
    public async Task What_makes_no_sense_is_refused_with_a_reason(string path, string json)
    {
        EndpointSettings before = _endpoint.Settings;

        (HttpStatusCode status, JsonElement answer) = await SendAsync(HttpMethod.Post, path, json);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.NotEmpty(answer.GetProperty("error").GetString()!);
        Assert.Empty(_endpoint.Faults.Snapshot());
        Assert.Same(before, _endpoint.Settings);
    }

    [Fact]
    public async Task What_is_not_there_is_not_found()
    {
        (HttpStatusCode status, _) = await SendAsync(HttpMethod.Get, "/control/nothing");

        Assert.Equal(HttpStatusCode.NotFound, status);
    }

    [Fact]
    public async Task Statistics_can_be_read_and_reset()
    {
        await BackUpAsync();
        await BackUpAsync("Nowhere");

        (_, JsonElement statistics) = await SendAsync(HttpMethod.Get, "/control/statistics");
        JsonElement one = Assert.Single(statistics.EnumerateArray());
        (_, JsonElement reset) = await SendAsync(HttpMethod.Delete, "/control/statistics");

        Assert.Equal(("CreateBackup", 2, 1), (
            one.GetProperty("operation").GetString(), one.GetProperty("calls").GetInt32(), one.GetProperty("errors").GetInt32()));
        Assert.Empty(reset.EnumerateArray());
    }

    [Fact]
    public async Task Backups_can_be_read()
    {
        RawAnswer created = await BackUpAsync();

        (_, JsonElement backups) = await SendAsync(HttpMethod.Get, "/control/backups");

        JsonElement backup = Assert.Single(backups.EnumerateArray());
        Assert.Equal(
            created.Json.GetProperty("BackupDetails").GetProperty("BackupArn").GetString(), backup.GetProperty("backupArn").GetString());
        Assert.Equal(
            ("Music", "nightly", "123456789012", "us-east-1"),
            (backup.GetProperty("tableName").GetString(), backup.GetProperty("backupName").GetString(),
                backup.GetProperty("account").GetString(), backup.GetProperty("region").GetString()));
    }

    [Fact]
    public async Task Every_setting_can_be_changed_and_read()
    {
        const string Changes = """
            {"profile": "strict", "backupSecondsMin": 1.5, "backupSecondsMax": 2.5, "listingLagMs": 30, "deletionListingLagMs": 35,
             "describeLagMs": 40, "tableCreatingSeconds": 11, "tableUnknownSeconds": 12, "backupsEnablingSeconds": 13,
             "tableDeletingSeconds": 14, "tableKnownSeconds": 15, "systemBackupSeconds": 16, "rates": 3, "others": 0.25,
             "latencyMs": 5, "latencyJitterMs": 6, "clockSkewSeconds": -90, "dateOffsetSeconds": [3, null, -1.5]}
            """;

        await SendAsync(HttpMethod.Post, "/control/settings", Changes);
        (_, JsonElement read) = await SendAsync(HttpMethod.Get, "/control/settings");

        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(Changes), read), read.ToString());
        Assert.Equal((TimeSpan.FromSeconds(1.5), 0.25), (_endpoint.Settings.BackupTimeMin, _endpoint.Settings.Others));
    }

    [Fact]
    public async Task The_endpoint_goes_down_for_a_while_when_told()
    {
        (HttpStatusCode status, _) = await SendAsync(HttpMethod.Post, "/control/down", """{"seconds": 0.8}""");
        bool refused = false;
        for (int i = 0; i < 400 && !refused; i++)
        {
            try
            {
                await _http.GetAsync("/control/settings", Stop);
                await Task.Delay(5, Stop);
            }
            catch (HttpRequestException)
            {
                refused = true;
            }
        }

        bool back = false;
        for (int i = 0; i < 400 && !back; i++)
        {
            try
            {
                back = (await _http.GetAsync("/control/settings", Stop)).IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(20, Stop);
            }
        }

        Assert.Equal((HttpStatusCode.OK, true, true), (status, refused, back));
    }

    [Fact]
    public async Task Control_counts_in_no_statistics()
    {
        await SendAsync(HttpMethod.Get, "/control/settings");

        Assert.Empty(_endpoint.Statistics.Snapshot());
    }
}
