namespace DynamoBackup.Simulation;

/// <summary>
/// How many calls of one operation the service takes: by a strict window of a second, or by a token bucket, as was measured on
/// the live one (DDB-BACKUP-020, -022, -023, -026). Others may use a share of it.
/// </summary>
internal sealed class SimulatedRate
{
    private readonly VirtualTime _clock;
    private readonly double _perSecond;
    private readonly double _burst;
    private readonly Queue<TimeSpan>? _taken;
    private double _tokens;
    private TimeSpan _filledAt;

    public SimulatedRate(VirtualTime clock, Operation operation, bool isBucket, double others)
    {
        _clock = clock;
        var published = PublishedRates.Of(operation);
        _perSecond = Math.Max(1, published * (1 - others));
        _burst = operation switch { Operation.CreateBackup => 60, Operation.ListBackups => 5, _ => 13 } * (1 - others);
        _taken = isBucket ? null : new Queue<TimeSpan>();
        _tokens = _burst;
        _filledAt = clock.Now;
    }

    /// <summary>Counts a call of now, where it is taken.</summary>
    public bool Takes()
    {
        var now = _clock.Now;
        if (_taken is null)
        {
            _tokens = Math.Min(Math.Max(1, _burst), _tokens + (_perSecond * (now - _filledAt).TotalSeconds));
            _filledAt = now;
            if (_tokens < 1)
            {
                return false;
            }

            _tokens--;
            return true;
        }

        while (_taken.Count > 0 && _taken.Peek() <= now - TimeSpan.FromSeconds(1))
        {
            _taken.Dequeue();
        }

        if (_taken.Count >= _perSecond)
        {
            return false;
        }

        _taken.Enqueue(now);
        return true;
    }
}
