using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using DynamoBackup.BackupEndpoint;
using Xunit;

namespace DynamoBackup.Tests.Endpoint;

public class BackupTests
{
    private static readonly TimeSpan TenSeconds = TimeSpan.FromSeconds(10);
    private readonly VirtualTime _time = new();

    private async Task<LocalEndpoint> StartAsync() => await LocalEndpoint.StartAsync(new EndpointOptions
    {
        TableDeletingTime = TimeSpan.Zero,
        TimeProvider = _time,
        Rates = 0,
        BackupTimeMin = TenSeconds,
        BackupTimeMax = TenSeconds,
    });

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_backup_is_CREATING_for_its_time_and_then_AVAILABLE()
    {
        await using LocalEndpoint endpoint = await StartAsync();
        using AmazonDynamoDBClient client = Sdk.Client(endpoint);

        BackupDetails created = await client.BackUpAsync();
        _time.Advance(TenSeconds - TimeSpan.FromTicks(1));
        BackupDetails before = await client.DescribeAsync(created.BackupArn);
        _time.Advance(TimeSpan.FromTicks(1));
        BackupDetails after = await client.DescribeAsync(created.BackupArn);
        BackupSummary listed = Assert.Single(await client.ListAsync());

        Assert.Equal(
            [BackupStatus.CREATING, BackupStatus.CREATING, BackupStatus.AVAILABLE, BackupStatus.AVAILABLE],
            [created.BackupStatus, before.BackupStatus, after.BackupStatus, listed.BackupStatus]);
        Assert.Equal(created.BackupCreationDateTime, after.BackupCreationDateTime);
        Assert.Equal(created.BackupCreationDateTime, listed.BackupCreationDateTime);
    }

    [Fact]
    public async Task A_new_backup_s_details_are_those_of_the_service_model()
    {
        await using LocalEndpoint endpoint = await StartAsync();
        using AmazonDynamoDBClient client = Sdk.Client(endpoint);
        _time.Advance(TimeSpan.FromMilliseconds(789));

        BackupDetails created = await client.BackUpAsync("Orders");

        long milliseconds = _time.GetUtcNow().ToUnixTimeMilliseconds();
        Assert.Matches($"^arn:aws:dynamodb:us-east-1:123456789012:table/Orders/backup/0{milliseconds}-[0-9a-f]{{8}}$", created.BackupArn);
        Assert.Equal(_time.GetUtcNow().UtcDateTime, created.BackupCreationDateTime!.Value.ToUniversalTime());
        Assert.Equal("nightly", created.BackupName);
        Assert.Equal(BackupType.USER, created.BackupType);
        Assert.Null(created.BackupExpiryDateTime);
        TableDescription table = (await client.DescribeTableAsync("Orders", Stop)).Table;
        Assert.Equal(table.TableSizeBytes, created.BackupSizeBytes);
    }

    [Fact]
    public async Task A_description_tells_of_the_table_too()
    {
        await using LocalEndpoint endpoint = await StartAsync();
        using AmazonDynamoDBClient client = Sdk.Client(endpoint);
        BackupDetails created = await client.BackUpAsync("Users");
        TableDescription table = (await client.DescribeTableAsync("Users", Stop)).Table;

        BackupDescription description = (await client.DescribeBackupAsync(
            new DescribeBackupRequest { BackupArn = created.BackupArn }, Stop)).BackupDescription;

        SourceTableDetails source = description.SourceTableDetails;
        Assert.Equal(
            (table.TableName, table.TableArn, table.TableId, table.TableSizeBytes, table.ItemCount, table.CreationDateTime),
            (source.TableName, source.TableArn, source.TableId, source.TableSizeBytes, source.ItemCount, source.TableCreationDateTime));
        Assert.Equal(BillingMode.PAY_PER_REQUEST, source.BillingMode);
        Assert.Equal(0, source.ProvisionedThroughput.ReadCapacityUnits);
        Assert.Equal("Id", Assert.Single(source.KeySchema).AttributeName);
        Assert.NotNull(description.SourceTableFeatureDetails);
    }

