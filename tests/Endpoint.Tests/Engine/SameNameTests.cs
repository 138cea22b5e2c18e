using DynamoBackup.BackupEndpoint;
using DynamoBackup.Tests.Endpoint;
using Xunit;

namespace DynamoBackup.Tests.Engine;

public class SameNameTests
{
    [Fact]
    public async Task Requests_for_one_table_and_one_name_each_get_a_backup_of_their_own()
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync(new EndpointOptions
        {
            Faults = [new Fault { Kind = FaultKind.DropAfter, Operation = "CreateBackup", Probability = 0.5 }],
        });
        using var run = new EngineRun();
        var target = run.Target(endpoint);
        string[] tables = ["Music", "Music", "Users", "arn:aws:dynamodb:us-east-1:123456789012:table/Music", "Users", "Music", "Users"];

        var outcomes = await run.ToEndAsync(tables.Select(table => Request.Create(target, table, "nightly")));

        Assert.Equal(tables.Length, endpoint.Backups.Count);
        Assert.Equal(
            endpoint.Backups.Select(made => made.BackupArn).Order(StringComparer.Ordinal),
            outcomes.Select(outcome => Outcome.IsAvailable(outcome).BackupArn).Order(StringComparer.Ordinal));
        Assert.All(endpoint.Faults.Snapshot(), rule => Assert.NotEqual(0, rule.Fired));
    }

    [Theory]
    [InlineData(-300, true)]
    [InlineData(-300, false)]
    [InlineData(300, true)]
    [InlineData(300, false)]
    [InlineData(0, true)]
    public async Task An_older_backup_of_the_same_name_is_never_adopted_whatever_the_services_clock_says(
        int secondsAhead, bool clockIsKnown)
    {
        // Older by 20 s, without waiting for them.
        var skew = TimeSpan.FromSeconds(secondsAhead);
        await using LocalEndpoint endpoint =
            await LocalEndpoint.StartAsync(new EndpointOptions { ClockSkew = skew - TimeSpan.FromSeconds(20) });
        using var client = Sdk.Client(endpoint);
        var older = await client.BackUpAsync("Music", "nightly");
        endpoint.Settings = endpoint.Settings with { ClockSkew = skew };
        using var run = new EngineRun();
        var target = run.Target(endpoint);
        if (clockIsKnown)
        {
            await run.SubmitAsync(Request.Create(target, "Users", wait: false));
            await run.UntilAsync(backupEvent => backupEvent is BackupCreated);
        }

        endpoint.Faults.Add(new Fault { Kind = FaultKind.DropAfter, Operation = "CreateBackup", Times = 1 });

        var outcomes = await run.ToEndAsync(Request.Create(target, "Music", "nightly", wait: false));

        var details = Outcome.IsCreated(Assert.Single(outcomes));
        Assert.NotEqual(older.BackupArn, details.BackupArn);
        Assert.Equal(
            [older.BackupArn, details.BackupArn], endpoint.Backups.Where(made => made.TableName == "Music").Select(made => made.BackupArn));
    }

    [Fact]
    public async Task Where_the_creation_did_not_happen_an_older_backup_of_the_same_name_does_not_stand_in_for_it()
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync(new EndpointOptions { ClockSkew = TimeSpan.FromSeconds(-20) });
        using var client = Sdk.Client(endpoint);
        var older = await client.BackUpAsync("Music", "nightly");
        endpoint.Settings = endpoint.Settings with { ClockSkew = TimeSpan.Zero };
        endpoint.Faults.Add(new Fault { Kind = FaultKind.DropBefore, Operation = "CreateBackup", Times = 1 });
        using var run = new EngineRun();

        var outcomes = await run.ToEndAsync(Request.Create(run.Target(endpoint), "Music", "nightly", wait: false));

        Assert.NotEqual(older.BackupArn, Outcome.IsCreated(Assert.Single(outcomes)).BackupArn);
        Assert.Equal(2, endpoint.Backups.Count);
    }
}
