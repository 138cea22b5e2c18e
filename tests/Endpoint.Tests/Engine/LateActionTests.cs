using DynamoBackup.BackupEndpoint;
using Xunit;

namespace DynamoBackup.Tests.Engine;

/// <summary>Requests that act after their connection broke: within the 20 s for which a backup is looked for.</summary>
public class LateActionTests
{
    [Fact]
    public async Task A_request_that_acts_15_s_after_its_connection_broke_makes_one_backup()
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync();
        endpoint.Faults.Add(new Fault { Kind = FaultKind.DropThenAct, Operation = "CreateBackup", DelayMs = 15_000, Times = 1 });
        using var run = new EngineRun();

        var outcomes = await run.ToEndAsync(Request.Create(run.Target(endpoint), "Music", wait: false));

        Assert.Equal(Assert.Single(endpoint.Backups).BackupArn, Outcome.IsCreated(Assert.Single(outcomes)).BackupArn);
    }
}