    [Fact]
    public async Task Names_need_not_be_unique()
    {
        await using LocalEndpoint endpoint = await StartAsync();
        using AmazonDynamoDBClient client = Sdk.Client(endpoint);

        BackupDetails[] created = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => client.BackUpAsync()));

        Assert.Equal(40, created.Select(b => b.BackupArn).Distinct().Count());
        Assert.Equal(40, endpoint.Backups.Count);
    }

    [Fact]
    public async Task A_table_may_be_named_by_its_ARN()
    {
        await using LocalEndpoint endpoint = await StartAsync();
        using AmazonDynamoDBClient client = Sdk.Client(endpoint);

        BackupDetails created = await client.BackUpAsync("arn:aws:dynamodb:us-east-1:123456789012:table/Music");

        Assert.Contains(":table/Music/backup/", created.BackupArn);
    }

    [Theory]
    [InlineData("arn:aws:dynamodb:us-east-1:999999999999:table/Music", "AccessDeniedException")]
    [InlineData("arn:aws:dynamodb:eu-west-1:123456789012:table/Music", "ValidationException")]
    [InlineData("arn:aws:dynamodb:us-east-1:123456789012:table/Music/index/ByYear", "ValidationException")]
    [InlineData("arn:aws:dynamodb:us-east-1:123456789012:table/Nowhere", "TableNotFoundException")]
    public async Task A_table_ARN_must_be_of_the_account_and_region_called(string arn, string code)
    {
        await using LocalEndpoint endpoint = await StartAsync();
        using AmazonDynamoDBClient client = Sdk.Client(endpoint);

        var error = await Assert.ThrowsAnyAsync<AmazonDynamoDBException>(() => client.BackUpAsync(arn));

        Assert.Equal(code, error.ErrorCode);
    }

    [Fact]
    public async Task An_unknown_table_is_not_found()
    {
        await using LocalEndpoint endpoint = await StartAsync();
        using AmazonDynamoDBClient client = Sdk.Client(endpoint);

        var error = await Assert.ThrowsAsync<TableNotFoundException>(() => client.BackUpAsync("Nowhere"));

        Assert.Equal("Table not found: Nowhere", error.Message);
        Assert.Empty(endpoint.Backups);
    }

    [Fact]
    public async Task Each_account_and_region_has_its_own_tables_and_backups()
    {
        await using LocalEndpoint endpoint = await StartAsync();
        using AmazonDynamoDBClient here = Sdk.Client(endpoint);
        using AmazonDynamoDBClient elsewhere = Sdk.Client(endpoint, "eu-west-1");
        using AmazonDynamoDBClient other = Sdk.Client(endpoint, accessKey: "AKIA210987654321");
        await here.DeleteTableAsync("Music", Stop);
        BackupDetails created = await here.BackUpAsync("Users");

        await Assert.ThrowsAsync<TableNotFoundException>(() => here.BackUpAsync("Music"));
        await elsewhere.BackUpAsync("Music");
        await other.BackUpAsync("Music");

        Assert.Single(await here.ListAsync());
        Assert.Single(await elsewhere.ListAsync());
        Assert.Single(await other.ListAsync());
        await Assert.ThrowsAsync<BackupNotFoundException>(() => elsewhere.DescribeAsync(created.BackupArn));
        var denied = await Assert.ThrowsAnyAsync<AmazonDynamoDBException>(() => other.DescribeAsync(created.BackupArn));
        Assert.Equal("AccessDeniedException", denied.ErrorCode);
    }

    [Fact]
    public async Task A_region_s_backup_is_found_whatever_region_its_ARN_names()
    {
        await using LocalEndpoint endpoint = await StartAsync();
        using AmazonDynamoDBClient client = Sdk.Client(endpoint);
        BackupDetails created = await client.BackUpAsync();
        string rewritten = created.BackupArn.Replace("us-east-1", "us-west-2");

        Assert.Equal(rewritten, (await client.DescribeAsync(rewritten)).BackupArn);
    }

    [Theory]
    [InlineData("arn:aws:dynamodb:us-east-1:123456789012:table/Music/backup/01700000000000-deadbeef", "BackupNotFoundException")]
    [InlineData("arn:aws:dynamodb:us-east-1:999999999999:table/Music/backup/01700000000000-deadbeef", "AccessDeniedException")]
    [InlineData("arn:aws-cn:dynamodb:us-east-1:123456789012:table/Music/backup/01700000000000-deadbeef", "ValidationException")]
    [InlineData("arn:aws:s3:us-east-1:123456789012:table/Music/backup/01700000000000-deadbeef", "ValidationException")]
    [InlineData("arn:aws:dynamodb:us-east-1:123456789012:table/Music", "ValidationException")]
    [InlineData("this-is-longer-than-37-characters-and-no-ARN", "ValidationException")]
    public async Task A_backup_ARN_that_means_no_backup_here_is_refused(string arn, string code)
    {
        await using LocalEndpoint endpoint = await StartAsync();
        using AmazonDynamoDBClient client = Sdk.Client(endpoint);

        var described = await Assert.ThrowsAnyAsync<AmazonDynamoDBException>(() => client.DescribeAsync(arn));
        var deleted = await Assert.ThrowsAnyAsync<AmazonDynamoDBException>(
            () => client.DeleteBackupAsync(new DeleteBackupRequest { BackupArn = arn }, Stop));

        Assert.Equal((code, code), (described.ErrorCode, deleted.ErrorCode));
        if (code == "BackupNotFoundException")
        {
            Assert.Equal($"Backup not found: {arn}", described.Message);
        }
    }

    [Fact]
    public async Task A_deleted_backup_is_gone_at_once()
    {
        await using LocalEndpoint endpoint = await StartAsync();
        using AmazonDynamoDBClient client = Sdk.Client(endpoint);
        BackupDetails kept = await client.BackUpAsync();
        BackupDetails doomed = await client.BackUpAsync();
        var delete = new DeleteBackupRequest { BackupArn = doomed.BackupArn };
        _time.Advance(TenSeconds);

        BackupDescription description = (await client.DeleteBackupAsync(delete, Stop)).BackupDescription;

        Assert.Equal(BackupStatus.DELETED, description.BackupDetails.BackupStatus);
        Assert.Equal("Music", description.SourceTableDetails.TableName);
        Assert.Equal(kept.BackupArn, Assert.Single(await client.ListAsync()).BackupArn);
        await Assert.ThrowsAsync<BackupNotFoundException>(() => client.DescribeAsync(doomed.BackupArn));
        await Assert.ThrowsAsync<BackupNotFoundException>(() => client.DeleteBackupAsync(delete, Stop));
        Assert.Equal(["AVAILABLE", "DELETED"], endpoint.Backups.Select(b => b.Status).Order());
    }

    [Fact]
    public async Task A_backup_that_is_CREATING_cannot_be_deleted()
    {
        await using LocalEndpoint endpoint = await StartAsync();
        using AmazonDynamoDBClient client = Sdk.Client(endpoint);
        BackupDetails created = await client.BackUpAsync();

        await Assert.ThrowsAsync<BackupInUseException>(
            () => client.DeleteBackupAsync(new DeleteBackupRequest { BackupArn = created.BackupArn }, Stop));

        Assert.Equal("CREATING", Assert.Single(endpoint.Backups).Status);
    }

    [Fact]
    public async Task Backups_outlive_their_table()
    {
        await using LocalEndpoint endpoint = await StartAsync();
        using AmazonDynamoDBClient client = Sdk.Client(endpoint);
        BackupDetails created = await client.BackUpAsync();

        await client.DeleteTableAsync("Music", Stop);

        Assert.Equal("Music", Assert.Single(await client.ListAsync(new ListBackupsRequest { TableName = "Music" })).TableName);
        Assert.Equal("nightly", (await client.DescribeAsync(created.BackupArn)).BackupName);
    }

    [Fact]
    public async Task A_describe_lag_hides_a_new_backup_from_DescribeBackup_for_so_long()
    {
        await using LocalEndpoint endpoint = await StartAsync();
        endpoint.Settings = endpoint.Settings with { DescribeLag = TimeSpan.FromSeconds(2) };
        using AmazonDynamoDBClient client = Sdk.Client(endpoint);
        BackupDetails created = await client.BackUpAsync();

        _time.Advance(TimeSpan.FromSeconds(1.9));
        await Assert.ThrowsAsync<BackupNotFoundException>(() => client.DescribeAsync(created.BackupArn));
        _time.Advance(TimeSpan.FromSeconds(0.1));

        Assert.Equal(BackupStatus.CREATING, (await client.DescribeAsync(created.BackupArn)).BackupStatus);
    }

    [Fact]
    public async Task Backup_times_are_drawn_from_the_range_and_the_same_for_a_seed()
    {
        async Task<List<int>> AvailableAfterEachSecondAsync()
        {
            var time = new VirtualTime();
            await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync(new EndpointOptions
            {
                Profile = EndpointProfile.Strict,
                TimeProvider = time,
                Rates = 0,
                BackupTimeMin = TimeSpan.FromSeconds(3),
                BackupTimeMax = TimeSpan.FromSeconds(9),
            });
            using AmazonDynamoDBClient client = Sdk.Client(endpoint);
            for (int i = 0; i < 50; i++)
            {
                await client.BackUpAsync();
            }

            var available = new List<int>();
            for (int second = 0; second <= 9; second++)
            {
                available.Add(endpoint.Backups.Count(b => b.Status == "AVAILABLE"));
                time.Advance(TimeSpan.FromSeconds(1));
            }

            return available;
        }

        List<int> available = await AvailableAfterEachSecondAsync();

        Assert.Equal(0, available[2]);
        Assert.InRange(available[6], 10, 40);
        Assert.Equal(50, available[9]);
        Assert.Equal(available, await AvailableAfterEachSecondAsync());
    }
}
