namespace DynamoBackup.BackupEndpoint;

/// <summary>The rules in force, in order. Safe to change while calls come in.</summary>
public sealed class FaultList
{
    private readonly Lock _lock = new();
    private readonly List<Entry> _entries = [];
    private readonly Random _random;
    private volatile bool _any;

    internal FaultList(int seed, IEnumerable<Fault> faults)
    {
        _random = new Random(seed);
        foreach (Fault fault in faults)
        {
            Add(fault);
        }
    }

    /// <summary>Puts a rule behind the others.</summary>
    /// <exception cref="ArgumentException">The rule could never fire as written.</exception>
    public void Add(Fault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        fault.Validate();
        lock (_lock)
        {
            _entries.Add(new Entry(fault));
            _any = true;
        }
    }

    /// <summary>Takes every rule away. Calls that already hang stay so.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _entries.Clear();
            _any = false;
        }
    }

    /// <summary>The rules in force, with how often each has fired.</summary>
    public IReadOnlyList<(Fault Fault, int Fired)> Snapshot()
    {
        lock (_lock)
        {
            return [.. _entries.Select(e => (e.Fault, e.Fired))];
        }
    }

    /// <summary>The rule that fires on this call, if one does.</summary>
    /// <param name="call">The call.</param>
    /// <param name="concerns">Whether the call concerns what the rule is about.</param>
    internal Fault? Fire(Call call, Func<Fault, bool> concerns)
    {
        if (!_any)
        {
            return null;
        }

        lock (_lock)
        {
            foreach (Entry entry in _entries)
            {
                Fault fault = entry.Fault;
                if (entry.Fired >= (fault.Times ?? int.MaxValue) || !fault.Matches(call) || !concerns(fault))
                {
                    continue;
                }

                if (entry.Matched++ < fault.Skip || (fault.Probability < 1 && _random.NextDouble() >= fault.Probability))
                {
                    continue;
                }

                entry.Fired++;
                return fault;
            }
        }

        return null;
    }

    private sealed class Entry(Fault fault)
    {
        public Fault Fault { get; } = fault;

        public int Matched { get; set; }

        public int Fired { get; set; }
    }
}
