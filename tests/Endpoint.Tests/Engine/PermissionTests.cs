using DynamoBackup.BackupEndpoint;
using Xunit;

namespace DynamoBackup.Tests.Engine;

public class PermissionTests
{
    private static readonly string[] Tables = ["Music", "Users", "Orders", "Products"];

    private static Fault Denied(string operation, string? table = null) =>
        new() { Kind = FaultKind.Refuse, Operation = operation, Table = table, Code = "AccessDeniedException", Message = "not authorized" };

    [Theory]
    [InlineData("ListBackups", "DescribeBackup")]
    [InlineData("DescribeBackup", "ListBackups")]
    public async Task Without_permission_for_one_way_to_watch_the_other_does_it(string denied, string used)
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync(new EndpointOptions { Faults = [Denied(denied)] });
        using var run = new EngineRun();
        var target = run.Target(endpoint);

        var outcomes = await run.ToEndAsync(Tables.Select(table => Request.Create(target, table)));

        Assert.All(outcomes, outcome => Outcome.IsAvailable(outcome));
        Assert.NotEqual(0, endpoint.Statistics.Calls(used));
    }

    [Fact]
    public async Task A_single_backup_is_watched_by_sweeps_where_it_may_not_be_described()
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync(new EndpointOptions { Faults = [Denied("DescribeBackup")] });
        using var run = new EngineRun();

        var outcomes = await run.ToEndAsync(Request.Create(run.Target(endpoint), "Music"));

        Outcome.IsAvailable(Assert.Single(outcomes));
        Assert.Equal(1, endpoint.Statistics.Calls("DescribeBackup"));
    }

    [Fact]
    public async Task Without_permission_for_either_a_wait_fails_with_what_is_needed_to_take_it_up_again()
    {
        await using LocalEndpoint endpoint =
            await LocalEndpoint.StartAsync(new EndpointOptions { Faults = [Denied("DescribeBackup"), Denied("ListBackups")] });
        using var run = new EngineRun();
        var target = run.Target(endpoint);

        var outcomes = await run.ToEndAsync(Tables.Select(table => Request.Create(target, table)));

        Assert.Equal(
            endpoint.Backups.Select(made => made.BackupArn).Order(StringComparer.Ordinal),
            outcomes.Select(outcome => Outcome.IsFailure(FailureKind.AccessDenied, outcome).Details!.BackupArn)
                .Order(StringComparer.Ordinal));
        Assert.True(endpoint.Statistics.Calls("ListBackups") <= 2);
    }

    [Fact]
    public async Task A_backup_that_alone_may_not_be_described_is_found_by_sweeps()
    {
        await using LocalEndpoint endpoint =
            await LocalEndpoint.StartAsync(new EndpointOptions { Faults = [Denied("DescribeBackup", "Users")] });
        using var run = new EngineRun();
        var target = run.Target(endpoint);
        await run.SubmitAsync(Request.Create(target, "Music"));
        await run.UntilAsync(backupEvent => backupEvent is BackupAvailable);

        var outcomes = await run.ToEndAsync(Request.Create(target, "Users"));

        Outcome.IsAvailable(Assert.Single(outcomes));
    }

    [Fact]
    public async Task A_backup_that_alone_may_not_be_described_fails_where_nothing_may_be_listed()
    {
        await using LocalEndpoint endpoint =
            await LocalEndpoint.StartAsync(new EndpointOptions { Faults = [Denied("DescribeBackup", "Users"), Denied("ListBackups")] });
        using var run = new EngineRun();
        var target = run.Target(endpoint);
        await run.SubmitAsync(Request.Create(target, "Music"));
        await run.UntilAsync(backupEvent => backupEvent is BackupAvailable);

        var outcomes = await run.ToEndAsync(Request.Create(target, "Users", timeout: TimeSpan.FromSeconds(20)));

        var failure = Outcome.IsFailure(FailureKind.AccessDenied, Assert.Single(outcomes));
        Assert.Equal(endpoint.Backups[^1].BackupArn, failure.Details!.BackupArn);
    }

    [Fact]
    public async Task A_backup_without_a_time_in_its_arn_is_found_where_it_may_not_be_described()
    {
        // Such an ARN tells no moment to list from.
        const string Arn = "arn:aws:dynamodb:us-east-1:123456789012:table/Music/backup/untimed-00000001";
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync(new EndpointOptions { Faults = [Denied("DescribeBackup")] });
        using var run = new EngineRun();

        var outcomes = await run.ToEndAsync(Request.Wait(run.Target(endpoint), Arn, timeout: TimeSpan.FromSeconds(4)));

        // It does not exist, which a listing alone cannot prove.
        Outcome.IsFailure(FailureKind.BackupTimeout, Assert.Single(outcomes));
        Assert.NotEqual(0, endpoint.Statistics.Calls("ListBackups"));
        Assert.Equal(1, endpoint.Statistics.Errors());
    }

    [Fact]
    public async Task An_unknown_creation_is_never_tried_again_by_who_may_not_look_for_it()
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync(new EndpointOptions
        {
            Faults = [new Fault { Kind = FaultKind.DropAfter, Operation = "CreateBackup" }, Denied("ListBackups")],
        });
        using var run = new EngineRun();
        var target = run.Target(endpoint);
        var music = Request.Create(target, "Music", "nightly");
        await run.SubmitAsync(music);
        await run.UntilAsync(backupEvent => backupEvent.EndsRequest);

        var outcomes = await run.ToEndAsync(Request.Create(target, "Users", "nightly"));

        // The second is not even looked for: that it may not be is known by then.
        Assert.All([run.OutcomeOf(music), outcomes[0]], outcome =>
        {
            var failure = Outcome.IsFailure(FailureKind.BackupOutcomeUnknown, outcome);
            Assert.Contains("'nightly'", failure.Message, StringComparison.Ordinal);
            Assert.Contains("may not list", failure.Message, StringComparison.Ordinal);
        });
        Assert.Equal(2, endpoint.Statistics.Calls("CreateBackup"));
        Assert.Equal(1, endpoint.Statistics.Calls("ListBackups"));
        Assert.Equal(2, endpoint.Backups.Count);
    }

    [Fact]
    public async Task Credentials_that_expire_during_a_wait_end_it_for_every_backup_and_no_call_follows()
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync(new EndpointOptions
        {
            BackupTimeMin = TimeSpan.FromSeconds(30),
            BackupTimeMax = TimeSpan.FromSeconds(30),
            Faults =
            [
                new Fault { Kind = FaultKind.Refuse, Operation = "ListBackups", Code = "ExpiredTokenException", Skip = 1 },
                new Fault { Kind = FaultKind.Refuse, Operation = "DescribeBackup", Code = "ExpiredTokenException", Skip = 1 },
            ],
        });
        using var run = new EngineRun();
        var target = run.Target(endpoint);

        var outcomes = await run.ToEndAsync(Tables.Select(table => Request.Create(target, table)));

        var calls = endpoint.Statistics.Calls();
        Assert.Equal(
            endpoint.Backups.Select(made => made.BackupArn).Order(StringComparer.Ordinal),
            outcomes.Select(outcome => Outcome.IsFailure(FailureKind.CredentialsRejected, outcome).Details!.BackupArn)
                .Order(StringComparer.Ordinal));
        Assert.All(outcomes, outcome => Assert.StartsWith(
            $"The backup of table '{outcome.Request!.TableName}' can no longer be watched",
            ((BackupFailed)outcome).Failure.Message,
            StringComparison.Ordinal));
        Assert.Equal(1, run.Notes.Count(note => note.Text.Contains("ExpiredToken", StringComparison.Ordinal)));
        Assert.Equal(calls, endpoint.Statistics.Calls());
    }

    [Fact]
    public async Task Credentials_that_are_rejected_cost_few_calls_however_many_tables_there_are()
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync(new EndpointOptions
        {
            Tables = 200,
            Latency = TimeSpan.FromMilliseconds(100),
            Faults = [new Fault { Kind = FaultKind.Refuse, Code = "UnrecognizedClientException" }],
        });
        using var run = new EngineRun();
        var target = run.Target(endpoint);

        var outcomes = await run.ToEndAsync(Enumerable.Range(13, 188).Select(i => Request.Create(target, $"Table-{i:00000}")));

        Assert.All(outcomes, outcome => Assert.Null(Outcome.IsFailure(FailureKind.CredentialsRejected, outcome).Details));
        Assert.True(endpoint.Statistics.Calls() <= EngineOptions.DefaultThrottleLimit, $"{endpoint.Statistics.Calls()} calls");
    }
}
