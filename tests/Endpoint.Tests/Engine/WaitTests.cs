using DynamoBackup.BackupEndpoint;
using DynamoBackup.Tests.Endpoint;
using Xunit;

namespace DynamoBackup.Tests.Engine;

public class WaitTests
{
    private static readonly string[] Tables = ["Music", "Users", "Orders", "Products"];

    private static EndpointOptions BackupsOf(double seconds) =>
        new() { BackupTimeMin = TimeSpan.FromSeconds(seconds), BackupTimeMax = TimeSpan.FromSeconds(seconds) };

    private static async Task<(BackupTarget Target, string Arn)> BackUpAsync(LocalEndpoint endpoint, EngineRun run)
    {
        using var client = Sdk.Client(endpoint);
        var arn = (await client.BackUpAsync()).BackupArn;
        return (run.Target(endpoint), arn);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(12)]
    public async Task Backups_that_somebody_else_made_are_waited_for_by_their_arns(int count)
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync(
            new EndpointOptions { BackupTimeMin = TimeSpan.FromSeconds(1), BackupTimeMax = TimeSpan.FromSeconds(2) });
        using var client = Sdk.Client(endpoint);
        var arns = new List<string>();
        for (var i = 0; i < count; i++)
        {
            arns.Add((await client.BackUpAsync(name: $"backup-{i}")).BackupArn);
        }

        using var run = new EngineRun();
        var target = run.Target(endpoint);

        var outcomes = await run.ToEndAsync(arns.Select(arn => Request.Wait(target, arn)));

        Assert.Equal(arns, outcomes.Select(outcome => Outcome.IsAvailable(outcome).BackupArn));
        Assert.All(outcomes, outcome => Assert.Null(((BackupAvailable)outcome).Response));
    }

    [Fact]
    public async Task A_backup_asked_for_twice_is_told_to_both_and_described_for_both_at_once()
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync(BackupsOf(2));
        using var run = new EngineRun();
        var (target, arn) = await BackUpAsync(endpoint, run);

        var outcomes = await run.ToEndAsync(Request.Wait(target, arn), Request.Wait(target, arn));

        Assert.All(outcomes, outcome => Assert.Equal(arn, Outcome.IsAvailable(outcome).BackupArn));

        // In 2 s one backup is looked at ten times, at 0, 70, 105 ms and so on; each for itself would be twenty.
        Assert.InRange(endpoint.Statistics.Calls("DescribeBackup"), 2, 13);
    }

    [Fact]
    public async Task Each_wait_for_one_backup_has_its_own_deadline()
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync(BackupsOf(3));
        using var run = new EngineRun();
        var (target, arn) = await BackUpAsync(endpoint, run);

        var outcomes = await run.ToEndAsync(Request.Wait(target, arn, timeout: TimeSpan.FromSeconds(0.5)), Request.Wait(target, arn));

        Assert.Equal(arn, Outcome.IsFailure(FailureKind.BackupTimeout, outcomes[0]).Details!.BackupArn);
        Outcome.IsAvailable(outcomes[1]);
    }

    [Fact]
    public async Task A_wait_with_a_long_interval_does_not_slow_another_for_the_same_backup()
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync(BackupsOf(2));
        using var run = new EngineRun();
        var (target, arn) = await BackUpAsync(endpoint, run);

        var outcomes = await run.ToEndAsync(
            Request.Wait(target, arn, pollInterval: TimeSpan.FromMinutes(1), timeout: TimeSpan.FromSeconds(30)),
            Request.Wait(target, arn, timeout: TimeSpan.FromSeconds(30)));

        Assert.All(outcomes, outcome => Outcome.IsAvailable(outcome));
    }

    [Fact]
    public async Task A_wait_that_joins_another_polls_by_its_own_interval_from_then_on()
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync(BackupsOf(2));
        using var run = new EngineRun();
        var (target, arn) = await BackUpAsync(endpoint, run);
        await run.SubmitAsync(Request.Wait(target, arn, pollInterval: TimeSpan.FromMinutes(1), timeout: TimeSpan.FromSeconds(30)));
        await run.UntilNotedAsync($"DescribeBackup {arn} in us-east-1, poll 1: 200");

        var outcomes =
            await run.ToEndAsync(Request.Wait(target, arn, pollInterval: TimeSpan.FromSeconds(0.5), timeout: TimeSpan.FromSeconds(30)));

        Outcome.IsAvailable(outcomes[0]);
        Assert.All(run.Events, backupEvent => Outcome.IsAvailable(backupEvent));
    }

    [Fact]
    public async Task A_backup_that_does_not_exist_is_not_found_once_a_lag_is_ruled_out()
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync();
        using var run = new EngineRun();
        var target = run.Target(endpoint);
        string[] arns =
            [.. Tables.Select(table => $"arn:aws:dynamodb:us-east-1:123456789012:table/{table}/backup/01489602797149-73d8d5bc")];

        var outcomes = await run.ToEndAsync(arns.Select(arn => Request.Wait(target, arn)));

        Assert.Equal(arns, outcomes.Select(outcome => Outcome.IsFailure(FailureKind.BackupNotFound, outcome).Details!.BackupArn));
    }

    [Fact]
    public async Task A_backup_past_its_deadline_is_a_timeout_that_a_second_wait_takes_up()
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync(BackupsOf(4));
        using var run = new EngineRun();
        var target = run.Target(endpoint);
        var first = Request.Create(target, "Music", timeout: TimeSpan.FromSeconds(2));
        await run.SubmitAsync(first);
        await run.UntilAsync(backupEvent => backupEvent.EndsRequest);
        var details = Outcome.IsFailure(FailureKind.BackupTimeout, run.OutcomeOf(first)).Details!;

        var outcomes = await run.ToEndAsync(Request.Wait(target, details.BackupArn));

        Assert.Equal("CREATING", details.BackupStatus.Value);
        Assert.Equal(details.BackupArn, Outcome.IsAvailable(outcomes[0]).BackupArn);
        Assert.Single(endpoint.Backups);
    }
}
