using DynamoBackup.BackupEndpoint;
using Xunit;

namespace DynamoBackup.Tests.Engine;

public class LagTests
{
    private static readonly string[] Tables = ["Music", "Users", "Orders", "Products"];

    [Theory]
    [InlineData(3, 0)]
    [InlineData(0, 3)]
    [InlineData(3, 3)]
    [InlineData(0, 12)]
    public async Task Reads_that_lag_behind_the_creation_are_waited_for(int describeLag, int listingLag)
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync(new EndpointOptions
        {
            DescribeLag = TimeSpan.FromSeconds(describeLag),
            ListingLag = TimeSpan.FromSeconds(listingLag),
        });
        using var run = new EngineRun();
        var target = run.Target(endpoint);

        var outcomes = await run.ToEndAsync(Tables.Select(table => Request.Create(target, table)));

        Assert.All(outcomes, outcome => Outcome.IsAvailable(outcome));
        Assert.Equal(Tables.Length, endpoint.Backups.Count);
    }

    [Fact]
    public async Task A_backup_that_was_listed_and_cannot_be_described_yet_is_pending()
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync(new EndpointOptions
        {
            DescribeLag = TimeSpan.FromSeconds(5),
            BackupTimeMin = TimeSpan.FromSeconds(7),
            BackupTimeMax = TimeSpan.FromSeconds(7),
            Tables = 30,
        });
        using var run = new EngineRun();
        var target = run.Target(endpoint);
        var quick = Enumerable.Range(13, 18).Select(i => Request.Create(target, $"Table-{i:00000}")).ToList();
        var slow = Request.Create(target, "Music");

        // All are due within a moment, and swept; then the slow one is left, and described.
        await run.SubmitAsync(slow);
        await run.UntilAsync(backupEvent => backupEvent is BackupCreated);
        endpoint.Settings = endpoint.Settings with { BackupTimeMin = TimeSpan.Zero, BackupTimeMax = TimeSpan.Zero };
        var outcomes = await run.ToEndAsync(quick);

        Assert.All(outcomes.Append(run.OutcomeOf(slow)), outcome => Outcome.IsAvailable(outcome));
        Assert.Contains(run.Notes, note => note.Text.StartsWith("DescribeBackup", StringComparison.Ordinal)
            && note.Text.Contains("table/Music/", StringComparison.Ordinal)
            && note.Text.Contains("BackupNotFoundException", StringComparison.Ordinal));
        Assert.NotEqual(0, endpoint.Statistics.Calls("ListBackups"));
    }
}
