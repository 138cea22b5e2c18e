namespace DynamoBackup.Simulation;

/// <summary>
/// The clocks of a region: the one that stamps backups, and those of the front ends that date the answers. All are within the
/// quarter of an hour of ours past which signatures are refused.
/// </summary>
internal sealed class SimulatedDates
{
    private readonly SimulatedWorld _world;
    private readonly TimeSpan _skew;
    private readonly TimeSpan?[] _frontEnds = [TimeSpan.Zero];

    public SimulatedDates(SimulatedWorld world)
    {
        _world = world;
        _skew = TimeSpan.FromSeconds((world.Random.NextDouble() * 600) - 300);
        if (!world.Has(Weather.Clocks))
        {
            return;
        }

        var random = world.WeatherRandom;
        var most = random.Next(3) switch { 0 => 2.0, 1 => 6.0, _ => 120.0 };
        _frontEnds = random.Next(4) switch
        {
            0 => [null],
            1 => [Offset(random, most)],
            2 => [Offset(random, most), Offset(random, most), null],
            _ => [Offset(random, most), Offset(random, most), Offset(random, most)],
        };
    }

    /// <summary>The time by which backups are stamped.</summary>
    public DateTime Now => (_world.Clock.GetUtcNow() + _skew).UtcDateTime;

    /// <summary>The Date of an answer, cut to seconds; null where it has none.</summary>
    public DateTimeOffset? OfAnswer()
    {
        var frontEnd = _frontEnds.Length == 1 ? _frontEnds[0] : _frontEnds[_world.WeatherRandom.Next(_frontEnds.Length)];
        return frontEnd is { } offset
            ? new DateTimeOffset(new DateTime((Now + offset).Ticks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond), TimeSpan.Zero)
            : null;
    }

    private static TimeSpan Offset(Random random, double most) => TimeSpan.FromSeconds(((random.NextDouble() * 2) - 1) * most);
}
