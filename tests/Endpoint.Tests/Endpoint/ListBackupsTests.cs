using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using DynamoBackup.BackupEndpoint;
using Xunit;

namespace DynamoBackup.Tests.Endpoint;

public class ListBackupsTests
{
    private readonly VirtualTime _time = new();

    private async Task<LocalEndpoint> StartAsync() =>
        await LocalEndpoint.StartAsync(new EndpointOptions { TimeProvider = _time, Rates = 0 });

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private async Task<List<BackupDetails>> BackUpAsync(AmazonDynamoDBClient client, int count, params string[] tables)
    {
        var created = new List<BackupDetails>();
        for (int i = 0; i < count; i++)
        {
            created.Add(await client.BackUpAsync(tables.Length == 0 ? "Music" : tables[i % tables.Length]));
            _time.Advance(TimeSpan.FromMilliseconds(100));
        }

        return created;
    }

    private static async Task<List<ListBackupsResponse>> PagesAsync(AmazonDynamoDBClient client, ListBackupsRequest request)
    {
        var pages = new List<ListBackupsResponse>();
        do
        {
            ListBackupsResponse page = await client.ListBackupsAsync(request, Stop);
            pages.Add(page);
            request.ExclusiveStartBackupArn = page.LastEvaluatedBackupArn;
        }
        while (request.ExclusiveStartBackupArn is not null);
        return pages;
    }

    private static IEnumerable<string> Arns(IEnumerable<ListBackupsResponse> pages) =>
        pages.SelectMany(p => p.BackupSummaries ?? []).Select(b => b.BackupArn);

    [Theory]
    [InlineData(null, new[] { 100, 100, 50 })]
    [InlineData(100, new[] { 100, 100, 50 })]
    [InlineData(99, new[] { 99, 99, 52 })]
    [InlineData(50, new[] { 50, 50, 50, 50, 50 })]
    [InlineData(1, null)]
    public async Task Pages_of_250_backups_hold_each_once_in_the_order_of_time(int? limit, int[]? sizes)
    {
        await using LocalEndpoint endpoint = await StartAsync();
        using AmazonDynamoDBClient client = Sdk.Client(endpoint);
        List<BackupDetails> created = await BackUpAsync(client, 250, "Music", "Users", "Orders");

        List<ListBackupsResponse> pages = await PagesAsync(client, new ListBackupsRequest { Limit = limit });

        Assert.Equal(created.Select(b => b.BackupArn), Arns(pages));
        Assert.Equal(sizes ?? [.. Enumerable.Repeat(1, 250)], pages.Select(p => p.BackupSummaries.Count));
        // What more may follow is said only where more does.
        Assert.All(pages[..^1], p => Assert.Equal(p.BackupSummaries[^1].BackupArn, p.LastEvaluatedBackupArn));
    }

    [Fact]
    public async Task Backups_of_one_millisecond_are_paged_through_too()
    {
        await using LocalEndpoint endpoint = await StartAsync();
        using AmazonDynamoDBClient client = Sdk.Client(endpoint);
        await Task.WhenAll(Enumerable.Range(0, 60).Select(i => client.BackUpAsync(i % 2 == 0 ? "Music" : "Users")));

        List<string> listed = [.. Arns(await PagesAsync(client, new ListBackupsRequest { Limit = 7 }))];

        Assert.Equal(endpoint.Backups.Select(b => b.BackupArn), listed);
    }

    [Fact]
    public async Task One_table_s_backups_can_be_listed_by_its_name_and_its_ARN()
    {
        await using LocalEndpoint endpoint = await StartAsync();
        using AmazonDynamoDBClient client = Sdk.Client(endpoint);
        List<BackupDetails> created = await BackUpAsync(client, 30, "Music", "Users", "Orders");
        string[] users = [.. created.Where((_, i) => i % 3 == 1).Select(b => b.BackupArn)];

        List<ListBackupsResponse> byName = await PagesAsync(client, new ListBackupsRequest { TableName = "Users", Limit = 4 });
        List<ListBackupsResponse> byArn = await PagesAsync(
            client, new ListBackupsRequest { TableName = "arn:aws:dynamodb:us-east-1:123456789012:table/Users" });

        Assert.Equal(users, Arns(byName));
        Assert.Equal(users, Arns(byArn));
        Assert.All(byName.SelectMany(p => p.BackupSummaries), b => Assert.Equal("Users", b.TableName));
    }

