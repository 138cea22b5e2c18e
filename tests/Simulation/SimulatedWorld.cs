namespace DynamoBackup.Simulation;

/// <summary>What one seed makes of the world: how harsh it is, and what happened in it.</summary>
internal sealed class SimulatedWorld
{
    private readonly List<string>? _lines;
    private ulong _hash = 14695981039346656037;

    public SimulatedWorld(int seed, VirtualTime clock, bool keepLines)
    {
        Random = new Random(seed);
        Clock = clock;
        _lines = keepLines ? [] : null;
        Harshness = Random.Next(5) switch { 0 => 0, 1 => 0.02, 2 => 0.1, 3 => 0.3, _ => 0.6 };
        for (var i = 0; i < FaultWeights.Length; i++)
        {
            FaultWeights[i] = Random.Next(3) == 0 ? 0 : Random.NextDouble();
        }

        MaxLatency = TimeSpan.FromMilliseconds(Random.Next(3) switch { 0 => 5, 1 => 100, _ => 2000 });
        MaxBackupTime = TimeSpan.FromSeconds(Random.Next(4) switch { 0 => 1, 1 => 10, 2 => 60, _ => 400 });
        MaxListingLag = TimeSpan.FromSeconds(Random.Next(3) switch { 0 => 0, 1 => 1, _ => 7 });
        MaxDescribeLag = TimeSpan.FromSeconds(Random.Next(3) switch { 0 => 0, 1 => 1, _ => 6 });
        DeletionShare = Random.Next(6) == 0 ? 0.2 : 0;
    }

    public Random Random { get; }

    public VirtualTime Clock { get; }

    /// <summary>The share of calls that meet a fault.</summary>
    public double Harshness { get; }

    public double[] FaultWeights { get; } = new double[Enum.GetValues<SimulatedFault>().Length];

    public TimeSpan MaxLatency { get; }

    public TimeSpan MaxBackupTime { get; }

    public TimeSpan MaxListingLag { get; }

    public TimeSpan MaxDescribeLag { get; }

    /// <summary>The share of backups that somebody deletes.</summary>
    public double DeletionShare { get; }

    public TimeSpan? CancelledAt { get; set; }

    public List<string> Violations { get; } = [];

    /// <summary>A number that differs where the histories do.</summary>
    public ulong HistoryHash => _hash;

    public IReadOnlyList<string> Lines => _lines ?? [];

    public TimeSpan UpTo(TimeSpan most) => TimeSpan.FromTicks((long)(Random.NextDouble() * most.Ticks));

    public bool Happens(double share) => Random.NextDouble() < share;

    public void Tell(string what)
    {
        var line = $"{Clock.Now.TotalSeconds:0.000000} {what}";
        foreach (var letter in line)
        {
            _hash = (_hash ^ letter) * 1099511628211;
        }

        _lines?.Add(line);
    }

    public void Violate(string check)
    {
        Tell("VIOLATION " + check);
        Violations.Add(check);
    }
}

/// <summary>What can go wrong with a call.</summary>
internal enum SimulatedFault
{
    Busy,
    Throttled,
    ErrorBefore,
    ErrorAfter,
    DroppedBefore,
    DroppedAfter,
    NotSent,
    HangsBefore,
    HangsAfter,
    HangsForGood,
    Garbage,
}
