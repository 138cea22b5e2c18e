using System.Diagnostics;
using System.Text.Json;
using DynamoBackup.BackupEndpoint;
using Xunit;

namespace DynamoBackup.Tests.Endpoint;

/// <summary>The AWS CLI is nobody's here: what it makes of the endpoint it makes of DynamoDB.</summary>
[Trait("Category", "Peers")]
public class AwsCliTests
{
    private static async Task<Outcome> AwsAsync(LocalEndpoint endpoint, params string[] arguments)
    {
        await Peer.RequireAsync("The AWS CLI (aws)", "aws", "--version");
        return await Peer.RunAsync(endpoint.Url, "aws", ["dynamodb", .. arguments, "--output", "json"]);
    }

    private static async Task BackUpAsync(LocalEndpoint endpoint, int count)
    {
        using var client = new RawClient(endpoint.Url);
        for (int i = 0; i < count; i++)
        {
            await client.CallAsync("CreateBackup", new { TableName = i % 2 == 0 ? "Music" : "Users", BackupName = $"nightly-{i}" });
        }
    }

    private static IEnumerable<string?> Names(JsonElement page) =>
        page.GetProperty("BackupSummaries").EnumerateArray().Select(b => b.GetProperty("BackupName").GetString());

    [Fact]
    public async Task It_creates_a_backup_and_describes_it_until_it_is_AVAILABLE()
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync();

        JsonElement created = (await AwsAsync(endpoint, "create-backup", "--table-name", "Music", "--backup-name", "nightly")).Json
            .GetProperty("BackupDetails");
        string arn = created.GetProperty("BackupArn").GetString()!;
        var patience = Stopwatch.StartNew();
        JsonElement description;
        do
        {
            Assert.True(patience.Elapsed < TimeSpan.FromSeconds(60), "The backup is not AVAILABLE.");
            description = (await AwsAsync(endpoint, "describe-backup", "--backup-arn", arn)).Json.GetProperty("BackupDescription");
        }
        while (description.GetProperty("BackupDetails").GetProperty("BackupStatus").GetString() == "CREATING");

        Assert.Equal("CREATING", created.GetProperty("BackupStatus").GetString());
        Assert.Equal("AVAILABLE", description.GetProperty("BackupDetails").GetProperty("BackupStatus").GetString());
        Assert.Equal("Music", description.GetProperty("SourceTableDetails").GetProperty("TableName").GetString());
        Assert.Equal(arn, Assert.Single(endpoint.Backups).BackupArn);
    }

    [Fact]
    public async Task It_pages_through_backups()
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync(new EndpointOptions { Rates = 0 });
        await BackUpAsync(endpoint, 25);

        JsonElement all = (await AwsAsync(endpoint, "list-backups", "--page-size", "10")).Json;
        long calls = endpoint.Statistics.Calls("ListBackups");
        JsonElement first = (await AwsAsync(endpoint, "list-backups", "--page-size", "4", "--max-items", "15")).Json;
        JsonElement rest = (await AwsAsync(
            endpoint, "list-backups", "--starting-token", first.GetProperty("NextToken").GetString()!)).Json;

        string[] names = [.. endpoint.Backups.Select(b => b.BackupName)];
        Assert.Equal(names, Names(all));
        Assert.Equal(3, calls);
        Assert.Equal(names[..15], Names(first));
        Assert.Equal(names[15..], Names(rest));
    }

    [Fact]
    public async Task It_lists_one_table_s_backups_and_those_of_a_time()
    {
        var time = new VirtualTime();
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync(new EndpointOptions { TimeProvider = time });
        for (int i = 0; i < 3; i++)
        {
            await BackUpAsync(endpoint, 2);
            // The CLI cuts times to whole seconds.
            time.Advance(TimeSpan.FromSeconds(1));
        }

        BackupSnapshot[] backups = [.. endpoint.Backups];
        string second = backups[2].Created.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");
        string third = backups[4].Created.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");

        JsonElement users = (await AwsAsync(endpoint, "list-backups", "--table-name", "Users")).Json;
        JsonElement middle = (await AwsAsync(
            endpoint, "list-backups", "--time-range-lower-bound", second, "--time-range-upper-bound", third)).Json;

        Assert.Equal(["nightly-1", "nightly-1", "nightly-1"], Names(users));
        Assert.Equal(
            backups[2..4].Select(b => b.BackupArn),
            middle.GetProperty("BackupSummaries").EnumerateArray().Select(b => b.GetProperty("BackupArn").GetString()));
    }

    [Theory]
    [InlineData("Nowhere", "nightly",
        "An error occurred (TableNotFoundException) when calling the CreateBackup operation: Table not found: Nowhere")]
    [InlineData("Music", "no spaces",
        "An error occurred (ValidationException) when calling the CreateBackup operation: "
        + "1 validation error detected: Value 'no spaces' at 'backupName' failed to satisfy constraint")]
    public async Task It_tells_what_is_wrong(string table, string name, string message)
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync();

        Outcome outcome = await AwsAsync(endpoint, "create-backup", "--table-name", table, "--backup-name", name);

        Assert.NotEqual(0, outcome.ExitCode);
        Assert.Contains(message, outcome.Errors);
    }

    [Fact]
    public async Task It_deletes_a_backup()
    {
        await using LocalEndpoint endpoint =
            await LocalEndpoint.StartAsync(new EndpointOptions { BackupTimeMin = TimeSpan.Zero, BackupTimeMax = TimeSpan.Zero });
        await BackUpAsync(endpoint, 1);
        string arn = Assert.Single(endpoint.Backups).BackupArn;

        JsonElement deleted = (await AwsAsync(endpoint, "delete-backup", "--backup-arn", arn)).Json;
        Outcome again = await AwsAsync(endpoint, "delete-backup", "--backup-arn", arn);

        Assert.Equal(
            "DELETED", deleted.GetProperty("BackupDescription").GetProperty("BackupDetails").GetProperty("BackupStatus").GetString());
        Assert.Contains($"(BackupNotFoundException) when calling the DeleteBackup operation: Backup not found: {arn}", again.Errors);
    }

    [Fact]
    public async Task It_creates_a_table_waits_for_it_lists_and_deletes_it()
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync(EndpointOptions.Strict);

        JsonElement created = (await AwsAsync(
            endpoint, "create-table", "--table-name", "Concerts", "--billing-mode", "PAY_PER_REQUEST",
            "--attribute-definitions", "AttributeName=Artist,AttributeType=S", "--key-schema", "AttributeName=Artist,KeyType=HASH")).Json;
        Outcome exists = await AwsAsync(endpoint, "wait", "table-exists", "--table-name", "Concerts");
        JsonElement listed = (await AwsAsync(endpoint, "list-tables", "--page-size", "5")).Json;
        JsonElement deleted = (await AwsAsync(endpoint, "delete-table", "--table-name", "Concerts")).Json;
        Outcome gone = await AwsAsync(endpoint, "wait", "table-not-exists", "--table-name", "Concerts");

        Assert.Equal("CREATING", created.GetProperty("TableDescription").GetProperty("TableStatus").GetString());
        Assert.Equal((0, 0), (exists.ExitCode, gone.ExitCode));
        Assert.Contains("Concerts", listed.GetProperty("TableNames").EnumerateArray().Select(n => n.GetString()));
        Assert.Equal("DELETING", deleted.GetProperty("TableDescription").GetProperty("TableStatus").GetString());
    }
}
