using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace DynamoBackup.Engine.Requests;

/// <summary>
/// A backup's name as the user gave it: a literal name, or one with tokens in braces that each backup fills in, such as
/// <c>{table}-nightly</c>. Whatever it is filled in with, the name is a valid one. Braces cannot be in a name, so no name is
/// mistaken for a template.
/// </summary>
public sealed class NameTemplate
{
    /// <summary>The name of the table; cut at its end where the whole would pass <see cref="BackupName.MaxLength"/>.</summary>
    public const string TableToken = "{table}";

    /// <summary>The day, in UTC: eight digits, yyyyMMdd.</summary>
    public const string DateToken = "{date}";

    /// <summary>The time of day, in UTC: six digits, HHmmss.</summary>
    public const string TimeToken = "{time}";

    /// <summary>Eight characters of a to z and 0 to 9, drawn for each backup.</summary>
    public const string RandomToken = "{random}";

    /// <summary>The region's system name, such as <c>eu-west-1</c>.</summary>
    public const string RegionToken = "{region}";

    private const string DateFormat = "yyyyMMdd";
    private const string TimeFormat = "HHmmss";
    private const int RandomLength = 8;
    private const string RandomAlphabet = "abcdefghijklmnopqrstuvwxyz0123456789";

    // Twice the longest region's name there is (us-gov-west-1, ap-southeast-7); a longer one is cut.
    private const int LongestRegion = 32;

    private static readonly Regex Parts = new("\\{[^{}]*\\}|[^{}]+|[{}]", RegexOptions.CultureInvariant);

    private readonly string[] _parts;

    private NameTemplate(string text, string[] parts)
    {
        Text = text;
        _parts = parts;
    }

    /// <summary>The tokens there are, with their braces.</summary>
    public static IReadOnlyList<string> Tokens { get; } = [TableToken, DateToken, TimeToken, RandomToken, RegionToken];

    /// <summary>The template of the name a backup gets where the user gives none: <c>{table}-backup-{date}{time}-{random}</c>.</summary>
    public static NameTemplate Default { get; } =
        TryParse("{table}-backup-{date}{time}-{random}", out var template, out var problem)
            ? template
            : throw new InvalidOperationException(problem);

    /// <summary>What the user wrote.</summary>
    public string Text { get; }

    /// <summary>Whether no two backups get one name, with overwhelming likelihood (36^8): it has a <c>{random}</c>.</summary>
    public bool MakesUniqueNames => Has(RandomToken);

    /// <summary>Whether it is a name as it stands: it has no token.</summary>
    public bool IsLiteral => !Tokens.Any(Has);

    /// <summary>Reads a backup's name or a template of names.</summary>
    /// <param name="text">The text; null and empty are refused. A token's case is ignored.</param>
    /// <param name="template">The template, where the text is one.</param>
    /// <param name="problem">Otherwise the rule the text breaks, as a sentence.</param>
    /// <returns>Whether every name made of it is a valid one.</returns>
    public static bool TryParse(
        [NotNullWhen(true)] string? text, [NotNullWhen(true)] out NameTemplate? template, [NotNullWhen(false)] out string? problem)
    {
        string[] parts = text is null ? [] : [.. Parts.Matches(text).Select(match => match.Value).Select(part => TokenOf(part) ?? part)];
        problem = ProblemOf(text, parts);
        template = problem is null ? new NameTemplate(text!, parts) : null;
        return template is not null;
    }

    /// <summary>Makes a backup's name.</summary>
    /// <param name="tableName">The table's name.</param>
    /// <param name="region">The region's system name.</param>
    /// <param name="now">The time for the name.</param>
    /// <param name="random">Where the random characters come from.</param>
    /// <returns>A valid name.</returns>
    public string Render(string tableName, string region, DateTimeOffset now, Random random)
    {
        var utc = now.UtcDateTime;
        string[] filled = [.. _parts.Select(part => part switch
        {
            DateToken => utc.ToString(DateFormat, CultureInfo.InvariantCulture),
            TimeToken => utc.ToString(TimeFormat, CultureInfo.InvariantCulture),
            RandomToken => Draw(random),
            RegionToken => region.Length <= LongestRegion ? region : region[..LongestRegion],
            _ => part,
        })];
        var tables = Count(filled, TableToken);
        var room = tables == 0 ? 0 : (BackupName.MaxLength - filled.Where(part => part != TableToken).Sum(part => part.Length)) / tables;
        var table = tableName.Length <= room ? tableName : tableName[..room];
        return string.Concat(filled.Select(part => part == TableToken ? table : part));
    }

    /// <summary>What the user wrote.</summary>
    /// <returns><see cref="Text"/>.</returns>
    public override string ToString() => Text;

    private static string? ProblemOf(string? text, string[] parts)
    {
        if (!Array.Exists(parts, part => part[0] is '{' or '}'))
        {
            return BackupName.ProblemOf(text);
        }

        if (Array.Find(parts, part => part[0] is '{' or '}' && TokenOf(part) is null) is { } unknown)
        {
            return $"{(unknown.Length > 1 ? $"'{unknown}' is no token of a name" : $"A '{unknown}' is without its other brace")}: "
                + $"there are {string.Join(", ", Tokens.SkipLast(1))} and {Tokens[^1]}.";
        }

        // With each token in its place the text has a character where the user wrote it.
        var literal = string.Concat(parts.Select(part => part[0] is '{' ? new string('x', part.Length) : part));
        if (BackupName.CharacterProblemOf(literal) is { } forbidden)
        {
            return forbidden;
        }

        var shortest = string.Concat(parts.Select(part => part[0] is '{' ? new string('x', LeastLengthOf(part)) : part));
        if (shortest.Length <= BackupName.MaxLength && BackupName.ProblemOf(shortest) is { } problem)
        {
            return problem;
        }

        var longest = shortest.Length + (Count(parts, RegionToken) * (LongestRegion - TableReference.MinNameLength));
        return longest <= BackupName.MaxLength
            ? null
            : $"A backup name has at most {BackupName.MaxLength} characters; this template makes longer ones.";
    }

    private static string? TokenOf(string part) => Tokens.FirstOrDefault(token => token.Equals(part, StringComparison.OrdinalIgnoreCase));

    private static int LeastLengthOf(string token) => token switch
    {
        DateToken => DateFormat.Length,
        TimeToken => TimeFormat.Length,
        RandomToken => RandomLength,
        _ => TableReference.MinNameLength,
    };

    private static int Count(string[] parts, string token) => parts.Count(part => part == token);

    private static string Draw(Random random)
    {
        var text = new StringBuilder(RandomLength);
        for (var i = 0; i < RandomLength; i++)
        {
            text.Append(RandomAlphabet[random.Next(RandomAlphabet.Length)]);
        }

        return text.ToString();
    }

    private bool Has(string token) => Count(_parts, token) > 0;
}
