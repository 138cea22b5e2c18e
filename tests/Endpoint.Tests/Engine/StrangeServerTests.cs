using DynamoBackup.BackupEndpoint;
using Xunit;

namespace DynamoBackup.Tests.Engine;

/// <summary>Clocks that differ, answers about other backups, and one of the two ways to watch a backup that is sick.</summary>
public class StrangeServerTests
{
    private static readonly string[] Tables = [.. Enumerable.Range(1, 20).Select(i => $"Table-{i:00}")];

    // Seconds for each Date header in turn; none is an answer without one.
    [Theory]
    [InlineData("3", null)]
    [InlineData("3", "nightly")]
    [InlineData("0 3 -2 none 8", null)]
    [InlineData("0 3 -2 none 8", "nightly")]
    [InlineData("-900 900", null)]
    [InlineData("-900 900", "nightly")]
    [InlineData("none", "nightly")]
    public async Task Lost_answers_are_found_whatever_the_service_says_the_time_is(string dates, string? name)
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync(new EndpointOptions
        {
            TableNames = Tables,
            DateOffsets = [.. dates.Split(' ').Select(date => date == "none" ? (TimeSpan?)null : TimeSpan.FromSeconds(int.Parse(date)))],
        });
        endpoint.Faults.Add(new Fault { Kind = FaultKind.DropAfter, Operation = "CreateBackup", Times = 10 });
        using var run = new EngineRun();
        var target = run.Target(endpoint);

        var outcomes = await run.ToEndAsync(Tables.Select(table => Request.Create(target, table, name, wait: false)));

        Assert.Equal(
            endpoint.Backups.Select(made => made.BackupArn).Order(StringComparer.Ordinal),
            outcomes.Select(outcome => Outcome.IsCreated(outcome).BackupArn).Order(StringComparer.Ordinal));
        Assert.Equal(Tables.Length, endpoint.Statistics.Calls("CreateBackup"));
    }

    [Theory]
    [InlineData(FaultKind.ErrorBefore)]
    [InlineData(FaultKind.Throttle)]
    [InlineData(FaultKind.Hang)]
    [InlineData(FaultKind.EndlessList)]
    [InlineData(FaultKind.NullRow)]
    [InlineData(FaultKind.Unavailable)]
    public async Task Backups_are_described_where_listing_is_sick(FaultKind kind)
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync(new EndpointOptions { TableNames = Tables });
        endpoint.Faults.Add(new Fault { Kind = kind, Operation = "ListBackups" });
        using var run = new EngineRun();
        var target = run.Target(endpoint);

        // 20 describes take 2 s at the published rate; a sweep that comes first is given up after 3 s.
        var outcomes = await run.ToEndAsync(Tables.Select(table => Request.Create(target, table, timeout: TimeSpan.FromSeconds(10))));

        Assert.All(outcomes, outcome => Outcome.IsAvailable(outcome));
        Assert.Equal(Tables.Length, endpoint.Backups.Count);
    }

    [Theory]
    [InlineData(FaultKind.ErrorBefore)]
    [InlineData(FaultKind.Throttle)]
    [InlineData(FaultKind.Hang)]
    [InlineData(FaultKind.Garbage)]
    public async Task A_backup_is_listed_where_describing_is_sick(FaultKind kind)
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync();
        endpoint.Faults.Add(new Fault { Kind = kind, Operation = "DescribeBackup" });
        using var run = new EngineRun();

        var outcomes = await run.ToEndAsync(Request.Create(run.Target(endpoint), "Music", timeout: TimeSpan.FromSeconds(15)));

        Outcome.IsAvailable(Assert.Single(outcomes));
    }

    [Theory]
    [InlineData(OtherBackupNaming.Region)]
    [InlineData(OtherBackupNaming.Account)]
    [InlineData(OtherBackupNaming.Table)]
    [InlineData(OtherBackupNaming.NoArn)]
    public async Task A_creation_that_is_answered_with_another_backup_is_looked_for(OtherBackupNaming naming)
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync();
        using var run = new EngineRun();
        var target = run.Target(endpoint);

        // By a first answer the account is known.
        await run.SubmitAsync(Request.Create(target, "Users"));
        await run.UntilAsync(backupEvent => backupEvent is BackupAvailable);
        endpoint.Faults.Add(new Fault { Kind = FaultKind.OtherBackup, Operation = "CreateBackup", Naming = naming, Times = 1 });

        var outcomes = await run.ToEndAsync(Request.Create(target, "Music"));

        Assert.Equal(
            Assert.Single(endpoint.Backups, made => made.TableName == "Music").BackupArn,
            Outcome.IsAvailable(Assert.Single(outcomes)).BackupArn);
    }

    [Theory]
    [InlineData(OtherBackupNaming.Region)]
    [InlineData(OtherBackupNaming.Account)]
    [InlineData(OtherBackupNaming.Table)]
    [InlineData(OtherBackupNaming.Id)]
    [InlineData(OtherBackupNaming.NoArn)]
    public async Task A_description_of_another_backup_says_nothing_of_the_one_waited_for(OtherBackupNaming naming)
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync(
            new EndpointOptions { BackupTimeMin = TimeSpan.FromSeconds(1), BackupTimeMax = TimeSpan.FromSeconds(1) });
        endpoint.Faults.Add(new Fault { Kind = FaultKind.OtherBackup, Operation = "DescribeBackup", Naming = naming, Times = 1 });
        using var run = new EngineRun();

        var outcomes = await run.ToEndAsync(Request.Create(run.Target(endpoint), "Music"));

        var details = Outcome.IsAvailable(Assert.Single(outcomes));
        Assert.Equal((Assert.Single(endpoint.Backups).BackupArn, "Music"), (details.BackupArn, TableOf(details.BackupArn)));
        Assert.All(endpoint.Faults.Snapshot(), rule => Assert.Equal(1, rule.Fired));
    }

    private static string TableOf(string arn)
    {
        Assert.True(BackupArn.TryParse(arn, out var parsed, out var problem), problem);
        return parsed.TableName;
    }
}