    [Fact]
    public async Task A_table_that_never_was_has_no_backups()
    {
        await using LocalEndpoint endpoint = await StartAsync();
        using AmazonDynamoDBClient client = Sdk.Client(endpoint);
        await client.BackUpAsync();

        Assert.Empty(await client.ListAsync(new ListBackupsRequest { TableName = "Nowhere" }));
    }

    // Backups 0 to 9 stand 100 ms apart; the bounds are in milliseconds from the first.
    [Theory]
    [InlineData(null, null, 0, 10)]
    [InlineData(300, null, 3, 10)]
    [InlineData(301, null, 4, 10)]
    [InlineData(null, 300, 0, 3)]
    [InlineData(null, 301, 0, 4)]
    [InlineData(300, 600, 3, 6)]
    [InlineData(300, 300, 3, 3)]
    [InlineData(-100000, 100000, 0, 10)]
    [InlineData(901, 5000, 10, 10)]
    public async Task The_lower_bound_is_inclusive_and_the_upper_exclusive(int? lower, int? upper, int from, int to)
    {
        await using LocalEndpoint endpoint = await StartAsync();
        using AmazonDynamoDBClient client = Sdk.Client(endpoint);
        long start = _time.GetUtcNow().ToUnixTimeMilliseconds();
        List<BackupDetails> created = await BackUpAsync(client, 10);
        using var raw = new RawClient(endpoint.Url);
        var bounds = new Dictionary<string, decimal>();
        if (lower is not null)
        {
            bounds["TimeRangeLowerBound"] = (start + lower.Value) / 1000m;
        }

        if (upper is not null)
        {
            bounds["TimeRangeUpperBound"] = (start + upper.Value) / 1000m;
        }

        RawAnswer answer = await raw.CallAsync("ListBackups", bounds);

        Assert.Equal(
            created[from..to].Select(b => b.BackupArn),
            answer.Json.GetProperty("BackupSummaries").EnumerateArray().Select(b => b.GetProperty("BackupArn").GetString()));
    }

    [Fact]
    public async Task Bounds_and_pages_go_together()
    {
        await using LocalEndpoint endpoint = await StartAsync();
        using AmazonDynamoDBClient client = Sdk.Client(endpoint);
        DateTime start = _time.GetUtcNow().UtcDateTime;
        List<BackupDetails> created = await BackUpAsync(client, 30, "Music", "Users");

        List<ListBackupsResponse> pages = await PagesAsync(client, new ListBackupsRequest
        {
            TimeRangeLowerBound = start.AddSeconds(1),
            TimeRangeUpperBound = start.AddSeconds(2),
            Limit = 3,
        });

        Assert.Equal(created[10..20].Select(b => b.BackupArn), Arns(pages));
        Assert.Equal([3, 3, 3, 1], pages.Select(p => p.BackupSummaries.Count));
    }

    [Fact]
    public async Task A_page_starts_after_an_ARN_whether_or_not_its_backup_still_exists()
    {
        await using LocalEndpoint endpoint = await StartAsync();
        using AmazonDynamoDBClient client = Sdk.Client(endpoint);
        List<BackupDetails> created = await BackUpAsync(client, 10);
        _time.Advance(TimeSpan.FromSeconds(10));
        await client.DeleteBackupAsync(new DeleteBackupRequest { BackupArn = created[4].BackupArn }, Stop);

        List<BackupSummary> rest = await client.ListAsync(new ListBackupsRequest { ExclusiveStartBackupArn = created[4].BackupArn });
        List<BackupSummary> all = await client.ListAsync(new ListBackupsRequest
        {
            ExclusiveStartBackupArn = "arn:aws:dynamodb:us-east-1:123456789012:table/Music/backup/01500000000000-00000000",
        });

        Assert.Equal(created[5..].Select(b => b.BackupArn), rest.Select(b => b.BackupArn));
        Assert.Equal(9, all.Count);
    }

