using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace DynamoBackup.BackupEndpoint;

/// <summary>The tables and backups of one account in one region. Thread-safe.</summary>
internal sealed class Vault
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Table> _tables;
    private readonly Dictionary<BackupPosition, Backup> _backups = [];
    private readonly List<Backup> _listed = [];
    private readonly Dictionary<string, List<Backup>> _listedByTable = new(StringComparer.Ordinal);
    private string[]? _sortedNames;

    public Vault(Caller owner, IEnumerable<string> tables)
    {
        Owner = owner;
        _tables = tables.ToDictionary(name => name, name => Table.MadeUp(name, owner), StringComparer.Ordinal);
    }

    public Caller Owner { get; }

    public bool TryGetTable(string name, [NotNullWhen(true)] out Table? table)
    {
        lock (_lock)
        {
            return _tables.TryGetValue(name, out table);
        }
    }

    public bool TryAddTable(Table table)
    {
        lock (_lock)
        {
            _sortedNames = null;
            return _tables.TryAdd(table.Name, table);
        }
    }

    public bool TryRemoveTable(string name, [NotNullWhen(true)] out Table? table)
    {
        lock (_lock)
        {
            _sortedNames = null;
            return _tables.Remove(name, out table);
        }
    }

    /// <summary>Names in the order of their bytes, after a given one.</summary>
    public (string[] Names, bool More) TableNames(string? after, int limit)
    {
        lock (_lock)
        {
            _sortedNames ??= [.. _tables.Keys.Order(StringComparer.Ordinal)];
            int start = after is null ? 0 : Array.BinarySearch(_sortedNames, after, StringComparer.Ordinal);
            // A name that is not there (any more) is as good a place to go on from as one that is.
            start = after is null ? 0 : start < 0 ? ~start : start + 1;
            int end = Math.Min(_sortedNames.Length, start + limit);
            return (_sortedNames[start..end], end < _sortedNames.Length);
        }
    }

    /// <summary>Adds a backup under a suffix that no other backup of the table has in the same millisecond.</summary>
    public Backup AddBackup(Table table, string name, long milliseconds, Func<uint> suffix, long created, long available)
    {
        lock (_lock)
        {
            BackupPosition position;
            do
            {
                position = new BackupPosition(milliseconds, suffix(), table.Name);
            }
            while (_backups.ContainsKey(position));

            var backup = new Backup(table, name, position, created, available);
            _backups.Add(position, backup);
            Insert(_listed, backup);
            Insert(CollectionsMarshal.GetValueRefOrAddDefault(_listedByTable, table.Name, out _) ??= [], backup);
            return backup;
        }
    }

    public Backup? Find(BackupPosition position)
    {
        lock (_lock)
        {
            return _backups.GetValueOrDefault(position);
        }
    }

    public bool Delete(Backup backup, DeletedMode mode)
    {
        lock (_lock)
        {
            if (backup.Deleted)
            {
                return false;
            }

            backup.Deleted = true;
            backup.ShownDeleted = mode == DeletedMode.Status;
            _listed.RemoveAt(After(_listed, backup.Position) - 1);
            List<Backup> ofTable = _listedByTable[backup.Table.Name];
            ofTable.RemoveAt(After(ofTable, backup.Position) - 1);
            return true;
        }
    }

    /// <summary>The oldest backup that is CREATING and meets the condition.</summary>
    public Backup? FirstCreating(long now, Func<Backup, bool> condition)
    {
        lock (_lock)
        {
            return _listed.FirstOrDefault(b => now < b.Available && condition(b));
        }
    }

    /// <summary>A page of backups in the order of their creation.</summary>
    /// <param name="table">Only this table's; null for all.</param>
    /// <param name="fromMs">The first millisecond listed.</param>
    /// <param name="toMs">The first millisecond not listed any more.</param>
    /// <param name="after">The last backup of the page before.</param>
    /// <param name="limit">The most to return.</param>
    /// <param name="createdBy">Only backups created by this tick of the clock: later ones do not show yet.</param>
    public (Backup[] Page, bool More) List(
        string? table, long fromMs, long toMs, BackupPosition? after, int limit, long createdBy)
    {
        lock (_lock)
        {
            List<Backup> source = table is null ? _listed : _listedByTable.GetValueOrDefault(table) ?? [];
            // No suffix and no name comes before 0 and the empty one: this is the place before the whole millisecond.
            int start = After(source, new BackupPosition(fromMs, 0, ""));
            if (after is { } cursor)
            {
                start = Math.Max(start, After(source, cursor));
            }

            var page = new List<Backup>(Math.Min(limit, 100));
            for (int i = start; i < source.Count && source[i].Position.Milliseconds < toMs; i++)
            {
                if (source[i].Created > createdBy)
                {
                    continue;
                }

                if (page.Count == limit)
                {
                    return ([.. page], true);
                }

                page.Add(source[i]);
            }

            return ([.. page], false);
        }
    }

    public BackupSnapshot[] Snapshot(long now)
    {
        lock (_lock)
        {
            return
            [
                .. _backups.Values.OrderBy(b => b.Position).Select(b => new BackupSnapshot(
                    b.Table.Name, b.Name, ArnOf(b), b.Status(now), Owner.Account, Owner.Region,
                    DateTimeOffset.FromUnixTimeMilliseconds(b.Position.Milliseconds))),
            ];
        }
    }

    public string ArnOf(Backup backup) =>
        $"arn:{Owner.Partition}:dynamodb:{Owner.Region}:{Owner.Account}:{backup.Position.Resource}";

    private static void Insert(List<Backup> list, Backup backup) => list.Insert(After(list, backup.Position), backup);

    /// <summary>How many of the list stand at or before the position. New backups nearly always go to the end.</summary>
    private static int After(List<Backup> list, BackupPosition position)
    {
        if (list.Count == 0 || list[^1].Position.CompareTo(position) <= 0)
        {
            return list.Count;
        }

        int low = 0, high = list.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (list[middle].Position.CompareTo(position) <= 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
