using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using DynamoBackup.BackupEndpoint;
using Xunit;

namespace DynamoBackup.Tests.Engine;

public class UnknownOutcomeTests
{
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(2);

    [Theory]
    [InlineData(FaultKind.DropAfter)]
    [InlineData(FaultKind.ErrorAfter)]
    [InlineData(FaultKind.HangAfter)]
    [InlineData(FaultKind.Garbage)]
    [InlineData(FaultKind.BadCrc)]
    [InlineData(FaultKind.Trickle)]
    public async Task A_backup_whose_creation_was_not_answered_well_is_found_and_adopted(FaultKind kind)
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync();
        endpoint.Faults.Add(new Fault { Kind = kind, Operation = "CreateBackup", Times = 1 });
        using var run = new EngineRun(options => options.CallTimeout = CallTimeout);

        var outcomes = await run.ToEndAsync(Request.Create(run.Target(endpoint), "Music"));

        Assert.Equal(Assert.Single(endpoint.Backups).BackupArn, Outcome.IsAvailable(Assert.Single(outcomes)).BackupArn);
        Assert.Equal(1, endpoint.Statistics.Calls("CreateBackup"));
    }

    [Fact]
    public async Task A_creation_that_was_not_answered_and_did_not_happen_is_tried_again_once_any_lag_is_over()
    {
        FaultKind[] kinds = [FaultKind.DropBefore, FaultKind.ErrorBefore, FaultKind.Hang, FaultKind.Unavailable];
        await using LocalEndpoint endpoint =
            await LocalEndpoint.StartAsync(new EndpointOptions { TableNames = [.. kinds.Select(kind => kind.ToString())] });
        foreach (var kind in kinds)
        {
            endpoint.Faults.Add(new Fault { Kind = kind, Operation = "CreateBackup", Table = kind.ToString(), Times = 1 });
        }

        using var run = new EngineRun(options => options.CallTimeout = CallTimeout);
        var target = run.Target(endpoint);

        var outcomes = await run.ToEndAsync(kinds.Select(kind => Request.Create(target, kind.ToString(), wait: false)));

        Assert.All(outcomes, outcome => Outcome.IsCreated(outcome));
        Assert.Equal(kinds.Select(kind => kind.ToString()).Order(), endpoint.Backups.Select(made => made.TableName).Order());
        Assert.Equal(2 * kinds.Length, endpoint.Statistics.Calls("CreateBackup"));
    }

    [Fact]
    public async Task A_backup_that_the_listing_shows_late_is_adopted_all_the_same()
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync(new EndpointOptions { ListingLag = TimeSpan.FromSeconds(5) });
        endpoint.Faults.Add(new Fault { Kind = FaultKind.DropAfter, Operation = "CreateBackup", Times = 1 });
        using var run = new EngineRun();

        var outcomes = await run.ToEndAsync(Request.Create(run.Target(endpoint), "Music", "nightly", wait: false));

        Assert.Equal(Assert.Single(endpoint.Backups).BackupArn, Outcome.IsCreated(Assert.Single(outcomes)).BackupArn);
    }

    [Fact]
    public async Task A_look_that_fails_is_taken_again()
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync();
        endpoint.Faults.Add(new Fault { Kind = FaultKind.DropAfter, Operation = "CreateBackup", Times = 1 });
        foreach (var kind in (FaultKind[])[FaultKind.DropBefore, FaultKind.Unavailable, FaultKind.Throttle, FaultKind.Garbage,
            FaultKind.ErrorAfter, FaultKind.BadCrc])
        {
            endpoint.Faults.Add(new Fault { Kind = kind, Operation = "ListBackups", Times = 1 });
        }

        using var run = new EngineRun();

        var outcomes = await run.ToEndAsync(Request.Create(run.Target(endpoint), "Music", wait: false));

        Assert.Equal(Assert.Single(endpoint.Backups).BackupArn, Outcome.IsCreated(Assert.Single(outcomes)).BackupArn);
        Assert.True(endpoint.Statistics.Calls("ListBackups") >= 7);
    }

    [Fact]
    public async Task An_outcome_that_stays_unknown_to_the_deadline_is_reported_as_unknown()
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync();
        endpoint.Faults.Add(new Fault { Kind = FaultKind.DropAfter });
        using var run = new EngineRun();

        var outcomes = await run.ToEndAsync(Request.Create(run.Target(endpoint), "Music", timeout: TimeSpan.FromSeconds(4)));

        Outcome.IsFailure(FailureKind.BackupOutcomeUnknown, Assert.Single(outcomes));
        Assert.Single(endpoint.Backups);
        Assert.Equal(1, endpoint.Statistics.Calls("CreateBackup"));
    }

    [Fact]
    public async Task An_answer_dropped_on_a_reused_connection_makes_one_backup()
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync();
        using var service = EngineRun.Service(endpoint.Url);
        await service.ListAsync(new BackupQuery(null, null), TestContext.Current.CancellationToken);
        endpoint.Faults.Add(new Fault { Kind = FaultKind.DropAfter, Operation = "CreateBackup", Times = 1 });
        using var run = new EngineRun();

        var outcomes = await run.ToEndAsync(Request.Create(new BackupTarget(service, "us-east-1", endpoint.Url), "Music"));

        Assert.Equal(Assert.Single(endpoint.Backups).BackupArn, Outcome.IsAvailable(Assert.Single(outcomes)).BackupArn);
    }

    [Fact]
    public async Task Left_alone_the_sdk_makes_two_of_it_whatever_its_retries_are_set_to()
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync();
        using var client = new AmazonDynamoDBClient(
            new BasicAWSCredentials("test", "secret"),
            new AmazonDynamoDBConfig { ServiceURL = endpoint.Url, AuthenticationRegion = "us-east-1", MaxErrorRetry = 0 });
        await client.ListBackupsAsync(new ListBackupsRequest(), TestContext.Current.CancellationToken);
        endpoint.Faults.Add(new Fault { Kind = FaultKind.DropAfter, Operation = "CreateBackup", Times = 1 });

        await client.CreateBackupAsync(
            new CreateBackupRequest { TableName = "Music", BackupName = "nightly" }, TestContext.Current.CancellationToken);

        // Once the SDK no longer does this, DynamoDBBackupService.Prepare may forget about it.
        Assert.Equal(2, endpoint.Backups.Count);
    }
}