    [Theory]
    [InlineData("arn:aws:dynamodb:eu-west-1:123456789012:table/Music/backup/01500000000000-00000000", "ValidationException")]
    [InlineData("arn:aws:dynamodb:us-east-1:999999999999:table/Music/backup/01500000000000-00000000", "AccessDeniedException")]
    [InlineData("arn:aws:dynamodb:us-east-1:123456789012:table/Music", "ValidationException")]
    public async Task A_page_starts_only_after_a_backup_ARN_of_the_account_and_region(string arn, string code)
    {
        await using LocalEndpoint endpoint = await StartAsync();
        using AmazonDynamoDBClient client = Sdk.Client(endpoint);

        var error = await Assert.ThrowsAnyAsync<AmazonDynamoDBException>(
            () => client.ListAsync(new ListBackupsRequest { ExclusiveStartBackupArn = arn }));

        Assert.Equal(code, error.ErrorCode);
    }

    [Theory]
    [InlineData(null, 1)]
    [InlineData("USER", 1)]
    [InlineData("ALL", 1)]
    [InlineData("SYSTEM", 0)]
    [InlineData("AWS_BACKUP", 0)]
    public async Task Every_backup_is_a_USER_backup(string? type, int count)
    {
        await using LocalEndpoint endpoint = await StartAsync();
        using AmazonDynamoDBClient client = Sdk.Client(endpoint);
        await client.BackUpAsync();

        Assert.Equal(count, (await client.ListAsync(new ListBackupsRequest { BackupType = type })).Count);
    }

    [Fact]
    public async Task A_listing_lag_hides_new_backups_for_so_long()
    {
        await using LocalEndpoint endpoint = await StartAsync();
        endpoint.Settings = endpoint.Settings with { ListingLag = TimeSpan.FromMilliseconds(250) };
        using AmazonDynamoDBClient client = Sdk.Client(endpoint);
        List<BackupDetails> created = await BackUpAsync(client, 10);

        List<BackupSummary> listed = await client.ListAsync();
        ListBackupsResponse full = await client.ListBackupsAsync(new ListBackupsRequest { Limit = listed.Count }, Stop);
        _time.Advance(TimeSpan.FromMilliseconds(150));

        // The last was made 100 ms ago, the one before it 200, and the one before that 300.
        Assert.Equal(created[..8].Select(b => b.BackupArn), listed.Select(b => b.BackupArn));
        Assert.Null(full.LastEvaluatedBackupArn);
        Assert.Equal(10, (await client.ListAsync()).Count);
        Assert.NotNull(await client.DescribeAsync(created[9].BackupArn));
    }

    [Fact]
    public async Task Ten_thousand_backups_are_paged_through_in_order()
    {
        await using LocalEndpoint endpoint =
            await LocalEndpoint.StartAsync(new EndpointOptions { TimeProvider = _time, Rates = 0, Tables = 10_000 });
        using AmazonDynamoDBClient client = Sdk.Client(endpoint);
        using var raw = new RawClient(endpoint.Url);
        await Parallel.ForEachAsync(Enumerable.Range(1, 10_000), Stop, async (i, _) =>
            await raw.CallAsync("CreateBackup", new { TableName = $"Table-{Math.Max(i, 13):00000}", BackupName = "nightly" }));

        List<ListBackupsResponse> pages = await PagesAsync(client, new ListBackupsRequest());

        Assert.Equal(100, pages.Count);
        Assert.Equal(10_000, endpoint.Backups.Count);
        Assert.Equal(endpoint.Backups.Select(b => b.BackupArn), Arns(pages));
    }
}
