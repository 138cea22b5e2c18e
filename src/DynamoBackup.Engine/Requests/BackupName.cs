using System.Text.RegularExpressions;

namespace DynamoBackup.Engine.Requests;

/// <summary>The rules of a backup's name.</summary>
public static class BackupName
{
    /// <summary>The shortest backup name (service model, shape BackupName).</summary>
    public const int MinLength = 3;

    /// <summary>The longest backup name (service model, shape BackupName).</summary>
    public const int MaxLength = 255;

    private static readonly Regex Pattern = new("^[a-zA-Z0-9_.-]+\\z", RegexOptions.CultureInvariant);

    private static readonly Regex GeneratedTail = new("-backup-[0-9]{14}-[a-z0-9]{8}\\z", RegexOptions.CultureInvariant);

    /// <summary>Names the rule a backup name breaks.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The rule, as a sentence, or null where the name is a good one.</returns>
    public static string? ProblemOf(string? name)
    {
        if (name is null || name.Length is < MinLength or > MaxLength)
        {
            return $"A backup name has {MinLength} to {MaxLength} characters; this one has {name?.Length ?? 0}.";
        }

        return Pattern.IsMatch(name)
            ? null
            : "A backup name is made of letters a-z and A-Z, digits, '_', '.' and '-' only.";
    }

    /// <summary>
    /// Whether a backup's name is of the kind that a table's backups get where none is given (<see
    /// cref="NameTemplate.Default"/>).
    /// </summary>
    /// <param name="tableName">The table's name.</param>
    /// <param name="backupName">The backup's name.</param>
    /// <returns>Whether it is. Case matters.</returns>
    public static bool IsGenerated(string tableName, string backupName)
    {
        var tail = GeneratedTail.Match(backupName);
        var room = MaxLength - tail.Length;
        return tail.Success && backupName[..tail.Index] == (tableName.Length <= room ? tableName : tableName[..room]);
    }
}
