using Amazon.DynamoDBv2;

namespace DynamoBackup.Simulation;

/// <summary>The tables of a region: those that were never made, and those that are still being made. Any other is there.</summary>
internal sealed class SimulatedTables(SimulatedWorld world)
{
    private readonly SortedSet<string> _known = new(StringComparer.Ordinal);
    private readonly HashSet<string> _missing = [];
    private readonly Dictionary<string, (TimeSpan EnablingAt, TimeSpan ActiveAt, TimeSpan EnabledAt)> _new = [];

    /// <summary>Makes a table known to ListTables; some are still being made in weather for it.</summary>
    public void Add(string table)
    {
        if (_known.Add(table) && world.Has(Weather.NewTables) && world.WeatherHappens(0.3))
        {
            var random = world.WeatherRandom;
            var active = world.Clock.Now + TimeSpan.FromSeconds(1 + (random.NextDouble() * (random.Next(4) == 0 ? 90 : 20)));

            // DDB-TABLE-115: for some time before the table is ACTIVE already; DDB-BACKUP-002: for up to 6 s afterwards.
            var enabling = active - TimeSpan.FromSeconds(random.NextDouble() * 4);
            _new[table] = (enabling, active, active + TimeSpan.FromSeconds(random.NextDouble() * 6.3));
        }
    }

    public void Lose(string table) => _missing.Add(table);

    public bool IsMissing(string table) => _missing.Contains(table);

    /// <summary>Whether the table was not ready when the run began.</summary>
    public bool IsNew(string table) => _new.ContainsKey(table);

    /// <summary>The code with which a creation of now is refused; null where the table is ready.</summary>
    public string? RefusalOf(string table)
    {
        if (IsMissing(table))
        {
            return "TableNotFoundException";
        }

        if (!_new.TryGetValue(table, out var made) || made.EnabledAt <= world.Clock.Now)
        {
            return null;
        }

        return made.EnablingAt <= world.Clock.Now ? "ContinuousBackupsUnavailableException" : "TableNotFoundException";
    }

    /// <summary>The status of a table; null where it is missing.</summary>
    public TableStatus? StatusOf(string table)
    {
        if (IsMissing(table))
        {
            return null;
        }

        return _new.TryGetValue(table, out var made) && made.ActiveAt > world.Clock.Now ? TableStatus.CREATING : TableStatus.ACTIVE;
    }

    /// <summary>A page of the tables' names.</summary>
    public TablePage PageAfter(string? after, int size)
    {
        var names = _known.Where(table => !IsMissing(table) && string.CompareOrdinal(table, after) > 0).Take(size + 1).ToList();
        return names.Count > size ? new TablePage(names[..size], names[size - 1]) : new TablePage(names, null);
    }
}
