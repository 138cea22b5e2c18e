using System.Diagnostics.CodeAnalysis;

namespace DynamoBackup.BackupEndpoint;

/// <summary>The tables of one account in one region. Thread-safe.</summary>
internal sealed class TableSet(IEnumerable<Table> tables)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Table> _tables = tables.ToDictionary(t => t.Name, StringComparer.Ordinal);
    private readonly List<Table> _deleting = [];
    private string[]? _sortedNames;

    public bool TryGet(string name, long now, [NotNullWhen(true)] out Table? table)
    {
        lock (_lock)
        {
            Forget(now);
            return _tables.TryGetValue(name, out table);
        }
    }

    public bool TryAdd(Table table, long now)
    {
        lock (_lock)
        {
            Forget(now);
            _sortedNames = null;
            return _tables.TryAdd(table.Name, table);
        }
    }

    /// <summary>Puts a table in the place of the one of its name.</summary>
    public void Replace(Table table)
    {
        lock (_lock)
        {
            _tables[table.Name] = table;
            _sortedNames = null;
            if (table.GoneAt < long.MaxValue)
            {
                _deleting.Add(table);
            }
        }
    }

    /// <summary>Names in the order of their bytes, after a given one.</summary>
    public (string[] Names, bool More) Names(string? after, int limit, long now)
    {
        lock (_lock)
        {
            Forget(now);
            _sortedNames ??= [.. _tables.Keys.Order(StringComparer.Ordinal)];
            int start = after is null ? 0 : Array.BinarySearch(_sortedNames, after, StringComparer.Ordinal);
            // A name that is not there (any more) is as good a place to go on from as one that is.
            start = after is null ? 0 : start < 0 ? ~start : start + 1;
            int end = Math.Min(_sortedNames.Length, start + limit);
            return (_sortedNames[start..end], end < _sortedNames.Length);
        }
    }

    public Table[] All(long now)
    {
        lock (_lock)
        {
            Forget(now);
            return [.. _tables.Values.OrderBy(t => t.Name, StringComparer.Ordinal)];
        }
    }

    private void Forget(long now)
    {
        foreach (Table gone in _deleting.Where(t => t.GoneAt <= now).ToArray())
        {
            _deleting.Remove(gone);
            // A table that a test put into its place stays.
            if (_tables.TryGetValue(gone.Name, out Table? table) && table.Id == gone.Id)
            {
                _tables.Remove(gone.Name);
            }

            _sortedNames = null;
        }
    }
}
