using System.Diagnostics;
using System.Text.Json;
using DynamoBackup.BackupEndpoint;
using Xunit;

namespace DynamoBackup.Tests.Endpoint;

/// <summary>A moto server, one for all tests of the class: it takes seconds to start.</summary>
public sealed class MotoServer : IAsyncDisposable
{
    private readonly SemaphoreSlim _starting = new(1);
    private Process? _process;
    private string? _url;

    /// <summary>Where it listens; skips the test where moto is not installed.</summary>
    public async Task<string> UrlAsync()
    {
        await Peer.RequireAsync("moto_server", "moto_server", "--help");
        await _starting.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            return _url ??= await StartAsync();
        }
        finally
        {
            _starting.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
            _process.Dispose();
        }

        _starting.Dispose();
    }

    private async Task<string> StartAsync()
    {
        const string Running = "Running on ";
        _process = Process.Start(Peer.Command("", "moto_server", "-H", "127.0.0.1", "-p", "0"))!;
        string? line;
        do
        {
            line = await _process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken);
        }
        while (line is not null && !line.Contains(Running, StringComparison.Ordinal));

        Assert.NotNull(line);
        // A pipe that nobody empties would fill and stop it.
        _ = _process.StandardError.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
        _ = _process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
        return line[(line.IndexOf(Running, StringComparison.Ordinal) + Running.Length)..].Trim();
    }
}

/// <summary>The same calls to moto, another stand-in for DynamoDB: what it answers and what the endpoint answers must have the
/// same members of the same types, but for the differences named here, in all of which the endpoint keeps to the service model.</summary>
[Trait("Category", "Peers")]
public sealed class MotoTests(MotoServer moto) : IClassFixture<MotoServer>, IAsyncLifetime
{
    private readonly string _table = $"Concerts-{Guid.NewGuid()}";
    private LocalEndpoint? _endpoint;
    private RawClient _ours = null!;
    private RawClient _theirs = null!;

    public async ValueTask InitializeAsync()
    {
        _theirs = new RawClient(await moto.UrlAsync());
        _endpoint = await LocalEndpoint.StartAsync(
            EndpointOptions.Strict with { Rates = 0, Tables = 0, BackupTimeMin = TimeSpan.Zero, BackupTimeMax = TimeSpan.Zero });
        _ours = new RawClient(_endpoint.Url);
        var table = new
        {
            TableName = _table,
            AttributeDefinitions = new[] { new { AttributeName = "Artist", AttributeType = "S" } },
            KeySchema = new[] { new { AttributeName = "Artist", KeyType = "HASH" } },
            BillingMode = "PAY_PER_REQUEST",
        };
        await _theirs.CallAsync("CreateTable", table);
        await _ours.CallAsync("CreateTable", table);
    }

    public async ValueTask DisposeAsync()
    {
        if (_endpoint is not null)
        {
            _ours.Dispose();
            _theirs.Dispose();
            await _endpoint.DisposeAsync();
        }
    }

    private async Task<string> BackUpAsync(RawClient client) =>
        (await client.CallAsync("CreateBackup", new { TableName = _table, BackupName = "nightly" }))
        .Json.GetProperty("BackupDetails").GetProperty("BackupArn").GetString()!;

    /// <summary>Calls both, and compares the paths and types of what they answer.</summary>
    private async Task AssertAlikeAsync(string operation, Func<RawClient, Task<object>> body, string[] oursAlone, string[] theirsAlone)
    {
        RawAnswer ours = await _ours.CallAsync(operation, await body(_ours));
        RawAnswer theirs = await _theirs.CallAsync(operation, await body(_theirs));

        Assert.Equal(theirs.Status, ours.Status);
        SortedSet<string> ourShape = Shape(ours.Json), theirShape = Shape(theirs.Json);
        Assert.Equal(oursAlone.Order(StringComparer.Ordinal), ourShape.Except(theirShape));
        Assert.Equal(theirsAlone.Order(StringComparer.Ordinal), theirShape.Except(ourShape));
    }

    private static SortedSet<string> Shape(JsonElement value)
    {
        var shape = new SortedSet<string>(StringComparer.Ordinal);
        Add(value, "");
        return shape;

        void Add(JsonElement element, string path)
        {
            switch (element.ValueKind)
            {
                case JsonValueKind.Object:
                    shape.Add($"{path}: object");
                    foreach (JsonProperty member in element.EnumerateObject())
                    {
                        Add(member.Value, $"{path}.{member.Name}");
                    }

                    break;
                case JsonValueKind.Array:
                    shape.Add($"{path}: array");
                    foreach (JsonElement item in element.EnumerateArray())
                    {
                        Add(item, $"{path}[]");
                    }

                    break;
                case JsonValueKind.True or JsonValueKind.False:
                    shape.Add($"{path}: boolean");
                    break;
                default:
                    shape.Add($"{path}: {element.ValueKind.ToString().ToLowerInvariant()}");
                    break;
            }
        }
    }

