using System.Collections.Generic;
using System.Linq;
using DynamoBackup.Output;

namespace DynamoBackup.Commands;

/// <summary>
/// Notices tables of which no backup has a name that the rules are about. A command that says nothing looks as if it had limited
/// them; those that a wildcard matched nobody asked for by name.
/// </summary>
internal sealed class NothingToLimit
{
    private readonly List<BackupRequest> _withoutBackups = [];
    private readonly List<BackupRequest> _withOtherNames = [];

    /// <summary>Takes note of a table.</summary>
    /// <param name="plan">What its listing came to.</param>
    /// <param name="isNamed">Whether the user named it, and no wildcard.</param>
    /// <returns>What to say of it at once; null where it has such a backup, or is kept for the warning.</returns>
    public string? Note(TablePlanned plan, bool isNamed)
    {
        var table = plan.Request!;
        if (plan.Backups.Any(backup => backup.Details.BackupName is { } name && table.IsAbout(name)))
        {
            return null;
        }

        var isEmpty = plan.Backups.Count == 0;
        if (isNamed)
        {
            Add(table, isEmpty ? _withoutBackups : _withOtherNames);
            return null;
        }

        return isEmpty
            ? LimitWords.HaveNoBackups([table.TableName])
            : LimitWords.HaveOtherNames([table.TableName], table.Names is not null);
    }

    /// <summary>One warning of all that the user named; null where there is none.</summary>
    public string? Warning()
    {
        var texts = new List<string>();
        if (_withoutBackups.Count > 0)
        {
            texts.Add(LimitWords.HaveNoBackups(NamesOf(_withoutBackups)));
            texts.Add(LimitWords.CheckTheName);
        }

        if (_withOtherNames.Count > 0)
        {
            texts.Add(LimitWords.HaveOtherNames(NamesOf(_withOtherNames), _withOtherNames[0].Names is not null));
            texts.Add(LimitWords.ShowTheNames(_withOtherNames[0].TableName, _withOtherNames[0].Target.Region));
        }

        return texts.Count > 0 ? string.Join(" ", texts) : null;
    }

    // A table may be asked for by its name and by its ARN.
    private static void Add(BackupRequest table, List<BackupRequest> tables)
    {
        if (!tables.Exists(other => other.Target == table.Target && other.TableName == table.TableName))
        {
            tables.Add(table);
        }
    }

    private static string[] NamesOf(List<BackupRequest> tables) => [.. tables.Select(table => table.TableName)];
}
