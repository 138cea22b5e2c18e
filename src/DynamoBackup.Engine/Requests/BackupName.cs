using System.Text.RegularExpressions;

namespace DynamoBackup.Engine.Requests;

/// <summary>The rules of a backup's name.</summary>
public static class BackupName
{
    /// <summary>The shortest backup name (service model, shape BackupName).</summary>
    public const int MinLength = 3;

    /// <summary>The longest backup name (service model, shape BackupName).</summary>
    public const int MaxLength = 255;

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

        return CharacterProblemOf(name);
    }

    /// <summary>Names the first character of a text that no backup name can have.</summary>
    /// <param name="text">The text, of any length.</param>
    /// <returns>The rule and the character, as a sentence, or null where there is no such character.</returns>
    internal static string? CharacterProblemOf(string text) =>
        NameCharacters.FirstForbidden(text) is { } forbidden ? $"A backup name {NameCharacters.Rule}; {forbidden}." : null;

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