    [Fact]
    public async Task CreateBackup_answers_alike() =>
        await AssertAlikeAsync("CreateBackup", _ => Task.FromResult<object>(new { TableName = _table, BackupName = "nightly" }), [], []);

    [Theory]
    [InlineData("DescribeBackup")]
    [InlineData("DeleteBackup")]
    public async Task Descriptions_are_alike(string operation) => await AssertAlikeAsync(
        operation,
        async client => new { BackupArn = await BackUpAsync(client) },
        [
            // The model requires the table's id and has the other two; moto leaves all three out.
            ".BackupDescription.SourceTableDetails.TableId: string",
            ".BackupDescription.SourceTableDetails.BillingMode: string",
            ".BackupDescription.SourceTableFeatureDetails: object",
        ],
        []);

    [Fact]
    public async Task ListBackups_answers_alike() => await AssertAlikeAsync(
        "ListBackups",
        async client =>
        {
            await BackUpAsync(client);
            return new { TableName = _table };
        },
        [".BackupSummaries[].TableId: string"],
        []);

    [Fact]
    public async Task A_list_without_backups_answers_alike() =>
        await AssertAlikeAsync("ListBackups", _ => Task.FromResult<object>(new { TableName = "Nowhere" }), [], []);

    [Theory]
    [InlineData("DescribeTable", ".Table")]
    [InlineData("DeleteTable", ".TableDescription")]
    public async Task Tables_are_described_alike(string operation, string member) => await AssertAlikeAsync(
        operation,
        _ => Task.FromResult<object>(new { TableName = _table }),
        [$"{member}.TableId: string", $"{member}.BillingModeSummary.LastUpdateToPayPerRequestDateTime: number"],
        // The service leaves lists of indexes out where a table has none.
        [$"{member}.GlobalSecondaryIndexes: array", $"{member}.LocalSecondaryIndexes: array"]);

    [Fact]
    public async Task ListTables_answers_alike() => await AssertAlikeAsync("ListTables", _ => Task.FromResult<object>(new { }), [], []);

    [Theory]
    [InlineData("CreateBackup", """{"TableName": "Nowhere", "BackupName": "nightly"}""")]
    [InlineData(
        "DescribeBackup", """{"BackupArn": "arn:aws:dynamodb:us-east-1:123456789012:table/Music/backup/01700000000000-deadbeef"}""")]
    [InlineData("DeleteBackup", """{"BackupArn": "arn:aws:dynamodb:us-east-1:123456789012:table/Music/backup/01700000000000-deadbeef"}""")]
    [InlineData("DescribeTable", """{"TableName": "Nowhere"}""")]
    public async Task Errors_are_alike(string operation, string body)
    {
        RawAnswer ours = await _ours.SendAsync(operation, body);
        RawAnswer theirs = await _theirs.SendAsync(operation, body);

        Assert.Equal((theirs.Status, theirs.Type, theirs.Message), (ours.Status, ours.Type, ours.Message));
    }

    // moto holds no backup call to the model's constraints.
    [Theory]
    [InlineData("CreateBackup", """{"TableName": "TABLE", "BackupName": "?"}""")]
    [InlineData("ListBackups", """{"Limit": 101}""")]
    [InlineData("ListBackups", """{"BackupType": "OTHER"}""")]
    public async Task What_the_model_forbids_is_refused_though_moto_lets_it_pass(string operation, string body)
    {
        body = body.Replace("TABLE", _table, StringComparison.Ordinal);
        RawAnswer ours = await _ours.SendAsync(operation, body);
        RawAnswer theirs = await _theirs.SendAsync(operation, body);

        Assert.Equal("com.amazon.coral.validate#ValidationException", ours.Type);
        Assert.Equal(200, theirs.Status);
    }

    // The model's CreateBackup is asynchronous; moto's is AVAILABLE from the start.
    [Fact]
    public async Task A_new_backup_is_CREATING_though_moto_s_is_AVAILABLE()
    {
        RawAnswer ours = await _ours.CallAsync("CreateBackup", new { TableName = _table, BackupName = "nightly" });
        RawAnswer theirs = await _theirs.CallAsync("CreateBackup", new { TableName = _table, BackupName = "nightly" });

        Assert.Equal("CREATING", ours.Json.GetProperty("BackupDetails").GetProperty("BackupStatus").GetString());
        Assert.Equal("AVAILABLE", theirs.Json.GetProperty("BackupDetails").GetProperty("BackupStatus").GetString());
    }
}
