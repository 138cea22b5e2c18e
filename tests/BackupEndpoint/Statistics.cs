namespace DynamoBackup.BackupEndpoint;

/// <summary>What one account did in one region with one operation.</summary>
/// <param name="Operation">The operation's name.</param>
/// <param name="Account">The account id, 12 digits.</param>
/// <param name="Region">The region.</param>
/// <param name="Calls">Calls that came in, whatever became of them.</param>
/// <param name="Throttles">Those answered ThrottlingException.</param>
/// <param name="Errors">Those answered another error, or not at all.</param>
/// <param name="Faults">Those on which a fault rule fired.</param>
/// <param name="Peak">The most calls that came in within any one second.</param>
public sealed record OperationStatistics(
    string Operation, string Account, string Region, long Calls, long Throttles, long Errors, long Faults, int Peak);

/// <summary>Counts the calls, and keeps each account and region to the published rates.</summary>
public sealed class Statistics
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Operation, string Account, string Region), Counter> _counters = [];
    private readonly TimeProvider _time;

    internal Statistics(TimeProvider time) => _time = time;

    /// <summary>Calls that came in, of one operation or of all.</summary>
    public long Calls(string? operation = null) => Sum(operation, s => s.Calls);

    /// <summary>Calls answered ThrottlingException, of one operation or of all.</summary>
    public long Throttles(string? operation = null) => Sum(operation, s => s.Throttles);

    /// <summary>Calls answered another error or not at all, of one operation or of all.</summary>
    public long Errors(string? operation = null) => Sum(operation, s => s.Errors);

    /// <summary>The most calls of an operation that any account and region saw within any one second.</summary>
    public int Peak(string operation) => Snapshot().Where(s => s.Operation == operation).Select(s => s.Peak).DefaultIfEmpty().Max();

    /// <summary>Every counter, by operation, account and region.</summary>
    public IReadOnlyList<OperationStatistics> Snapshot()
    {
        lock (_lock)
        {
            return [.. _counters.Where(c => c.Value.Calls > 0).OrderBy(c => c.Key).Select(c => c.Value.Read(c.Key))];
        }
    }

    /// <summary>Sets every counter to zero. The windows that keep the rates go on.</summary>
    public void Reset()
    {
        lock (_lock)
        {
            foreach (Counter counter in _counters.Values)
            {
                counter.Reset();
            }
        }
    }

    /// <summary>Counts a call.</summary>
    /// <returns>False where it comes too fast and must be throttled.</returns>
    internal bool Arrive(string operation, Caller caller, EndpointSettings settings)
    {
        long now = _time.GetTimestamp();
        long second = _time.TimestampFrequency;
        lock (_lock)
        {
            Counter counter = Of(operation, caller);
            counter.Calls++;
            int recent = counter.Arrived.Count(now, second) + 1;
            counter.Arrived.Add(now);
            counter.Peak = Math.Max(counter.Peak, recent);

            if (settings.Rates == 0 || Operations.PublishedRate(operation) is not { } published)
            {
                return true;
            }

            // A rate that is no whole number keeps to its mean: 2.5 a second is 2 in any 0.8 s, 0.25 is 1 in any 4 s.
            double rate = published * settings.Rates * (1 - settings.Others);
            double burst = Math.Max(1, Math.Floor(rate + 1e-9));
            long window = (long)Math.Round(second * burst / rate);
            if (counter.Accepted.Count(now, window) >= burst)
            {
                return false;
            }

            counter.Accepted.Add(now);
            return true;
        }
    }

    internal void Throttled(string operation, Caller caller) => Change(operation, caller, c => c.Throttles++);

    internal void Failed(string operation, Caller caller) => Change(operation, caller, c => c.Errors++);

    internal void Faulted(string operation, Caller caller) => Change(operation, caller, c => c.Faults++);

    private void Change(string operation, Caller caller, Action<Counter> change)
    {
        lock (_lock)
        {
            change(Of(operation, caller));
        }
    }

    private Counter Of(string operation, Caller caller)
    {
        (string, string, string) key = (operation, caller.Account, caller.Region);
        if (!_counters.TryGetValue(key, out Counter? counter))
        {
            _counters.Add(key, counter = new Counter());
        }

        return counter;
    }

    private long Sum(string? operation, Func<OperationStatistics, long> what) =>
        Snapshot().Where(s => operation is null || s.Operation == operation).Sum(what);

    private sealed class Counter
    {
        public SlidingWindow Arrived { get; } = new();

        public SlidingWindow Accepted { get; } = new();

        public long Calls { get; set; }

        public long Throttles { get; set; }

        public long Errors { get; set; }

        public long Faults { get; set; }

        public int Peak { get; set; }

        public OperationStatistics Read((string Operation, string Account, string Region) key) =>
            new(key.Operation, key.Account, key.Region, Calls, Throttles, Errors, Faults, Peak);

        public void Reset() => (Calls, Throttles, Errors, Faults, Peak) = (0, 0, 0, 0, 0);
    }
}
