using System;
using System.Collections.Generic;

namespace DynamoBackup.Commands;

/// <summary>Notices that a script block gives the backups of several tables one name, once in a command.</summary>
internal sealed class SharedNames
{
    private readonly Dictionary<string, string> _tables = new(StringComparer.Ordinal);
    private bool _isNoticed;

    /// <summary>Takes note of a name that a script block gave.</summary>
    /// <param name="name">The backup's name.</param>
    /// <param name="table">The table's name.</param>
    /// <returns>The other table, where this is the first name that two have; otherwise null.</returns>
    public string? OtherTableOf(string name, string table)
    {
        if (_isNoticed || _tables.TryAdd(name, table) || _tables[name] == table)
        {
            return null;
        }

        _isNoticed = true;
        return _tables[name];
    }
}
