using DynamoBackup.BackupEndpoint;
using Xunit;

namespace DynamoBackup.Tests.Engine;

public class OutageTests
{
    [Fact]
    public async Task A_wait_rides_out_an_endpoint_that_goes_away_for_20_s()
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync(new EndpointOptions
        {
            BackupTimeMin = TimeSpan.FromSeconds(4),
            BackupTimeMax = TimeSpan.FromSeconds(8),
        });
        using var run = new EngineRun();
        var target = run.Target(endpoint);
        string[] tables = ["Music", "Users", "Orders", "Products", "Sessions"];
        var requests = tables.Select(table => Request.Create(target, table)).ToList();
        await run.SubmitAsync(requests);
        foreach (var _ in tables)
        {
            Assert.IsType<BackupCreated>(await run.UntilAsync(_ => true));
        }

        await endpoint.GoDownAsync();
        var back = ComeBackIn20SAsync();
        await run.ToEndAsync();
        await back;

        Assert.Equal(tables.Length, endpoint.Backups.Count);
        Assert.Equal(
            endpoint.Backups.Select(made => made.BackupArn).Order(StringComparer.Ordinal),
            requests.Select(request => Outcome.IsAvailable(run.OutcomeOf(request)).BackupArn).Order(StringComparer.Ordinal));

        async Task ComeBackIn20SAsync()
        {
            await Task.Delay(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
            await endpoint.ComeBackAsync();
        }
    }

    [Fact]
    public async Task A_creation_rides_out_an_endpoint_that_answered_before_and_is_away_for_15_s()
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync();
        using var run = new EngineRun();
        var target = run.Target(endpoint);
        await run.SubmitAsync(Request.Create(target, "Music"));
        await run.UntilAsync(backupEvent => backupEvent is BackupAvailable);

        await endpoint.GoDownAsync();
        var users = Request.Create(target, "Users");
        await run.SubmitAsync(users);
        await Task.Delay(TimeSpan.FromSeconds(15), TestContext.Current.CancellationToken);
        await endpoint.ComeBackAsync();
        await run.ToEndAsync();

        Outcome.IsAvailable(run.OutcomeOf(users));
        Assert.Equal(["Music", "Users"], endpoint.Backups.Select(made => made.TableName));
    }
}
