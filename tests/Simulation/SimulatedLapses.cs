namespace DynamoBackup.Simulation;

/// <summary>
/// When reads miss a backup that they have shown to a command: once for each backup that lapses, and for less than the 20 s for which
/// listings may lag.
/// </summary>
internal sealed class SimulatedLapses(SimulatedWorld world)
{
    private static readonly TimeSpan LongestLapse = TimeSpan.FromSeconds(18);

    private readonly Dictionary<string, (TimeSpan From, TimeSpan Until, Operation? Only)> _lapses = [];
    private readonly HashSet<string> _seen = [];

    /// <summary>Notes that a backup was shown: from then on it may lapse.</summary>
    public void NoteSeen(string arn)
    {
        var random = world.WeatherRandom;
        if (!_seen.Add(arn) || !world.WeatherHappens(world.LapseShare))
        {
            return;
        }

        var from = world.Clock.Now + TimeSpan.FromSeconds(random.NextDouble() * 40);
        var until = from + (LongestLapse * random.NextDouble());
        Operation? only = random.Next(3) switch { 0 => Operation.DescribeBackup, 1 => Operation.ListBackups, _ => null };
        _lapses[arn] = (from, until, only);
    }

    /// <summary>Whether a read of now by an operation misses a backup.</summary>
    public bool Hides(string arn, Operation operation) => _lapses.TryGetValue(arn, out var lapse)
        && (lapse.Only ?? operation) == operation
        && lapse.From <= world.Clock.Now && world.Clock.Now < lapse.Until;
}
