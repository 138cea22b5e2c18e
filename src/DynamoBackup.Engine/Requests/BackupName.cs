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
}
