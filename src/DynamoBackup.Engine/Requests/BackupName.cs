using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace DynamoBackup.Engine.Requests;

/// <summary>The rules of a backup's name, and the name a backup gets where the user gave none.</summary>
public static class BackupName
{
    /// <summary>The shortest backup name (service model, shape BackupName).</summary>
    public const int MinLength = 3;

    /// <summary>The longest backup name (service model, shape BackupName).</summary>
    public const int MaxLength = 255;

    private const int RandomLength = 8;
    private const string RandomAlphabet = "abcdefghijklmnopqrstuvwxyz0123456789";

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

    /// <summary>
    /// Makes a name, <c>{table}-backup-{yyyyMMddHHmmss}-{8 random}</c>; the table's part is cut where the whole would
    /// pass <see cref="MaxLength"/>.
    /// </summary>
    /// <param name="table">The table.</param>
    /// <param name="utcNow">The time the name tells, in UTC.</param>
    /// <param name="random">Where the random letters come from.</param>
    /// <returns>A valid name, unlike any other with overwhelming likelihood (36^8 a second and table).</returns>
    public static string Generate(TableReference table, DateTimeOffset utcNow, Random random)
    {
        var tail = new StringBuilder("-backup-")
            .Append(utcNow.UtcDateTime.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture))
            .Append('-');
        for (var i = 0; i < RandomLength; i++)
        {
            tail.Append(RandomAlphabet[random.Next(RandomAlphabet.Length)]);
        }

        var room = MaxLength - tail.Length;
        return (table.Name.Length <= room ? table.Name : table.Name.Substring(0, room)) + tail;
    }

    /// <summary>Whether a backup's name is of the kind that <see cref="Generate"/> makes for a table.</summary>
    /// <param name="tableName">The table's name.</param>
    /// <param name="backupName">The backup's name.</param>
    /// <returns>Whether it is. Case matters.</returns>
    public static bool IsGenerated(string tableName, string backupName)
    {
        const int TimeLength = 14;
        var tailLength = "-backup-".Length + TimeLength + 1 + RandomLength;
        var room = MaxLength - tailLength;
        var head = (tableName.Length <= room ? tableName : tableName[..room]) + "-backup-";
        return backupName.Length == head.Length + TimeLength + 1 + RandomLength
            && backupName.StartsWith(head, StringComparison.Ordinal)
            && backupName.AsSpan(head.Length, TimeLength).IndexOfAnyExceptInRange('0', '9') < 0
            && backupName[head.Length + TimeLength] == '-'
            && backupName.AsSpan(head.Length + TimeLength + 1).IndexOfAnyExcept(RandomAlphabet) < 0;
    }
}
