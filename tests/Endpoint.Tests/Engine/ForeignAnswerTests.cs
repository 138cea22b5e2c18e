using System.Diagnostics;
using DynamoBackup.BackupEndpoint;
using Xunit;

namespace DynamoBackup.Tests.Engine;

/// <summary>Answers of a proxy, a gateway or a captive portal in DynamoDB's place: they say nothing about what the service did.</summary>
public class ForeignAnswerTests
{
    private const string Html = "text/html";
    private const string Json = "application/json";
    private const string AwsJson = "application/x-amz-json-1.0";

    private static readonly string[] Tables = ["Music", "Users", "Orders", "Products", "Sessions"];

    public static TheoryData<int, string, string?> Pages => new()
    {
        { 429, Html, null },
        { 403, Html, null },
        { 401, Html, null },
        { 404, Html, null },
        { 501, Html, null },
        { 200, Html, null },
        { 200, AwsJson, "{}" },
        { 403, Json, """{"message":"Forbidden"}""" },
        { 400, Json, """{"code":"ValidationException","message":"The gateway takes no such call."}""" },
        { 400, AwsJson, """{"code":"AccessDeniedException","message":"The gateway allows no such call."}""" },
        { 400, AwsJson, """{"__type":"com.amazonaws.dynamodb.v20120810#InternalServerError","message":"Not even DynamoDB knows."}""" },
    };

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Creations_that_a_gateway_answers_after_they_have_acted_make_one_backup_each(int status, string type, string? body)
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync(new EndpointOptions { TableNames = Tables });
        endpoint.Faults.Add(new Fault
        {
            Kind = FaultKind.PageAfter,
            Operation = "CreateBackup",
            Status = status,
            ContentType = type,
            Body = body,
            Times = 3,
        });
        using var run = new EngineRun();
        var target = run.Target(endpoint);

        var outcomes = await run.ToEndAsync(Tables.Select(table => Request.Create(target, table)));

