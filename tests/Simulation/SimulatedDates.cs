namespace DynamoBackup.Simulation;

/// <summary>
/// The clocks that stamp a region's backups: one, or in weather for it those of several front ends that differ. All are within the
/// quarter of an hour of ours past which signatures are refused. What an answer's Date header shows nobody reads.
/// </summary>
internal sealed class SimulatedDates
{
    private readonly SimulatedWorld _world;
    private readonly TimeSpan _skew;
    private readonly TimeSpan[] _frontEnds = [TimeSpan.Zero];

    public SimulatedDates(SimulatedWorld world)
    {
        _world = world;
        _skew = TimeSpan.FromSeconds((world.Random.NextDouble() * 600) - 300);
        if (world.Has(Weather.Clocks))
        {
            var random = world.WeatherRandom;
            var most = random.Next(3) switch { 0 => 2.0, 1 => 6.0, _ => 120.0 };
            _frontEnds = [Offset(random, most), Offset(random, most), Offset(random, most)];
        }
    }

    /// <summary>The time by which a backup is stamped.</summary>
    public DateTime Now
    {
        get
        {
            var frontEnd = _frontEnds.Length == 1 ? _frontEnds[0] : _frontEnds[_world.WeatherRandom.Next(_frontEnds.Length)];
            return (_world.Clock.GetUtcNow() + _skew + frontEnd).UtcDateTime;
        }
    }

    private static TimeSpan Offset(Random random, double most) => TimeSpan.FromSeconds(((random.NextDouble() * 2) - 1) * most);
}
