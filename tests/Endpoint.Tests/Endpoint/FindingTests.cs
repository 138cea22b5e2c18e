using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using DynamoBackup.BackupEndpoint;
using Xunit;

namespace DynamoBackup.Tests.Endpoint;

/// <summary>Backups as published probes saw them behave on the live service. Each test names the findings that it is about; the
/// endpoint's README lists them.</summary>
public class FindingTests
{
    private readonly VirtualTime _time = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private async Task<LocalEndpoint> StartAsync() =>
        await LocalEndpoint.StartAsync(new EndpointOptions { TimeProvider = _time, Rates = 0 });

    [Fact]
    [Trait("Finding", "DDB-BACKUP-003"), Trait("Finding", "DDB-BACKUP-024")]
    public async Task A_small_table_s_backup_is_AVAILABLE_50_ms_after_it_was_asked_for()
    {
        await using LocalEndpoint endpoint = await StartAsync();
        endpoint.AddTable(new TableSetup { TableName = "Small", SizeBytes = 0 });
        using AmazonDynamoDBClient client = Sdk.Client(endpoint);

        BackupDetails created = await client.BackUpAsync("Small");
        _time.Advance(TimeSpan.FromMilliseconds(49));
        BackupStatus before = (await client.DescribeAsync(created.BackupArn)).BackupStatus;
        _time.Advance(TimeSpan.FromMilliseconds(1));
        BackupStatus after = (await client.DescribeAsync(created.BackupArn)).BackupStatus;

        Assert.Equal([BackupStatus.CREATING, BackupStatus.CREATING, BackupStatus.AVAILABLE], [created.BackupStatus, before, after]);
    }

    [Fact]
    public async Task A_backup_takes_the_longer_the_bigger_its_table_is()
    {
        await using LocalEndpoint endpoint = await StartAsync();
        endpoint.AddTable(new TableSetup { TableName = "Half", SizeBytes = 200_000_000_000 });
        endpoint.AddTable(new TableSetup { TableName = "Huge", SizeBytes = 900_000_000_000 });
        using AmazonDynamoDBClient client = Sdk.Client(endpoint);
        string half = (await client.BackUpAsync("Half")).BackupArn, huge = (await client.BackUpAsync("Huge")).BackupArn;

        _time.Advance(TimeSpan.FromSeconds(1.03));
        Assert.Equal(
            ["AVAILABLE", "CREATING"],
            [(await client.DescribeAsync(half)).BackupStatus.Value, (await client.DescribeAsync(huge)).BackupStatus.Value]);
        _time.Advance(TimeSpan.FromSeconds(0.97));
        Assert.Equal("AVAILABLE", (await client.DescribeAsync(huge)).BackupStatus.Value);
    }

    [Fact]
    [Trait("Finding", "DDB-BACKUP-004"), Trait("Finding", "DDB-BACKUP-009")]
    public async Task Answers_have_the_members_that_were_seen_and_no_others()
    {
        await using LocalEndpoint endpoint = await StartAsync();
        using var client = new RawClient(endpoint.Url);

        static string Members(System.Text.Json.JsonElement json) => string.Join(' ', json.EnumerateObject().Select(p => p.Name).Order());
        var created = (await client.CallAsync("CreateBackup", new { TableName = "Music", BackupName = "nightly" })).Json;
        string arn = created.GetProperty("BackupDetails").GetProperty("BackupArn").GetString()!;
        var described = (await client.CallAsync("DescribeBackup", new { BackupArn = arn })).Json.GetProperty("BackupDescription");
        var summary = (await client.CallAsync("ListBackups", new { })).Json.GetProperty("BackupSummaries")[0];

        const string Details = "BackupArn BackupCreationDateTime BackupName BackupSizeBytes BackupStatus BackupType";
        Assert.Equal(("BackupDetails", Details), (Members(created), Members(created.GetProperty("BackupDetails"))));
        Assert.Equal("BackupDetails SourceTableDetails SourceTableFeatureDetails", Members(described));
        Assert.Equal(
            "BillingMode ItemCount KeySchema ProvisionedThroughput TableArn TableCreationDateTime TableId TableName TableSizeBytes",
            Members(described.GetProperty("SourceTableDetails")));
        Assert.Equal("", Members(described.GetProperty("SourceTableFeatureDetails")));
        Assert.Equal($"{Details} TableArn TableId TableName", Members(summary));
    }

