using DynamoBackup.BackupEndpoint;
using Xunit;

namespace DynamoBackup.Tests.Engine;

public class DeletionTests
{
    private static EndpointOptions With(params Fault[] faults) => new()
    {
        BackupTimeMin = TimeSpan.FromSeconds(5),
        BackupTimeMax = TimeSpan.FromSeconds(5),
        Tables = 40,
        Faults = faults,
    };

    [Theory]
    [InlineData(DeletedMode.Gone, 0)]
    [InlineData(DeletedMode.Gone, 1)]
    [InlineData(DeletedMode.Status, 0)]
    [InlineData(DeletedMode.Status, 1)]
    public async Task A_backup_deleted_while_it_is_waited_for_is_a_failure(DeletedMode mode, int describesBefore)
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync(With(
            new Fault { Kind = FaultKind.Deleted, Operation = "DescribeBackup", Mode = mode, Skip = describesBefore, Times = 1 }));
        using var run = new EngineRun();

        var outcomes = await run.ToEndAsync(Request.Create(run.Target(endpoint), "Music"));

        var failure = Outcome.IsFailure(FailureKind.BackupDeleted, Assert.Single(outcomes));
        Assert.Equal(Assert.Single(endpoint.Backups).BackupArn, failure.Details!.BackupArn);
    }

    [Theory]
    [InlineData(DeletedMode.Gone)]
    [InlineData(DeletedMode.Status)]
    public async Task One_of_many_that_is_deleted_fails_alone(DeletedMode mode)
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync(With(
            new Fault { Kind = FaultKind.Deleted, Operation = "ListBackups", Table = "Table-00030", Mode = mode, Skip = 1, Times = 1 }));
        using var run = new EngineRun();
        var target = run.Target(endpoint);

        var outcomes = await run.ToEndAsync(Enumerable.Range(13, 28).Select(i => Request.Create(target, $"Table-{i:00000}")));

        Assert.All(outcomes, outcome =>
        {
            if (outcome.Request!.TableName == "Table-00030")
            {
                Outcome.IsFailure(FailureKind.BackupDeleted, outcome);
            }
            else
            {
                Outcome.IsAvailable(outcome);
            }
        });
    }

    [Fact]
    public async Task Who_may_not_describe_learns_of_a_deletion_from_the_listing()
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync(With(
            new Fault { Kind = FaultKind.Refuse, Operation = "DescribeBackup", Code = "AccessDeniedException" },
            new Fault { Kind = FaultKind.Deleted, Operation = "ListBackups", Skip = 1, Times = 1 }));
        using var run = new EngineRun();

        var outcomes = await run.ToEndAsync(Request.Create(run.Target(endpoint), "Music"));

        Outcome.IsFailure(FailureKind.BackupDeleted, Assert.Single(outcomes));
    }
}
