using DynamoBackup.BackupEndpoint;
using Xunit;

namespace DynamoBackup.Tests.Engine;

/// <summary>This machine's clock, set while a run goes on.</summary>
public class SetClockTests
{
    [Theory]
    [InlineData(10)]
    [InlineData(-10)]
    public async Task An_earlier_backup_of_the_name_is_not_adopted_when_the_clock_is_set_during_the_look(int minutes)
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync();
        var clock = new SetClock();
        using var run = new EngineRun(options => options.Time = clock);
        var target = run.Target(endpoint);
        var first = Request.Create(target, "Music", "nightly", wait: false);
        await run.SubmitAsync(first);
        await run.UntilAsync(backupEvent => backupEvent is BackupCreated);
        endpoint.Faults.Add(new Fault { Kind = FaultKind.DropBefore, Operation = "CreateBackup", Times = 1 });
        var second = Request.Create(target, "Music", "nightly", wait: false);
        await run.SubmitAsync(second);
        await run.UntilNotedAsync("looking for it");
        clock.Ahead = TimeSpan.FromMinutes(minutes);

        await run.ToEndAsync();

        Assert.Equal(
            endpoint.Backups.Select(made => made.BackupArn).Order(StringComparer.Ordinal),
            new[] { first, second }.Select(request => Outcome.IsCreated(run.OutcomeOf(request)).BackupArn).Order(StringComparer.Ordinal));
        Assert.Equal(2, endpoint.Backups.Count);
    }

    private sealed class SetClock : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;
    }
}
