namespace DynamoBackup.Simulation;

/// <summary>What one seed makes of the world: how harsh it is, and what happened in it.</summary>
internal sealed class SimulatedWorld
{
    // A share of the worlds has no weather at all, and most have little of it.
    private const double QuietShare = 0.2;
    private const double WeatherShare = 0.16;

    private readonly List<string>? _lines;
    private ulong _hash = 14695981039346656037;

    /// <summary>Makes the world of a seed.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="allowed">The weather it may draw: with none, it is the first release's world.</param>
    /// <param name="keepLines">Whether to keep the history's lines.</param>
    public SimulatedWorld(int seed, Weather allowed, bool keepLines)
    {
        Random = new Random(seed);
        WeatherRandom = new Random(~seed);
        GatewayRandom = new Random(seed ^ 0x5A5A5A5A);
        SourceRandom = new Random(seed ^ 0x3C3C3C3C);
        _lines = keepLines ? [] : null;
        Harshness = Random.Next(5) switch { 0 => 0, 1 => 0.02, 2 => 0.1, 3 => 0.3, _ => 0.6 };
        for (var i = 0; i < FaultWeights.Length; i++)
        {
            FaultWeights[i] = Random.Next(3) == 0 ? 0 : Random.NextDouble();
        }

        FaultSum = FaultWeights.Sum();
        MaxLatency = TimeSpan.FromMilliseconds(Random.Next(3) switch { 0 => 5, 1 => 100, _ => 2000 });
        MaxBackupTime = TimeSpan.FromSeconds(Random.Next(4) switch { 0 => 1, 1 => 10, 2 => 60, _ => 400 });
        MaxListingLag = TimeSpan.FromSeconds(Random.Next(3) switch { 0 => 0, 1 => 1, _ => 7 });
        MaxDescribeLag = TimeSpan.FromSeconds(Random.Next(3) switch { 0 => 0, 1 => 1, _ => 6 });
        DeletionShare = Random.Next(6) == 0 ? 0.2 : 0;
        DrawWeather(allowed);
    }

    public Random Random { get; }

    /// <summary>The source of what the weather brings: what the seed makes of all else is the same in any weather.</summary>
    public Random WeatherRandom { get; }

    /// <summary>The source of what gateways do: all else that a seed draws is the same with and without them.</summary>
    public Random GatewayRandom { get; }

    /// <summary>The source of what the credentials' sources do, likewise.</summary>
    public Random SourceRandom { get; }

    public VirtualTime Clock { get; } = new();

    /// <summary>Runs the steps of the service.</summary>
    public VirtualScheduler Scheduler { get; } = new();

    public Weather Weather { get; private set; }

    /// <summary>The share of calls that meet a fault.</summary>
    public double Harshness { get; }

    public double[] FaultWeights { get; } = new double[Enum.GetValues<SimulatedFault>().Length];

    public double FaultSum { get; }

    public TimeSpan MaxLatency { get; }

    public TimeSpan MaxBackupTime { get; }

    public TimeSpan MaxListingLag { get; private set; }

    public TimeSpan MaxDescribeLag { get; private set; }

    /// <summary>The share of backups that somebody deletes.</summary>
    public double DeletionShare { get; }

    /// <summary>The share of creations that act after their connection was reset.</summary>
    public double LateShare { get; private set; }

    /// <summary>The most time that such a creation takes to act.</summary>
    public TimeSpan MaxLateness { get; private set; }

    /// <summary>The share of answers that name another backup.</summary>
    public double FalseShare { get; private set; }

    /// <summary>The share of backups that lapse once a command has seen them.</summary>
    public double LapseShare { get; private set; }

    /// <summary>The share of listings that are odd.</summary>
    public double OddShare { get; private set; }

    /// <summary>The share of creations that are answered with an older backup of the table.</summary>
    public double StaleShare { get; private set; }

    /// <summary>How many calls were made.</summary>
    public int Calls { get; set; }

    public List<string> Violations { get; } = [];

    /// <summary>A number that differs where the histories do.</summary>
    public ulong HistoryHash => _hash;

    public IReadOnlyList<string> Lines => _lines ?? [];

    public bool Has(Weather weather) => (Weather & weather) != 0;

    public TimeSpan UpTo(TimeSpan most) => TimeSpan.FromTicks((long)(Random.NextDouble() * most.Ticks));

    public bool Happens(double share) => Random.NextDouble() < share;

    /// <summary>A chance that is drawn, and can come true, only in weather.</summary>
    public bool WeatherHappens(double share) => share > 0 && WeatherRandom.NextDouble() < share;

    /// <summary>Draws what goes wrong with a call; null where nothing does.</summary>
    public SimulatedFault? DrawFault()
    {
        if (!Happens(Harshness))
        {
            return null;
        }

        var point = Random.NextDouble() * FaultSum;
        for (var i = 0; i < FaultWeights.Length; i++)
        {
            point -= FaultWeights[i];
            if (point < 0)
            {
                return (SimulatedFault)i;
            }
        }

        return null;
    }

    public void Tell(string what)
    {
        _hash = (_hash ^ (ulong)Clock.Now.Ticks) * 1099511628211;
        foreach (var letter in what)
        {
            _hash = (_hash ^ letter) * 1099511628211;
        }

        _lines?.Add($"{Clock.Now.TotalSeconds:0.000000} {what}");
    }

    public void Violate(string check)
    {
        Tell("VIOLATION " + check);
        Violations.Add(check);
    }

    private void DrawWeather(Weather allowed)
    {
        if (WeatherRandom.NextDouble() < QuietShare)
        {
            return;
        }

        foreach (var weather in Enum.GetValues<Weather>())
        {
            if (weather is not (Weather.None or Weather.All or Weather.Gateways or Weather.Sources)
                && WeatherRandom.NextDouble() < WeatherShare)
            {
                Weather |= weather & allowed;
            }
        }

        if (GatewayRandom.NextDouble() < WeatherShare)
        {
            Weather |= Weather.Gateways & allowed;
        }

        if (SourceRandom.NextDouble() < WeatherShare)
        {
            Weather |= Weather.Sources & allowed;
        }

        if (Has(Weather.FalseAnswers))
        {
            FalseShare = WeatherRandom.Next(2) == 0 ? 0.05 : 0.4;
        }

        OddShare = Has(Weather.OddRows) ? WeatherRandom.Next(2) == 0 ? 0.1 : 0.5 : 0;
        StaleShare = Has(Weather.StaleAnswers) ? WeatherRandom.Next(2) == 0 ? 0.05 : 0.3 : 0;
        LapseShare = Has(Weather.Lapses) ? 0.3 : 0;
        if (Has(Weather.Late))
        {
            LateShare = WeatherRandom.Next(2) == 0 ? 0.05 : 0.3;
            MaxLateness = TimeSpan.FromSeconds(WeatherRandom.Next(5) == 0 ? 30 : 15);
            MaxListingLag = WeatherRandom.Next(2) == 0 ? MaxListingLag : TimeSpan.FromSeconds(15);
            MaxDescribeLag = WeatherRandom.Next(2) == 0 ? MaxDescribeLag : TimeSpan.FromSeconds(15);
        }

        Tell("weather: " + Weather);
    }
}
