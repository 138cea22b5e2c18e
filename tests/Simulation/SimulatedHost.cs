namespace DynamoBackup.Simulation;

/// <summary>One command's way to one host: since when it cannot be reached, and whether it knows the clocks' difference.</summary>
/// <param name="world">The world.</param>
/// <param name="refusesClock">Whether the command's clock is far off, so that the host surely refuses its first calls.</param>
internal sealed class SimulatedHost(SimulatedWorld world, bool refusesClock)
{
    private TimeSpan _skewKnownAt = world.Has(Weather.SkewRefusals) && (refusesClock || world.WeatherHappens(0.7))
        ? TimeSpan.MaxValue
        : TimeSpan.Zero;

    private bool _hasAnswered;

    /// <summary>Whether a refusal has shown how far the clocks are apart.</summary>
    public bool IsSkewKnown => _skewKnownAt <= world.Clock.Now;

    /// <summary>The start of the first call that could not be sent since the last answer; null while it is reached.</summary>
    public TimeSpan? LostSince { get; private set; }

    public void Answered()
    {
        _hasAnswered = true;
        LostSince = null;
    }

    /// <summary>Something else answered: a host that the service itself never answered from counts as one that cannot be reached.</summary>
    public void AnsweredByAnother(TimeSpan started) => LostSince ??= _hasAnswered ? null : started;

    public void NotSent(TimeSpan started) => LostSince ??= started;

    /// <summary>Whether a call of then is refused for the clock's skew: each that started before the first refusal was told.</summary>
    public bool RefusesForSkew(TimeSpan started)
    {
        if (started > _skewKnownAt || _skewKnownAt == TimeSpan.Zero)
        {
            return false;
        }

        _skewKnownAt = world.Clock.Now < _skewKnownAt ? world.Clock.Now : _skewKnownAt;
        return true;
    }
}