    [Fact]
    [Trait("Finding", "DDB-BACKUP-005")]
    public async Task A_deleted_backup_is_gone_at_once_from_descriptions_and_lists()
    {
        await using LocalEndpoint endpoint = await StartAsync();
        using AmazonDynamoDBClient client = Sdk.Client(endpoint);
        string arn = endpoint.AddBackup(new BackupSetup { TableName = "Music", BackupName = "nightly" });

        var request = new DeleteBackupRequest { BackupArn = arn };
        BackupDescription deleted = (await client.DeleteBackupAsync(request, Stop)).BackupDescription;

        Assert.Equal((BackupStatus.DELETED, "Music"), (deleted.BackupDetails.BackupStatus, deleted.SourceTableDetails.TableName));
        var gone = await Assert.ThrowsAsync<BackupNotFoundException>(() => client.DescribeAsync(arn));
        Assert.Equal($"Backup not found: {arn}", gone.Message);
        await Assert.ThrowsAsync<BackupNotFoundException>(() => client.DeleteBackupAsync(request, Stop));
        Assert.Empty(await client.ListAsync());
    }

    [Fact]
    [Trait("Finding", "DDB-BACKUP-006")]
    public async Task The_creation_is_told_to_the_millisecond_and_the_same_everywhere_and_in_the_ARN()
    {
        await using LocalEndpoint endpoint = await StartAsync();
        using var client = new RawClient(endpoint.Url);
        _time.Advance(TimeSpan.FromMilliseconds(511));

        var created = (await client.CallAsync("CreateBackup", new { TableName = "Music", BackupName = "nightly" })).Json
            .GetProperty("BackupDetails");
        string arn = created.GetProperty("BackupArn").GetString()!;
        var described = (await client.CallAsync("DescribeBackup", new { BackupArn = arn })).Json.GetProperty("BackupDescription");
        var summary = (await client.CallAsync("ListBackups", new { })).Json.GetProperty("BackupSummaries")[0];

        decimal[] times = [.. new[] { created, described.GetProperty("BackupDetails"), summary }
            .Select(d => d.GetProperty("BackupCreationDateTime").GetDecimal())];
        Assert.Equal(0.511m, times[0] % 1);
        Assert.Single(times.Distinct());
        Assert.Matches($"/backup/0{times[0] * 1000:0}-[0-9a-f]{{8}}$", arn);
    }

    [Fact]
    [Trait("Finding", "DDB-BACKUP-008")]
    public async Task A_new_table_s_backup_has_no_size()
    {
        await using LocalEndpoint endpoint = await StartAsync();
        using AmazonDynamoDBClient client = Sdk.Client(endpoint);
        await client.CreateTableAsync(
            new CreateTableRequest("Fresh", [new("Id", KeyType.HASH)], [new("Id", ScalarAttributeType.S)], null)
            {
                BillingMode = BillingMode.PAY_PER_REQUEST,
            },
            Stop);
        _time.Advance(TimeSpan.FromMinutes(1));

        BackupDetails created = await client.BackUpAsync("Fresh");

        Assert.Equal(0, created.BackupSizeBytes);
    }

