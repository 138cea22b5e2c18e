using DynamoBackup.BackupEndpoint;
using Xunit;

namespace DynamoBackup.Tests.Engine;

/// <summary>Requests that act later than the 20 s for which a backup is looked for.</summary>
public class SecondBackupTests
{
    [Fact]
    public async Task A_request_that_acts_later_than_20_s_makes_a_second_backup_which_a_warning_names()
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync(
            new EndpointOptions { BackupTimeMin = TimeSpan.FromSeconds(10), BackupTimeMax = TimeSpan.FromSeconds(10) });
        endpoint.Faults.Add(new Fault { Kind = FaultKind.DropThenAct, Operation = "CreateBackup", DelayMs = 25_000, Times = 1 });

        // What waits by listing sees the table's other backups.
        endpoint.Faults.Add(new Fault { Kind = FaultKind.Refuse, Operation = "DescribeBackup", Code = "AccessDeniedException" });
        var (_, warning) = await BackUpAsync(endpoint);

        Assert.Contains("more than 20 s later", warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_backups_of_a_made_name_both_are_ours_the_first_is_adopted_and_a_warning_names_the_other()
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync(
            new EndpointOptions { BackupTimeMin = TimeSpan.FromSeconds(0.1), BackupTimeMax = TimeSpan.FromSeconds(0.1) });

        // The first request acts after it was given up; the second one's answer is lost, and by then there are two.
        endpoint.Faults.Add(new Fault { Kind = FaultKind.DropThenAct, Operation = "CreateBackup", DelayMs = 20_300, Times = 1 });
        endpoint.Faults.Add(new Fault { Kind = FaultKind.DropAfter, Operation = "CreateBackup", Times = 1 });
        var (ours, _) = await BackUpAsync(endpoint);

        Assert.Equal(endpoint.Backups.MinBy(made => made.BackupArn.Split('/')[^1])!.BackupArn, ours);
    }
    // Two backups are made: ours, and one that the warning names.
    private static async Task<(string Ours, string Warning)> BackUpAsync(LocalEndpoint endpoint)
    {
        using var run = new EngineRun();
        var outcomes = await run.ToEndAsync(Request.Create(run.Target(endpoint), "Music"));

        var ours = Outcome.IsAvailable(Assert.Single(outcomes)).BackupArn;
        Assert.Equal(2, endpoint.Backups.Count);
        var warning = Assert.Single(run.Notes, note => note.Level is NoteLevel.Warning).Text;
        Assert.Contains(endpoint.Backups.Single(made => made.BackupArn != ours).BackupArn, warning, StringComparison.Ordinal);
        return (ours, warning);
    }
}
