namespace DynamoBackup.Simulation;

/// <summary>Whether a backup could be seen well: in a world without accidents, by a way that was healthy all the time.</summary>
internal static class Visibility
{
    // The published rates let ten backups be described a second; each that is waited for beside it may cost two and a half looks.
    private static readonly TimeSpan EachOther = TimeSpan.FromSeconds(0.25);

    private const int FewPages = 10;

    /// <summary>Whether only lasting sicknesses trouble a world, and only one command is at work in it.</summary>
    public static bool IsCalm(SimulatedWorld world, int commands) =>
        commands == 1 && world.Harshness == 0 && world.MaxLatency <= TimeSpan.FromMilliseconds(100) && world.FalseShare == 0;

    /// <summary>The time that those asked for beside it may cost a backup.</summary>
    public static TimeSpan TimeForOthers(Asked asked, IReadOnlyList<Asked> all) =>
        EachOther * all.Count(other => other.Service == asked.Service);

    public static bool CanDescribe(Asked asked, SimulatedBackup backup, TimeSpan since) =>
        !asked.Service.DeniesDescribe && backup.DescribableAt <= since
        && asked.Service.Health.WasHealthy(Operation.DescribeBackup, since, asked.EndedAt);

    public static bool CanList(Asked asked, SimulatedBackup backup, TimeSpan since) =>
        !asked.Service.DeniesList && backup.ListedAt <= since && asked.Service.Pages <= FewPages
        && asked.Service.Health.WasHealthy(Operation.ListBackups, since, asked.EndedAt);
}
