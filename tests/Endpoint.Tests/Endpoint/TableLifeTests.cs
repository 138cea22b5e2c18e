using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using DynamoBackup.BackupEndpoint;
using Xunit;

namespace DynamoBackup.Tests.Endpoint;

/// <summary>Tables that are being made, deleted and made again, as probes saw them.</summary>
public class TableLifeTests
{
    private readonly VirtualTime _time = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static CreateTableRequest Concerts => new(
        "Concerts", [new("Id", KeyType.HASH)], [new("Id", ScalarAttributeType.S)], null)
    { BillingMode = BillingMode.PAY_PER_REQUEST };

    private async Task<LocalEndpoint> StartAsync() =>
        await LocalEndpoint.StartAsync(new EndpointOptions { TimeProvider = _time, Rates = 0 });

    private static async Task<string> OutcomeAsync(AmazonDynamoDBClient client)
    {
        try
        {
            await client.BackUpAsync("Concerts");
            return "made";
        }
        catch (AmazonDynamoDBException e)
        {
            return $"{e.ErrorCode}: {e.Message}";
        }
    }

    [Fact]
    [Trait("Finding", "DDB-BACKUP-001"), Trait("Finding", "DDB-BACKUP-002"), Trait("Finding", "DDB-TABLE-115")]
    public async Task A_table_that_is_being_made_cannot_be_backed_up_yet()
    {
        const string Missing = "TableNotFoundException: Table not found: Concerts";
        const string Enabling =
            "ContinuousBackupsUnavailableException: Backups are being enabled for the table: Concerts. Please retry later";
        await using LocalEndpoint endpoint = await StartAsync();
        using AmazonDynamoDBClient client = Sdk.Client(endpoint);
        async Task<string> StatusAsync() => (await client.DescribeTableAsync("Concerts", Stop)).Table.TableStatus;

        var seen = new List<string> { await OutcomeAsync(client) };
        await client.CreateTableAsync(Concerts, Stop);
        foreach (double seconds in new[] { 0, 2.599, 0.001, 3.899, 0.001, 2.699, 0.001 })
        {
            _time.Advance(TimeSpan.FromSeconds(seconds));
            seen.Add($"{await StatusAsync()} {await OutcomeAsync(client)}");
        }

        Assert.Equal(
            [
                Missing, $"CREATING {Missing}", $"CREATING {Missing}", $"CREATING {Enabling}", $"CREATING {Enabling}",
                $"ACTIVE {Enabling}", $"ACTIVE {Enabling}", "ACTIVE made",
            ],
            seen);
    }

    [Fact]
    [Trait("Finding", "DDB-BACKUP-001"), Trait("Finding", "DDB-BACKUP-007"), Trait("Finding", "DDB-TABLE-454")]
    public async Task A_table_that_is_being_deleted_can_be_backed_up_for_a_second_and_its_backups_stay()
    {
        await using LocalEndpoint endpoint = await StartAsync();
        endpoint.AddTable(new TableSetup { TableName = "Concerts" });
        using AmazonDynamoDBClient client = Sdk.Client(endpoint);
        string before = (await client.BackUpAsync("Concerts")).BackupArn;

        await client.DeleteTableAsync("Concerts", Stop);
        _time.Advance(TimeSpan.FromSeconds(0.999));
        string during = (await client.BackUpAsync("Concerts")).BackupArn;
        _time.Advance(TimeSpan.FromSeconds(0.001));
        string late = await OutcomeAsync(client);
        TableStatus deleting = (await client.DescribeTableAsync("Concerts", Stop)).Table.TableStatus;
        await Assert.ThrowsAsync<ResourceInUseException>(() => client.DeleteTableAsync("Concerts", Stop));
        _time.Advance(TimeSpan.FromSeconds(4));

        Assert.Equal((TableStatus.DELETING, "TableNotFoundException: Table not found: Concerts"), (deleting, late));
        await Assert.ThrowsAsync<ResourceNotFoundException>(() => client.DescribeTableAsync("Concerts", Stop));
        Assert.DoesNotContain("Concerts", (await client.ListTablesAsync(Stop)).TableNames);
        Assert.Equal(
            [before, during], (await client.ListAsync(new ListBackupsRequest { TableName = "Concerts" })).Select(b => b.BackupArn));
        Assert.Equal(BackupStatus.AVAILABLE, (await client.DescribeAsync(during)).BackupStatus);
    }

