using System;
using System.Collections.Generic;
using System.Linq;
using DynamoBackup.Output;

namespace DynamoBackup.Commands;

/// <summary>
/// Notices tables of which no backup counts: there are none, or each is left alone, for its name, its type or its status, say. A
/// command that says nothing looks as if it had limited them; those that a wildcard matched nobody asked for by name.
/// </summary>
internal sealed class NothingToLimit
{
    // The engine's word for what -BackupName can change.
    private const string AnotherName = "another name";

    private readonly HashSet<(BackupTarget Target, string TableName)> _noted = [];
    private readonly List<LimitRequest> _withoutBackups = [];
    private readonly List<LimitRequest> _withOtherNames = [];
    private readonly List<LimitRequest> _leftAlone = [];
    private readonly Dictionary<string, int> _reasons = new(StringComparer.Ordinal);

    /// <summary>Takes note of a table.</summary>
    /// <param name="plan">What its listing came to.</param>
    /// <param name="isNamed">Whether the user named it, and no wildcard.</param>
    /// <returns>What to say of it at once; null where it has a backup that counts, or is kept for the warning.</returns>
    public string? Note(TablePlanned plan, bool isNamed)
    {
        if (plan.Backups.Any(backup => backup.Fate is not BackupFate.Ignore))
        {
            return null;
        }

        // A table may be asked for by its name, and by its ARN after that.
        var table = plan.Request;
        if (isNamed && !_noted.Add((table.Target, table.TableName)))
        {
            return null;
        }

        var reasons = isNamed ? _reasons : new Dictionary<string, int>(StringComparer.Ordinal);
        if (plan.Backups.Count == 0)
        {
            return NoteIn(_withoutBackups) ? null : LimitWords.HaveNoBackups([table.TableName]);
        }

        if (plan.Backups.All(backup => backup.Reason is AnotherName))
        {
            return NoteIn(_withOtherNames) ? null : LimitWords.HaveOtherNames([table.TableName], table.Names is not null);
        }

        foreach (var backup in plan.Backups)
        {
            reasons[backup.Reason] = reasons.GetValueOrDefault(backup.Reason) + 1;
        }

        return NoteIn(_leftAlone) ? null : LimitWords.AreLeftAlone([table.TableName], reasons);

        bool NoteIn(List<LimitRequest> tables)
        {
            if (isNamed)
            {
                tables.Add(table);
            }

            return isNamed;
        }
    }

    /// <summary>The warnings about all that the user named: one for each reason.</summary>
    public IEnumerable<string> Warnings()
    {
        if (_withoutBackups.Count > 0)
        {
            yield return $"{LimitWords.HaveNoBackups(NamesOf(_withoutBackups))} Check the names. "
                + Texts.ToListTables(_withoutBackups[0].Target.Commands);
        }

        if (_withOtherNames.Count > 0)
        {
            yield return $"{LimitWords.HaveOtherNames(NamesOf(_withOtherNames), _withOtherNames[0].Names is not null)} "
                + LimitWords.ShowTheNames(_withOtherNames[0].TableName, _withOtherNames[0].Target.Commands);
        }

        if (_leftAlone.Count > 0)
        {
            yield return $"{LimitWords.AreLeftAlone(NamesOf(_leftAlone), _reasons)} {LimitWords.ShowEach}";
        }
    }

    private static string[] NamesOf(List<LimitRequest> tables) => [.. tables.Select(table => table.TableName)];
}
