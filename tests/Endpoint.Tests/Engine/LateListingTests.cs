using DynamoBackup.BackupEndpoint;
using Xunit;

namespace DynamoBackup.Tests.Engine;

/// <summary>Listings that lag: within the 20 s for which a backup is looked for.</summary>
public class LateListingTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("nightly")]
    public async Task A_backup_that_listings_show_15_s_late_is_made_once(string? name)
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync(new EndpointOptions { ListingLag = TimeSpan.FromSeconds(15) });
        endpoint.Faults.Add(new Fault { Kind = FaultKind.DropAfter, Operation = "CreateBackup", Times = 1 });
        using var run = new EngineRun();

        var outcomes = await run.ToEndAsync(Request.Create(run.Target(endpoint), "Music", name, wait: false));

        Assert.Equal(Assert.Single(endpoint.Backups).BackupArn, Outcome.IsCreated(Assert.Single(outcomes)).BackupArn);
    }
}
