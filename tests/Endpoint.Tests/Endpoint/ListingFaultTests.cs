using System.Text.Json;
using DynamoBackup.BackupEndpoint;
using Xunit;

namespace DynamoBackup.Tests.Endpoint;

/// <summary>ListBackups sick while everything else is well.</summary>
public class ListingFaultTests
{
    private readonly VirtualTime _time = new();

    private async Task<(LocalEndpoint Endpoint, string[] Arns)> StartAsync(params Fault[] faults)
    {
        LocalEndpoint endpoint = await LocalEndpoint.StartAsync(new EndpointOptions { TimeProvider = _time, Rates = 0, Faults = faults });
        string[] arns = [.. Enumerable.Range(0, 4).Select(i => endpoint.AddBackup(new BackupSetup
        {
            TableName = "Music",
            BackupName = $"nightly-{i}",
            Created = _time.GetUtcNow().AddMinutes(i - 10),
        }))];
        return (endpoint, arns);
    }

    private static (string[] Arns, string? Token) Page(RawAnswer answer) => (
        [.. answer.Json.GetProperty("BackupSummaries").EnumerateArray().Select(
            r => r.ValueKind == JsonValueKind.Object
                && r.TryGetProperty("BackupArn", out JsonElement arn) ? arn.GetString()! : r.ToString())],
        answer.Json.TryGetProperty("LastEvaluatedBackupArn", out JsonElement token) ? token.GetString() : null);

    [Theory]
    [InlineData(FaultKind.ErrorBefore, 500)]
    [InlineData(FaultKind.Throttle, 400)]
    public async Task A_sick_ListBackups_leaves_DescribeBackup_well(FaultKind kind, int status)
    {
        (LocalEndpoint endpoint, string[] arns) = await StartAsync(new Fault { Kind = kind, Operation = "ListBackups" });
        await using LocalEndpoint running = endpoint;
        using var client = new RawClient(endpoint.Url);

        Assert.Equal(status, (await client.CallAsync("ListBackups", new { })).Status);
        Assert.Equal(200, (await client.CallAsync("DescribeBackup", new { BackupArn = arns[0] })).Status);
    }

    [Fact]
    public async Task An_endless_list_repeats_the_token_it_was_asked_with()
    {
        (LocalEndpoint endpoint, string[] arns) = await StartAsync(new Fault { Kind = FaultKind.EndlessList });
        await using LocalEndpoint running = endpoint;
        using var client = new RawClient(endpoint.Url);

        (string[] first, string? token) = Page(await client.CallAsync("ListBackups", new { }));
        (string[] second, string? again) = Page(await client.CallAsync("ListBackups", new { ExclusiveStartBackupArn = token }));
        (_, string? ofNone) = Page(await client.CallAsync("ListBackups", new { TableName = "Users" }));

        Assert.Equal((arns[^1], arns[^1]), (token, again));
        Assert.Equal(arns, first);
        Assert.Empty(second);
        Assert.NotNull(ofNone);
    }

    [Fact]
    public async Task Every_page_may_begin_with_a_null_or_with_a_backup_without_an_ARN()
    {
        (LocalEndpoint endpoint, string[] arns) = await StartAsync(
            new Fault { Kind = FaultKind.NullRow, Times = 1 }, new Fault { Kind = FaultKind.RowWithoutArn });
        await using LocalEndpoint running = endpoint;
        using var client = new RawClient(endpoint.Url);

        RawAnswer withNull = await client.CallAsync("ListBackups", new { });
        JsonElement rows = (await client.CallAsync("ListBackups", new { })).Json.GetProperty("BackupSummaries");
        JsonElement ofNone = (await client.CallAsync("ListBackups", new { TableName = "Users" })).Json.GetProperty("BackupSummaries");

        Assert.Equal(["", .. arns], Page(withNull).Arns);
        Assert.Equal(5, rows.GetArrayLength());
        Assert.False(rows[0].TryGetProperty("BackupArn", out JsonElement _));
        Assert.Equal("nightly-0", rows[0].GetProperty("BackupName").GetString());
        Assert.Equal(1, ofNone.GetArrayLength());
    }

    [Fact]
    public async Task A_page_may_be_missing_though_the_ones_after_it_come()
    {
        (LocalEndpoint endpoint, string[] arns) = await StartAsync(new Fault { Kind = FaultKind.EmptyPage, Times = 1 });
        await using LocalEndpoint running = endpoint;
        using var client = new RawClient(endpoint.Url);

        (string[] first, string? token) = Page(await client.CallAsync("ListBackups", new { Limit = 2 }));
        (string[] second, _) = Page(await client.CallAsync("ListBackups", new { Limit = 2, ExclusiveStartBackupArn = token }));

        Assert.Empty(first);
        Assert.Equal(arns[1], token);
        Assert.Equal(arns[2..], second);
    }

    [Fact]
    public async Task A_list_may_end_too_early()
    {
        (LocalEndpoint endpoint, string[] arns) = await StartAsync(new Fault { Kind = FaultKind.TruncatedList });
        await using LocalEndpoint running = endpoint;
        using var client = new RawClient(endpoint.Url);

        (string[] page, string? token) = Page(await client.CallAsync("ListBackups", new { Limit = 3 }));

        Assert.Equal(arns[..1], page);
        Assert.Null(token);
    }

    [Fact]
    public async Task A_deleted_backup_may_stay_in_lists_for_a_while()
    {
        (LocalEndpoint endpoint, string[] arns) = await StartAsync();
        await using LocalEndpoint running = endpoint;
        endpoint.Settings = endpoint.Settings with { DeletionListingLag = TimeSpan.FromSeconds(10) };
        using var client = new RawClient(endpoint.Url);

        await client.CallAsync("DeleteBackup", new { BackupArn = arns[1] });
        RawAnswer described = await client.CallAsync("DescribeBackup", new { BackupArn = arns[1] });
        _time.Advance(TimeSpan.FromSeconds(10) - TimeSpan.FromTicks(1));
        JsonElement before = (await client.CallAsync("ListBackups", new { })).Json.GetProperty("BackupSummaries");
        _time.Advance(TimeSpan.FromTicks(1));
        RawAnswer after = await client.CallAsync("ListBackups", new { });

        Assert.EndsWith("#BackupNotFoundException", described.Type);
        Assert.Equal("AVAILABLE", before[1].GetProperty("BackupStatus").GetString());
        Assert.Equal(4, before.GetArrayLength());
        Assert.Equal([arns[0], arns[2], arns[3]], Page(after).Arns);
    }

    [Fact]
    public async Task A_list_may_lag_far_behind()
    {
        (LocalEndpoint endpoint, string[] arns) = await StartAsync();
        await using LocalEndpoint running = endpoint;
        endpoint.Settings = endpoint.Settings with { ListingLag = TimeSpan.FromSeconds(20) };
        using var client = new RawClient(endpoint.Url);

        await client.CallAsync("CreateBackup", new { TableName = "Music", BackupName = "now" });
        _time.Advance(TimeSpan.FromSeconds(19.9));
        int before = Page(await client.CallAsync("ListBackups", new { })).Arns.Length;
        _time.Advance(TimeSpan.FromSeconds(0.1));

        Assert.Equal((arns.Length, arns.Length + 1), (before, Page(await client.CallAsync("ListBackups", new { })).Arns.Length));
    }
}