    [Fact]
    [Trait("Finding", "DDB-BACKUP-016")]
    public async Task A_table_made_again_has_the_same_ARN_and_another_id()
    {
        await using LocalEndpoint endpoint = await StartAsync();
        using AmazonDynamoDBClient client = Sdk.Client(endpoint);
        for (int i = 0; i < 2; i++)
        {
            await client.CreateTableAsync(Concerts, Stop);
            _time.Advance(TimeSpan.FromMinutes(1));
            await client.BackUpAsync("Concerts");
            await client.DeleteTableAsync("Concerts", Stop);
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        List<BackupSummary> listed = await client.ListAsync(new ListBackupsRequest { TableName = "Concerts" });
        string[] described = await Task.WhenAll(listed.Select(async b => (await client.DescribeBackupAsync(
            new DescribeBackupRequest { BackupArn = b.BackupArn }, Stop)).BackupDescription.SourceTableDetails.TableId));

        Assert.Equal((2, 1), (listed.Count, listed.Select(b => b.TableArn).Distinct().Count()));
        Assert.Equal(2, described.Distinct().Count());
        Assert.Equal(described, listed.Select(b => b.TableId));
    }

    [Fact]
    [Trait("Finding", "DDB-BACKUP-014"), Trait("Finding", "DDB-BACKUP-015")]
    public async Task A_deleted_table_with_point_in_time_recovery_leaves_a_SYSTEM_backup_that_nobody_can_delete()
    {
        await using LocalEndpoint endpoint = await StartAsync();
        endpoint.AddTable(new TableSetup { TableName = "Concerts" });
        using AmazonDynamoDBClient client = Sdk.Client(endpoint);
        await client.UpdateContinuousBackupsAsync(
            new UpdateContinuousBackupsRequest
            {
                TableName = "Concerts",
                PointInTimeRecoverySpecification = new PointInTimeRecoverySpecification { PointInTimeRecoveryEnabled = true },
            },
            Stop);
        var system = new ListBackupsRequest { TableName = "Concerts", BackupType = BackupTypeFilter.SYSTEM };

        await client.DeleteTableAsync("Concerts", Stop);
        _time.Advance(TimeSpan.FromSeconds(7.999));
        Assert.Empty(await client.ListAsync(system));
        _time.Advance(TimeSpan.FromSeconds(0.001));
        BackupSummary backup = Assert.Single(await client.ListAsync(system));
        var refused = await Assert.ThrowsAnyAsync<AmazonDynamoDBException>(
            () => client.DeleteBackupAsync(new DeleteBackupRequest { BackupArn = backup.BackupArn }, Stop));

        Assert.Equal(
            ("Concerts$DeletedTableBackup", BackupStatus.AVAILABLE, BackupType.SYSTEM),
            (backup.BackupName, backup.BackupStatus, backup.BackupType));
        Assert.EndsWith("-00000000", backup.BackupArn);
        Assert.Equal(TimeSpan.FromDays(35), backup.BackupExpiryDateTime - backup.BackupCreationDateTime);
        Assert.Equal("ValidationException", refused.ErrorCode);
        Assert.StartsWith(
            $"User is not allowed to delete the system backup with arn {backup.BackupArn}. It will automatically expire on ",
            refused.Message);
        Assert.Empty(await client.ListAsync());
        Assert.Single(await client.ListAsync(new ListBackupsRequest { BackupType = BackupTypeFilter.ALL }));
    }

    [Fact]
    [Trait("Finding", "DDB-TABLE-088")]
    public async Task No_SYSTEM_backup_stays_where_recovery_is_switched_off_while_the_table_is_DELETING()
    {
        await using LocalEndpoint endpoint = await StartAsync();
        endpoint.AddTable(new TableSetup { TableName = "Concerts", PointInTimeRecovery = true });
        using AmazonDynamoDBClient client = Sdk.Client(endpoint);

        await client.DeleteTableAsync("Concerts", Stop);
        await client.UpdateContinuousBackupsAsync(
            new UpdateContinuousBackupsRequest
            {
                TableName = "Concerts",
                PointInTimeRecoverySpecification = new PointInTimeRecoverySpecification { PointInTimeRecoveryEnabled = false },
            },
            Stop);
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Empty(await client.ListAsync(new ListBackupsRequest { BackupType = BackupTypeFilter.ALL }));
        Assert.DoesNotContain("Concerts", (await client.ListTablesAsync(Stop)).TableNames);
    }

    [Fact]
    [Trait("Finding", "DDB-BACKUP-021")]
    public async Task A_backup_keeps_of_an_index_its_name_keys_projection_and_throughput_alone()
    {
        await using LocalEndpoint endpoint = await StartAsync();
        using AmazonDynamoDBClient sdk = Sdk.Client(endpoint);
        using var client = new RawClient(endpoint.Url);
        CreateTableRequest request = Concerts;
        request.GlobalSecondaryIndexes =
        [
            new GlobalSecondaryIndex
            {
                IndexName = "ById",
                KeySchema = [new("Id", KeyType.HASH)],
                Projection = new Projection { ProjectionType = ProjectionType.ALL },
                OnDemandThroughput = new OnDemandThroughput { MaxReadRequestUnits = 5, MaxWriteRequestUnits = 5 },
            },
        ];
        await sdk.CreateTableAsync(request, Stop);
        _time.Advance(TimeSpan.FromMinutes(1));
        string arn = (await sdk.BackUpAsync("Concerts")).BackupArn;

        var index = (await client.CallAsync("DescribeBackup", new { BackupArn = arn })).Json
            .GetProperty("BackupDescription").GetProperty("SourceTableFeatureDetails").GetProperty("GlobalSecondaryIndexes")[0];

        Assert.Equal(["IndexName", "KeySchema", "Projection"], index.EnumerateObject().Select(p => p.Name).Order());
    }
}
