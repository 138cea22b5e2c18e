namespace DynamoBackup.BackupEndpoint;

/// <summary>Counts and records the calls. Every member is safe to use while calls come in.</summary>
public sealed class Statistics
{
    /// <summary>How many calls are recorded one by one: the last ones.</summary>
    public const int RecordedLimit = 100_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<Key, Counter> _counters = [];
    private readonly Queue<RecordedCall> _recorded = new();
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
    public IReadOnlyList<OperationStatistics> Snapshot() => Read(k => k is { AccessKey: null, Host: null });

    /// <summary>Every counter, by operation, account, region and access key.</summary>
    public IReadOnlyList<OperationStatistics> ByAccessKey() => Read(k => k.AccessKey is not null);

    /// <summary>Every counter, by operation, account, region and host called.</summary>
    public IReadOnlyList<OperationStatistics> ByHost() => Read(k => k.Host is not null);

    /// <summary>The counters, by operation, account and region, of which some second saw more calls than the published rate.</summary>
    public IReadOnlyList<OperationStatistics> AbovePublishedRate() => [.. Snapshot().Where(s => s.AbovePublishedRate)];

    /// <summary>The last <see cref="RecordedLimit"/> calls, in the order they came.</summary>
    public IReadOnlyList<RecordedCall> Recorded()
    {
        lock (_lock)
        {
            return [.. _recorded];
        }
    }

    /// <summary>Sets every counter to zero and forgets the calls. The rates go on as they are.</summary>
    public void Reset()
    {
        lock (_lock)
        {
            _recorded.Clear();
            foreach (Counter counter in _counters.Values)
            {
                counter.Reset();
            }
        }
    }

    /// <summary>Counts a call that came in.</summary>
    internal RecordedCall Arrive(Call call)
    {
        long now = _time.GetTimestamp();
        var recorded = new RecordedCall
        {
            Time = _time.GetUtcNow(),
            Operation = call.Operation,
            Target = call.Target,
            BackupName = call.Text("BackupName"),
            AccessKey = call.Caller.AccessKey,
            Account = call.Caller.Account,
            Region = call.Caller.Region,
            Host = call.Host,
            Connection = call.Connection,
        };
        lock (_lock)
        {
            _recorded.Enqueue(recorded);
            if (_recorded.Count > RecordedLimit)
            {
                _recorded.Dequeue();
            }

            foreach (Key key in KeysOf(recorded))
            {
                if (!_counters.TryGetValue(key, out Counter? counter))
                {
                    _counters.Add(key, counter = new Counter());
                }

                counter.Arrive(now, _time.TimestampFrequency);
            }
        }

        return recorded;
    }

    /// <summary>Counts what became of it.</summary>
    internal void Answered(RecordedCall call, Answer? answer, bool faulted)
    {
        lock (_lock)
        {
            call.Status = answer?.Status;
            call.Error = answer?.Error;
            // A call that came before a reset and is answered after it is counted in neither.
            foreach (Counter counter in KeysOf(call).Select(k => _counters[k]).Where(c => c.Calls > 0))
            {
                counter.Faults += faulted ? 1 : 0;
                counter.Throttles += answer is { IsThrottle: true } ? 1 : 0;
                counter.Errors += answer is { IsThrottle: true } or { Status: < 300 } ? 0 : 1;
            }
        }
    }

    private static Key[] KeysOf(RecordedCall call)
    {
        var key = new Key(call.Operation, call.Account, call.Region, null, null);
        return [key, key with { AccessKey = call.AccessKey }, key with { Host = call.Host }];
    }

    private OperationStatistics[] Read(Func<Key, bool> which)
    {
        lock (_lock)
        {
            return
            [
                .. _counters.Where(c => c.Value.Calls > 0 && which(c.Key))
                    .OrderBy(c => (c.Key.Operation, c.Key.Account, c.Key.Region, c.Key.AccessKey, c.Key.Host))
                    .Select(c => c.Value.Read(c.Key)),
            ];
        }
    }

    private long Sum(string? operation, Func<OperationStatistics, long> what) =>
        Snapshot().Where(s => operation is null || s.Operation == operation).Sum(what);

    private readonly record struct Key(string Operation, string Account, string Region, string? AccessKey, string? Host);

    private sealed class Counter
    {
        private readonly SlidingWindow _arrived = new();
        private int _peak;

        public long Calls { get; private set; }

        public long Throttles { get; set; }

        public long Errors { get; set; }

        public long Faults { get; set; }

        public void Arrive(long now, long second)
        {
            Calls++;
            _peak = Math.Max(_peak, _arrived.Count(now, second) + 1);
            _arrived.Add(now);
        }

        public OperationStatistics Read(Key key) =>
            new(key.Operation, key.Account, key.Region, Calls, Throttles, Errors, Faults, _peak)
            {
                AccessKey = key.AccessKey,
                Host = key.Host,
            };

        public void Reset()
        {
            (Calls, Throttles, Errors, Faults, _peak) = (0, 0, 0, 0, 0);
            // A test's own calls must not count into the next one's peak.
            _arrived.Clear();
        }
    }
}
