namespace DynamoBackup.Simulation;

/// <summary>Whether a backup could be seen well: in a world without accidents, by a way that was healthy all the time.</summary>
internal static class Visibility
{
    // The published rates let ten backups be described a second; each that is waited for beside it may cost two and a half looks.
    private static readonly TimeSpan EachOther = TimeSpan.FromSeconds(0.25);

    // What hangs is given up after ten seconds, and counts as a call on its way until then.
    private static readonly TimeSpan LongestPoll = TimeSpan.FromSeconds(10);

    private const int FewPages = 10;

    /// <summary>Whether only lasting sicknesses trouble a world, and only one command is at work in it.</summary>
    public static bool IsCalm(SimulatedWorld world, int commands) =>
        commands == 1 && world.Harshness == 0 && world.MaxLatency <= TimeSpan.FromMilliseconds(100) && world.FalseShare == 0
        && world.LapseShare == 0 && !world.Has(Weather.Gateways | Weather.Sources);

    /// <summary>The time that those asked for beside it may cost a backup.</summary>
    public static TimeSpan TimeForOthers(Asked asked, IReadOnlyList<Asked> all) => EachOther * InItsRegion(asked, all);

    /// <summary>Whether describing showed a backup well, from a moment until its outcome.</summary>
    public static bool CanDescribe(Asked asked, SimulatedBackup backup, TimeSpan since, IReadOnlyList<Asked> all) =>
        !asked.Service.DeniesDescribe && !backup.IsDescribeDenied && backup.DescribableAt <= since
        && asked.Service.Health.WasHealthy(Operation.DescribeBackup, since, asked.EndedAt)
        && HasRoomBeside(Operation.ListBackups, asked, since, all);

    /// <summary>Whether listing showed a backup well, from a moment until its outcome.</summary>
    public static bool CanList(Asked asked, SimulatedBackup backup, TimeSpan since, IReadOnlyList<Asked> all) =>
        !asked.Service.DeniesList && backup.ListedAt <= since && asked.Service.Pages <= FewPages
        && asked.Service.Health.WasHealthy(Operation.ListBackups, since, asked.EndedAt)
        && HasRoomBeside(Operation.DescribeBackup, asked, since, all);

    /// <summary>Whether both ways to look were well from a moment until its outcome, and a listing is short.</summary>
    public static bool WereHealthy(Asked asked, TimeSpan since) => asked.Service.Pages <= FewPages
        && asked.Service.Health.WasHealthy(Operation.DescribeBackup, since, asked.EndedAt)
        && asked.Service.Health.WasHealthy(Operation.ListBackups, since, asked.EndedAt);

    // Calls that hang may be all that a low ThrottleLimit allows.
    private static bool HasRoomBeside(Operation other, Asked asked, TimeSpan since, IReadOnlyList<Asked> all) =>
        asked.Command.ThrottleLimit > InItsRegion(asked, all) || !asked.Service.Health.Hung(other, since - LongestPoll, asked.EndedAt);

    private static int InItsRegion(Asked asked, IReadOnlyList<Asked> all) => all.Count(other => other.Service == asked.Service);
}
