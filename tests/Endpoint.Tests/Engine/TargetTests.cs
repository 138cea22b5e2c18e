using DynamoBackup.BackupEndpoint;
using Xunit;

namespace DynamoBackup.Tests.Engine;

public class TargetTests
{
    [Fact]
    public async Task Accounts_and_regions_go_on_side_by_side_each_on_its_own()
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync(new EndpointOptions { Tables = 60 });
        endpoint.Faults.Add(new Fault { Kind = FaultKind.Refuse, AccessKey = "AKIA000000000333", Code = "ExpiredTokenException" });
        using var run = new EngineRun();
        var virginia = run.Target(endpoint, "us-east-1", "AKIA111122223333");
        var ireland = run.Target(endpoint, "eu-west-1", "AKIA111122223333");
        var other = run.Target(endpoint, "us-east-1", "AKIA444455556666");
        var rejected = run.Target(endpoint, "us-east-1", "AKIA000000000333");
        var tables = Enumerable.Range(13, 40).Select(i => $"Table-{i:00000}").ToList();

        var outcomes = await run.ToEndAsync(tables.SelectMany(table => new[]
        {
            Request.Create(virginia, table), Request.Create(ireland, table), Request.Create(other, table), Request.Create(rejected, table),
        }));

        var good = outcomes.Where(outcome => outcome.Request!.Target != rejected).ToList();
        Assert.Equal(120, good.Count);
        Assert.Equal(
            good.Select(outcome => (outcome.Request!.Target == other ? "444455556666" : "111122223333", outcome.Request!.Target.Region,
                Outcome.IsAvailable(outcome).BackupArn)).Order(),
            endpoint.Backups.Select(made => (made.Account, made.Region, made.BackupArn)).Order());
        Assert.All(outcomes.Except(good), outcome => Outcome.IsFailure(FailureKind.CredentialsRejected, outcome));
        Assert.Equal(0, endpoint.Statistics.Throttles());
    }

    [Fact]
    public async Task A_region_that_is_away_does_not_hold_up_another()
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync();
        using var run = new EngineRun();
        var away = run.Target("http://127.0.0.1:1", "eu-west-1");
        var here = run.Target(endpoint);
        var lost = Request.Create(away, "Music");

        await run.SubmitAsync(lost, Request.Create(here, "Users"));

        var first = await run.UntilAsync(backupEvent => backupEvent.EndsRequest);
        Assert.Equal("Users", Outcome.IsAvailable(first).BackupArn.Split('/')[1]);
        await run.ToEndAsync();
        Outcome.IsFailure(FailureKind.ConnectionFailed, run.OutcomeOf(lost));
    }
}
