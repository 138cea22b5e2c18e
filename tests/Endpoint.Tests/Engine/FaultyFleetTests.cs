using DynamoBackup.BackupEndpoint;
using Xunit;

namespace DynamoBackup.Tests.Engine;

public class FaultyFleetTests
{
    [Fact]
    public async Task Two_hundred_tables_get_one_backup_each_though_a_third_of_all_answers_is_dropped_or_an_error()
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync(new EndpointOptions
        {
            Tables = 200,
            // The engine keeps its pace; the endpoint's own throttles would come on top of the tenth below.
            Rates = 0,
            Faults =
            [
                new Fault { Kind = FaultKind.DropAfter, Probability = 0.1 },
                new Fault { Kind = FaultKind.ErrorAfter, Probability = 0.1 },
                new Fault { Kind = FaultKind.Throttle, Probability = 0.1 },
            ],
        });
        using var run = new EngineRun();
        var target = run.Target(endpoint);
        string[] known = ["Music", "Users", "Orders", "Products", "Sessions", "Inventory", "Payments", "Invoices", "Customers", "Reviews",
            "AuditLog", "GameScores"];
        var tables = known.Concat(Enumerable.Range(13, 188).Select(i => $"Table-{i:00000}")).ToList();

        var outcomes = await run.ToEndAsync(tables.Select(table => Request.Create(target, table)));

        Assert.Equal(200, endpoint.Backups.Count);
        Assert.Equal(tables.Order(StringComparer.Ordinal), endpoint.Backups.Select(made => made.TableName).Order(StringComparer.Ordinal));
        Assert.Equal(
            endpoint.Backups.Select(made => made.BackupArn).Order(StringComparer.Ordinal),
            outcomes.Select(outcome => Outcome.IsAvailable(outcome).BackupArn).Order(StringComparer.Ordinal));
        Assert.All(endpoint.Faults.Snapshot(), rule => Assert.NotEqual(0, rule.Fired));
        Assert.True(endpoint.Statistics.Peak("CreateBackup") <= 50, $"{endpoint.Statistics.Peak("CreateBackup")} creations in a second.");
    }
}
