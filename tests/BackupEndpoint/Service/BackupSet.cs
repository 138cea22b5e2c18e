using System.Runtime.InteropServices;

namespace DynamoBackup.BackupEndpoint;

/// <summary>The backups of one account in one region, of tables that are gone, too. Thread-safe.</summary>
internal sealed class BackupSet
{
    private readonly Lock _lock = new();
    private readonly Dictionary<BackupPosition, Backup> _backups = [];
    private readonly List<Backup> _listed = [];
    private readonly Dictionary<string, List<Backup>> _listedByTable = new(StringComparer.Ordinal);

    /// <summary>Adds a backup under a suffix that no other backup of the table has in the same millisecond.</summary>
    /// <param name="table">The name of its table.</param>
    /// <param name="milliseconds">Its creation.</param>
    /// <param name="suffix">Draws a suffix.</param>
    /// <param name="make">Makes the backup for the place found.</param>
    public Backup Add(string table, long milliseconds, Func<uint> suffix, Func<BackupPosition, Backup> make)
    {
        lock (_lock)
        {
            BackupPosition position;
            do
            {
                position = new BackupPosition(milliseconds, suffix(), table);
            }
            while (_backups.ContainsKey(position));

            Backup backup = make(position);
            _backups.Add(position, backup);
            Insert(_listed, backup);
            Insert(CollectionsMarshal.GetValueRefOrAddDefault(_listedByTable, table, out _) ??= [], backup);
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

    /// <summary>Deletes a backup.</summary>
    /// <returns>False where it was deleted already.</returns>
    public bool Delete(Backup backup, DeletedMode mode, long now, long listedUntil)
    {
        lock (_lock)
        {
            if (backup.Deleted)
            {
                return false;
            }

            backup.Delete(mode, listedUntil);
            if (listedUntil <= now)
            {
                Unlist(backup);
            }

            return true;
        }
    }

    /// <summary>Takes a backup away as if it had never been.</summary>
    public void Remove(Func<Backup, bool> which)
    {
        lock (_lock)
        {
            foreach (Backup backup in _listed.Where(which).ToArray())
            {
                _backups.Remove(backup.Position);
                Unlist(backup);
            }
        }
    }

    /// <summary>The oldest backup that is CREATING and meets the condition.</summary>
    public Backup? FirstCreating(long now, Func<Backup, bool> condition)
    {
        lock (_lock)
        {
            return _listed.FirstOrDefault(b => b is { Deleted: false, Type: "USER" } && now < b.Available && condition(b));
        }
    }

    /// <summary>A page of backups in the order of their creation.</summary>
    public (Backup[] Page, bool More) List(BackupQuery query)
    {
        lock (_lock)
        {
            List<Backup> source = query.Table is null ? _listed : _listedByTable.GetValueOrDefault(query.Table) ?? [];
            // No suffix and no name comes before 0 and the empty one: this is the place before the whole millisecond.
            int start = After(source, new BackupPosition(query.FromMs, 0, ""));
            if (query.After is { } cursor)
            {
                start = Math.Max(start, After(source, cursor));
            }

            var page = new List<Backup>(Math.Min(query.Limit, 100));
            for (int i = start; i < source.Count && source[i].Position.Milliseconds < query.ToMs; i++)
            {
                if (!query.Shows(source[i]))
                {
                    continue;
                }

                if (page.Count == query.Limit)
                {
                    return ([.. page], true);
                }

                page.Add(source[i]);
            }

            return ([.. page], false);
        }
    }

    /// <summary>Every backup, deleted ones included, in the order of their creation.</summary>
    public Backup[] All()
    {
        lock (_lock)
        {
            return [.. _backups.Values.OrderBy(b => b.Position)];
        }
    }

    private void Unlist(Backup backup)
    {
        _listed.RemoveAt(After(_listed, backup.Position) - 1);
        List<Backup> ofTable = _listedByTable[backup.Position.Table];
        ofTable.RemoveAt(After(ofTable, backup.Position) - 1);
    }

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
