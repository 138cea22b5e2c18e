namespace DynamoBackup.Simulation;

/// <summary>The check of what became available: that it was not noticed much later than it could be.</summary>
internal sealed class LatenessChecks(SimulatedWorld world, int commands)
{
    // One way to look may hang: 10 s a describe, 3 s a sweep. Then the other one has its turn, and after 15 s the first is tried again.
    private static readonly TimeSpan TheOtherWay = TimeSpan.FromSeconds(20);

    // The engine looks again when a backup has taken a tenth longer, 15 s later at the most.
    private static readonly TimeSpan LongestInterval = TimeSpan.FromSeconds(15);

    public void Check(Asked asked, IReadOnlyList<Asked> all)
    {
        var service = asked.Service;
        if (asked.Outcome is not BackupAvailable available || !asked.Request.Wait || !Visibility.IsCalm(world, commands)
            || service.Others > 0 || service.Find(available.Details.BackupArn) is not { } backup)
        {
            return;
        }

        var ready = backup.AvailableAt > asked.KnownAt ? backup.AvailableAt : asked.KnownAt;
        var describable = backup.DescribableAt > ready ? backup.DescribableAt : ready;
        var listed = backup.ListedAt > ready ? backup.ListedAt : ready;
        var late = TimeSpan.Zero;
        if (Visibility.CanDescribe(asked, backup, describable, all))
        {
            late = asked.EndedAt - describable;
        }

        if (Visibility.CanList(asked, backup, listed, all) && asked.EndedAt - listed > late)
        {
            late = asked.EndedAt - listed;
        }

        var since = asked.EndedAt - late;
        var tenth = (since - asked.SubmittedAt) / 10;
        var interval = asked.Request.PollInterval ?? (tenth < LongestInterval ? tenth : LongestInterval);
        var process = asked.Command.Process;
        var allowed = TheOtherWay + (2 * interval) + Visibility.TimeForOthers(asked, all);
        if (process.RunningTime(since, asked.EndedAt) > allowed)
        {
            world.Violate($"10: '{asked.Request.TableName}' was noticed {late} after it could be seen, allowed are {allowed}");
        }
    }
}
