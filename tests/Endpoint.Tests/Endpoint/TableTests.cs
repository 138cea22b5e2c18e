using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using DynamoBackup.BackupEndpoint;
using Xunit;

namespace DynamoBackup.Tests.Endpoint;

public class TableTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static CreateTableRequest Concerts() => new()
    {
        TableName = "Concerts",
        AttributeDefinitions = [new("Artist", ScalarAttributeType.S), new("Year", ScalarAttributeType.N)],
        KeySchema = [new("Artist", KeyType.HASH), new("Year", KeyType.RANGE)],
        ProvisionedThroughput = new ProvisionedThroughput(5, 2),
        GlobalSecondaryIndexes =
        [
            new GlobalSecondaryIndex
            {
                IndexName = "ByYear",
                KeySchema = [new("Year", KeyType.HASH)],
                Projection = new Projection { ProjectionType = ProjectionType.ALL },
                ProvisionedThroughput = new ProvisionedThroughput(1, 1),
            },
        ],
        StreamSpecification = new StreamSpecification { StreamEnabled = true, StreamViewType = StreamViewType.KEYS_ONLY },
        TableClass = TableClass.STANDARD_INFREQUENT_ACCESS,
        DeletionProtectionEnabled = true,
    };

    [Fact]
    public async Task The_first_tables_have_names_from_life_and_the_others_numbers()
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync(new EndpointOptions { Tables = 14 });
        using AmazonDynamoDBClient client = Sdk.Client(endpoint);

        List<string> names = (await client.ListTablesAsync(Stop)).TableNames;

        Assert.Equal(14, names.Count);
        Assert.Superset(new HashSet<string> { "Music", "Users", "Orders", "Table-00013", "Table-00014" }, names.ToHashSet());
        Assert.All(names, n => Assert.InRange(n.Length, 3, 255));
    }

    [Fact]
    public async Task Tables_may_be_named()
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync(new EndpointOptions { TableNames = ["b.Two", "One"] });
        using AmazonDynamoDBClient client = Sdk.Client(endpoint);

        Assert.Equal(["One", "b.Two"], (await client.ListTablesAsync(Stop)).TableNames);
    }

    [Fact]
    public async Task Tables_are_paged_through_in_the_order_of_their_bytes()
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync(new EndpointOptions { Tables = 250 });
        using AmazonDynamoDBClient client = Sdk.Client(endpoint);
        var names = new List<string>();
        var sizes = new List<int>();
        string? after = null;
        do
        {
            ListTablesResponse page = await client.ListTablesAsync(new ListTablesRequest { ExclusiveStartTableName = after }, Stop);
            names.AddRange(page.TableNames);
            sizes.Add(page.TableNames.Count);
            after = page.LastEvaluatedTableName;
        }
        while (after is not null);

        Assert.Equal([100, 100, 50], sizes);
        Assert.Equal(250, names.Distinct().Count());
        Assert.Equal(names.Order(StringComparer.Ordinal), names);
    }

    [Fact]
    public async Task Sizes_vary_and_stay_the_same_for_a_name()
    {
        async Task<List<long?>> SizesAsync(int seed)
        {
            await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync(new EndpointOptions { Tables = 60, Seed = seed });
            using AmazonDynamoDBClient client = Sdk.Client(endpoint);
            var sizes = new List<long?>();
            foreach (string name in (await client.ListTablesAsync(Stop)).TableNames)
            {
                sizes.Add((await client.DescribeTableAsync(name, Stop)).Table.TableSizeBytes);
            }

            return sizes;
        }

        List<long?> sizes = await SizesAsync(seed: 1);

        Assert.Contains(0, sizes);
        Assert.Contains(sizes, s => s > 10_000_000_000);
        Assert.All(sizes, s => Assert.InRange(s!.Value, 0, 400_000_000_000));
        Assert.Equal(sizes, await SizesAsync(seed: 2));
    }

    [Fact]
    public async Task A_created_table_is_described_as_it_was_asked_for()
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync(EndpointOptions.Strict);
        using AmazonDynamoDBClient client = Sdk.Client(endpoint);

        TableDescription created = (await client.CreateTableAsync(Concerts(), Stop)).TableDescription;
        TableDescription table = (await client.DescribeTableAsync(created.TableArn, Stop)).Table;

        Assert.Equal((TableStatus.CREATING, TableStatus.ACTIVE), (created.TableStatus, table.TableStatus));
        Assert.Equal(("Concerts", 5, 2),
            (table.TableName, table.ProvisionedThroughput.ReadCapacityUnits, table.ProvisionedThroughput.WriteCapacityUnits));
        Assert.Equal(["Artist", "Year"], table.KeySchema.Select(k => k.AttributeName));
        GlobalSecondaryIndexDescription index = Assert.Single(table.GlobalSecondaryIndexes);
        Assert.Equal(
            ("ByYear", IndexStatus.ACTIVE, $"{table.TableArn}/index/ByYear"), (index.IndexName, index.IndexStatus, index.IndexArn));
        Assert.Equal(StreamViewType.KEYS_ONLY, table.StreamSpecification.StreamViewType);
        Assert.Equal(TableClass.STANDARD_INFREQUENT_ACCESS, table.TableClassSummary.TableClass);
        Assert.True(table.DeletionProtectionEnabled);
    }

    [Fact]
    public async Task A_backup_keeps_what_its_table_was()
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync(EndpointOptions.Strict);
        using AmazonDynamoDBClient client = Sdk.Client(endpoint);
        CreateTableRequest request = Concerts();
        request.DeletionProtectionEnabled = false;
        string id = (await client.CreateTableAsync(request, Stop)).TableDescription.TableId;
        BackupDetails backup = await client.BackUpAsync("Concerts");
        await client.DeleteTableAsync("Concerts", Stop);
        string second = (await client.CreateTableAsync(request, Stop)).TableDescription.TableId;

        BackupDescription description = (await client.DescribeBackupAsync(
            new DescribeBackupRequest { BackupArn = backup.BackupArn }, Stop)).BackupDescription;

        Assert.NotEqual(id, second);
        Assert.Equal(id, description.SourceTableDetails.TableId);
        Assert.Equal(5, description.SourceTableDetails.ProvisionedThroughput.ReadCapacityUnits);
        Assert.Equal(BillingMode.PROVISIONED, description.SourceTableDetails.BillingMode);
        Assert.Equal("ByYear", Assert.Single(description.SourceTableFeatureDetails.GlobalSecondaryIndexes).IndexName);
        Assert.True(description.SourceTableFeatureDetails.StreamDescription.StreamEnabled);
    }

    [Fact]
    public async Task A_table_that_exists_cannot_be_created_and_one_that_does_not_cannot_be_deleted()
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync(EndpointOptions.Strict);
        using AmazonDynamoDBClient client = Sdk.Client(endpoint);
        CreateTableRequest request = Concerts();
        request.TableName = "Music";

        await Assert.ThrowsAsync<ResourceInUseException>(() => client.CreateTableAsync(request, Stop));
        Assert.Equal(TableStatus.DELETING, (await client.DeleteTableAsync("Music", Stop)).TableDescription.TableStatus);
        var gone = await Assert.ThrowsAsync<ResourceNotFoundException>(() => client.DeleteTableAsync("Music", Stop));
        await Assert.ThrowsAsync<ResourceNotFoundException>(() => client.DescribeTableAsync("Music", Stop));

        Assert.Equal("Requested resource not found: Table: Music not found", gone.Message);
    }

    [Fact]
    public async Task A_protected_table_cannot_be_deleted()
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync(EndpointOptions.Strict);
        using AmazonDynamoDBClient client = Sdk.Client(endpoint);
        await client.CreateTableAsync(Concerts(), Stop);

        var error = await Assert.ThrowsAnyAsync<AmazonDynamoDBException>(() => client.DeleteTableAsync("Concerts", Stop));

        Assert.Equal("ValidationException", error.ErrorCode);
        Assert.Equal("Concerts", (await client.DescribeTableAsync("Concerts", Stop)).Table.TableName);
    }

    [Theory]
    [InlineData("PROVISIONED", 0)]
    [InlineData("PAY_PER_REQUEST", 5)]
    [InlineData("SOMETIMES", 5)]
    public async Task Billing_mode_and_capacity_must_fit(string mode, int units)
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync(EndpointOptions.Strict);
        using AmazonDynamoDBClient client = Sdk.Client(endpoint);
        CreateTableRequest request = Concerts();
        request.BillingMode = mode;
        request.ProvisionedThroughput = units == 0 ? null : new ProvisionedThroughput(units, units);

        var error = await Assert.ThrowsAnyAsync<AmazonDynamoDBException>(() => client.CreateTableAsync(request, Stop));

        Assert.Equal("ValidationException", error.ErrorCode);
    }
}