    [Fact]
    [Trait("Finding", "DDB-BACKUP-011")]
    public async Task Backups_of_one_name_are_as_many_as_were_asked_for_in_the_order_of_their_creation()
    {
        await using LocalEndpoint endpoint = await StartAsync();
        using AmazonDynamoDBClient client = Sdk.Client(endpoint);
        var arns = new List<string>();
        for (int i = 0; i < 3; i++)
        {
            arns.Add((await client.BackUpAsync()).BackupArn);
            _time.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal(arns, (await client.ListAsync()).Select(b => b.BackupArn));
        Assert.Equal(3, arns.Distinct().Count());
    }

    [Theory]
    [InlineData("eu-west-1")]
    [InlineData("ap-southeast-2")]
    [Trait("Finding", "DDB-BACKUP-012")]
    public async Task An_ARN_s_region_is_not_looked_at_and_it_comes_back_as_it_was_sent(string region)
    {
        await using LocalEndpoint endpoint = await StartAsync();
        using AmazonDynamoDBClient client = Sdk.Client(endpoint);
        string arn = endpoint.AddBackup(new BackupSetup { TableName = "Music", BackupName = "nightly" });
        string elsewhere = arn.Replace("us-east-1", region, StringComparison.Ordinal);

        Assert.Equal(elsewhere, (await client.DescribeAsync(elsewhere)).BackupArn);
        await client.DeleteBackupAsync(new DeleteBackupRequest { BackupArn = elsewhere }, Stop);
        await Assert.ThrowsAsync<BackupNotFoundException>(() => client.DescribeAsync(arn));
    }

    [Theory]
    [InlineData("xx-fake-1", "123456789012", "aws", "dynamodb", "ValidationException", "BackupArn is not valid")]
    [InlineData("us-east-1", "123456789012", "aws-cn", "dynamodb", "ValidationException", "BackupArn is not valid")]
    [InlineData("us-east-1", "123456789012", "aws", "s3", "ValidationException", "BackupArn is not valid")]
    [InlineData("", "123456789012", "aws", "dynamodb", "AccessDeniedException", "Access is denied")]
    [InlineData("us-east-1", "210987654321", "aws", "dynamodb", "AccessDeniedException", "Access is denied")]
    [Trait("Finding", "DDB-BACKUP-012")]
    public async Task An_ARN_of_no_region_partition_service_or_account_of_the_caller_s_is_refused(
        string region, string account, string partition, string service, string code, string message)
    {
        await using LocalEndpoint endpoint = await StartAsync();
        using var client = new RawClient(endpoint.Url);

        RawAnswer answer = await client.CallAsync(
            "DescribeBackup",
            new { BackupArn = $"arn:{partition}:{service}:{region}:{account}:table/Music/backup/01500000000000-00000000" });

        Assert.Equal(400, answer.Status);
        Assert.EndsWith($"#{code}", answer.Type);
        Assert.StartsWith(message, answer.Message);
    }

    [Fact]
    [Trait("Finding", "DDB-BACKUP-012")]
    public async Task What_is_no_backup_s_ARN_and_another_region_s_backup_are_refused()
    {
        await using LocalEndpoint endpoint = await StartAsync();
        using var client = new RawClient(endpoint.Url);
        using AmazonDynamoDBClient elsewhere = Sdk.Client(endpoint, "eu-west-1");
        string arn = endpoint.AddBackup(new BackupSetup { TableName = "Music", BackupName = "nightly" });

        RawAnswer table = await client.CallAsync(
            "DescribeBackup", new { BackupArn = "arn:aws:dynamodb:us-east-1:123456789012:table/Music" });
        RawAnswer cursor = await client.CallAsync(
            "ListBackups", new { ExclusiveStartBackupArn = arn.Replace("us-east-1", "eu-west-1", StringComparison.Ordinal) });

        Assert.StartsWith("Invalid Backup ARN", table.Message);
        Assert.Contains("does not match the region", cursor.Message);
        await Assert.ThrowsAsync<BackupNotFoundException>(() => elsewhere.DescribeAsync(arn));
    }

    [Fact]
    [Trait("Finding", "DDB-BACKUP-014"), Trait("Finding", "DDB-BACKUP-027"), Trait("Finding", "DDB-BACKUP-028")]
    public async Task Lists_take_limits_times_and_cursors_as_they_were_seen_to()
    {
        await using LocalEndpoint endpoint = await StartAsync();
        using AmazonDynamoDBClient client = Sdk.Client(endpoint);
        DateTimeOffset first = _time.GetUtcNow();
        string[] arns = [.. Enumerable.Range(0, 3).Select(i => endpoint.AddBackup(
            new BackupSetup { TableName = "Music", BackupName = $"nightly-{i}", Created = first.AddMilliseconds(i) }))];

        async Task<int> CountAsync(ListBackupsRequest request) => (await client.ListAsync(request)).Count;
        ListBackupsResponse all = await client.ListBackupsAsync(new ListBackupsRequest { Limit = 3 }, Stop);
        await client.DeleteBackupAsync(new DeleteBackupRequest { BackupArn = arns[1] }, Stop);

        Assert.Equal((3, null), (all.BackupSummaries.Count, all.LastEvaluatedBackupArn));
        Assert.Equal(1, await CountAsync(new ListBackupsRequest { ExclusiveStartBackupArn = arns[1] }));
        Assert.Equal(1, await CountAsync(new ListBackupsRequest { TimeRangeLowerBound = first.UtcDateTime.AddMilliseconds(2) }));
        Assert.Equal(1, await CountAsync(new ListBackupsRequest { TimeRangeUpperBound = first.UtcDateTime.AddMilliseconds(2) }));
        Assert.Equal(0, await CountAsync(new ListBackupsRequest { TableName = "Nowhere" }));
        Assert.Equal(0, await CountAsync(new ListBackupsRequest { BackupType = BackupTypeFilter.AWS_BACKUP }));
        using var raw = new RawClient(endpoint.Url);
        Assert.EndsWith("#ValidationException", (await raw.CallAsync("ListBackups", new { Limit = 101 })).Type);
    }

    [Fact]
    [Trait("Finding", "DDB-BACKUP-018")]
    public async Task A_backup_is_known_by_its_ARN_alone()
    {
        await using LocalEndpoint endpoint = await StartAsync();
        using var client = new RawClient(endpoint.Url);

        RawAnswer byName = await client.CallAsync("DescribeBackup", new { BackupName = "nightly" });
        RawAnswer update = await client.CallAsync("UpdateBackup", new { BackupName = "nightly" });

        Assert.EndsWith("#ValidationException", byName.Type);
        Assert.EndsWith("#UnknownOperationException", update.Type);
    }
}
