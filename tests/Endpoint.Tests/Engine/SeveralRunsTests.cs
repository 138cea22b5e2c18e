using DynamoBackup.BackupEndpoint;
using Xunit;

namespace DynamoBackup.Tests.Engine;

/// <summary>Several runs at once that give their backups one name: it is the only mark a backup has.</summary>
public class SeveralRunsTests
{
    [Fact]
    public async Task Runs_that_share_a_name_and_lose_their_answers_never_report_one_backup_twice()
    {
        const int Runs = 3;
        string[] tables = [.. Enumerable.Range(1, 10).Select(i => $"Table-{i:00}")];
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync(new EndpointOptions { TableNames = tables });
        endpoint.Faults.Add(new Fault { Kind = FaultKind.DropAfter, Operation = "CreateBackup", Probability = 0.5 });

        var outcomes = (await Task.WhenAll(Enumerable.Range(0, Runs).Select(_ => RunAsync()))).SelectMany(all => all).ToList();

        // What cannot be told is reported as that, and is not made again.
        var reported = outcomes.OfType<BackupCreated>().Select(created => created.Details.BackupArn).ToList();
        Assert.Distinct(reported);
        Assert.All(outcomes.OfType<BackupFailed>(), failed => Outcome.IsFailure(FailureKind.BackupOutcomeUnknown, failed));
        Assert.Equal(Runs * tables.Length, endpoint.Backups.Count);
        Assert.NotEmpty(reported);

        async Task<IReadOnlyList<BackupEvent>> RunAsync()
        {
            using var run = new EngineRun();
            var target = run.Target(endpoint);
            return await run.ToEndAsync(tables.Select(table => Request.Create(target, table, "nightly", wait: false)));
        }
    }

    [Fact]
    public async Task Runs_with_names_of_their_own_all_find_their_backups()
    {
        const int Runs = 3;
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync();
        endpoint.Faults.Add(new Fault { Kind = FaultKind.DropAfter, Operation = "CreateBackup", Times = Runs });

        var outcomes = await Task.WhenAll(Enumerable.Range(0, Runs).Select(_ => RunAsync()));

        Assert.Equal(
            endpoint.Backups.Select(made => made.BackupArn).Order(StringComparer.Ordinal),
            outcomes.Select(outcome => Outcome.IsCreated(outcome).BackupArn).Order(StringComparer.Ordinal));

        async Task<BackupEvent> RunAsync()
        {
            using var run = new EngineRun();
            return Assert.Single(await run.ToEndAsync(Request.Create(run.Target(endpoint), "Music", "nightly-{random}", wait: false)));
        }
    }
}