        Assert.All(outcomes, outcome => Outcome.IsAvailable(outcome));
        Assert.Equal(Tables.Order(), endpoint.Backups.Select(made => made.TableName).Order());
    }

    [Theory]
    [InlineData("CreateBackup", 401)]
    [InlineData("CreateBackup", 403)]
    [InlineData("DescribeBackup", 401)]
    [InlineData("DescribeBackup", 403)]
    [InlineData("ListBackups", 401)]
    [InlineData("ListBackups", 403)]
    public async Task One_page_among_many_calls_fails_none_of_them(string operation, int status)
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync(new EndpointOptions { Tables = 40 });
        endpoint.Faults.Add(new Fault { Kind = FaultKind.Page, Operation = operation, Status = status, Skip = 1, Times = 1 });
        using var run = new EngineRun();
        var target = run.Target(endpoint);

        var outcomes = await run.ToEndAsync(Enumerable.Range(13, 28).Select(i => Request.Create(target, $"Table-{i:00000}")));

        Assert.All(outcomes, outcome => Outcome.IsAvailable(outcome));
        Assert.Equal(28, endpoint.Backups.Count);
    }

    [Fact]
    public async Task A_look_for_a_lost_creation_goes_on_after_a_page()
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync();
        endpoint.Faults.Add(new Fault { Kind = FaultKind.DropAfter, Operation = "CreateBackup", Times = 1 });
        endpoint.Faults.Add(new Fault { Kind = FaultKind.Page, Operation = "ListBackups", Status = 403, Times = 1 });
        using var run = new EngineRun();

        var outcomes = await run.ToEndAsync(Request.Create(run.Target(endpoint), "Music"));

        Assert.Equal(Assert.Single(endpoint.Backups).BackupArn, Outcome.IsAvailable(Assert.Single(outcomes)).BackupArn);
    }

    [Fact]
    public async Task A_listing_of_tables_goes_on_after_a_page()
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync(new EndpointOptions { TableNames = Tables });
        endpoint.Faults.Add(new Fault { Kind = FaultKind.Page, Operation = "ListTables", Status = 403, Times = 1 });
        using var run = new EngineRun();

        var listing = await run.Engine.ListTablesAsync(run.Target(endpoint));

        Assert.Equal(Tables.Order(StringComparer.Ordinal), listing.Names);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public async Task A_wait_outlasts_a_gateway_that_answers_for_seconds(int status)
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync(
            new EndpointOptions { BackupTimeMin = TimeSpan.FromSeconds(4), BackupTimeMax = TimeSpan.FromSeconds(4) });
        using var run = new EngineRun();
        var music = Request.Create(run.Target(endpoint), "Music");
        await run.SubmitAsync(music);
        await run.UntilAsync(backupEvent => backupEvent is BackupCreated);
        endpoint.Faults.Add(new Fault { Kind = FaultKind.Page, Status = status });
        await Task.Delay(TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken);
        endpoint.Faults.Clear();

        await run.ToEndAsync();

        Outcome.IsAvailable(run.OutcomeOf(music));
    }

    [Theory]
    [InlineData(FaultKind.PageAfter, 429)]
    [InlineData(FaultKind.PageAfter, 403)]
    [InlineData(FaultKind.Page, 403)]
    public async Task Each_deletion_that_a_gateway_answers_is_reported_once_it_has_happened(FaultKind kind, int status)
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync();
        for (var day = 1; day <= 4; day++)
        {
            endpoint.AddBackup(new BackupSetup
            {
                TableName = "Music",
                BackupName = $"Music-backup-2026010{day}000000-0000000{day}",
                Created = new DateTimeOffset(2026, 1, day, 0, 0, 0, TimeSpan.Zero),
            });
        }

        endpoint.Faults.Add(new Fault { Kind = kind, Operation = "DeleteBackup", Status = status, Times = 2 });
        using var run = new EngineRun();
        var music = (LimitRequest)Request.Limit(run.Target(endpoint), "Music", new KeepRules { Last = 1 });
        await run.SubmitAsync(music);
        var plan = (TablePlanned)await run.UntilAsync(backupEvent => backupEvent is TablePlanned);
        var doomed = plan.Backups.Where(backup => backup.Fate is BackupFate.Delete).Select(backup => backup.Details.BackupArn).ToList();
        run.Engine.Approve(music, doomed);

        await run.ToEndAsync();

        Assert.IsType<TableLimited>(run.OutcomeOf(music));
        Assert.Equal(doomed.Order(), run.Events.OfType<BackupDeleted>().Select(deleted => deleted.Details.BackupArn).Order());
        Assert.Equal(3, doomed.Count);
    }

    [Theory]
    [InlineData(403, Html, "text/html", "Sign in to the network")]
    [InlineData(501, Html, "text/html", "Sign in to the network")]
    [InlineData(404, Json, "application/json", "no such route")]
    [InlineData(200, Html, "text/html", "Sign in to the network")]
    public async Task Whoever_answers_every_call_in_DynamoDBs_place_is_named_well_before_the_timeout(
        int status, string type, string expectedType, string title)
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync();
        endpoint.Faults.Add(new Fault
        {
            Kind = FaultKind.Page,
            Status = status,
            ContentType = type,
            Body = type is Html
                ? "<!doctype html><html><head><title>\n  Sign in to the network </title></head><body>Welcome</body></html>"
                : """{"message":"no such route","code":"AccessDeniedException"}""",
        });
        using var run = new EngineRun();
        var target = run.Target(endpoint);
        var began = Stopwatch.GetTimestamp();

        var outcomes = await run.ToEndAsync(
            Request.Create(target, "Music"),
            Request.Wait(target, "arn:aws:dynamodb:us-east-1:123456789012:table/Users/backup/01489602797149-73d8d5bc"),
            Request.Limit(target, "Orders", new KeepRules { Last = 1 }));

        Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(30), "It took as long as the timeout.");
        FailureKind[] kinds = [FailureKind.BackupOutcomeUnknown, FailureKind.ConnectionFailed, FailureKind.ListingIncomplete];
        Assert.All(outcomes.Zip(kinds), told =>
        {
            var failure = Outcome.IsFailure(told.Second, told.First);
            Assert.All(
                [endpoint.Url, $"{status}", expectedType, title],
                word => Assert.Contains(word, failure.Message, StringComparison.Ordinal));
        });
    }

    [Fact]
    public async Task A_call_that_a_proxy_refuses_was_not_sent_and_nothing_was_made()
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync();
        endpoint.Faults.Add(new Fault { Kind = FaultKind.Page, Status = 407 });
        using var run = new EngineRun();

        var outcomes = await run.ToEndAsync(Request.Create(run.Target(endpoint), "Music"));

        var failure = Outcome.IsFailure(FailureKind.ConnectionFailed, Assert.Single(outcomes));
        Assert.StartsWith("No backup of table 'Music' was made", failure.Message, StringComparison.Ordinal);
        Assert.Contains("407", failure.Message, StringComparison.Ordinal);
    }
}
