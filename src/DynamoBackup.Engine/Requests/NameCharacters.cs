using System.Globalization;
using System.Text;

namespace DynamoBackup.Engine.Requests;

/// <summary>The characters of a table's or a backup's name: letters a-z and A-Z, digits, '_', '.' and '-'.</summary>
internal static class NameCharacters
{
    /// <summary>The rule, the end of a sentence.</summary>
    public const string Rule = "contains only letters (a-z, A-Z), digits, '_', '.' and '-'";

    // Those that a word processor or a web page puts in unasked, and that look like another character or like none.
    private static readonly Dictionary<char, string> Lookalikes = new()
    {
        ['\u0020'] = "space",
        ['\u00a0'] = "no-break space",
        ['\u00ad'] = "soft hyphen",
        ['\u200b'] = "zero width space",
        ['\u200c'] = "zero width non-joiner",
        ['\u200d'] = "zero width joiner",
        ['\u2010'] = "hyphen",
        ['\u2011'] = "non-breaking hyphen",
        ['\u2012'] = "figure dash",
        ['\u2013'] = "en dash",
        ['\u2014'] = "em dash",
        ['\u202f'] = "narrow no-break space",
        ['\u2060'] = "word joiner",
        ['\u2212'] = "minus sign",
        ['\ufeff'] = "byte order mark",
    };

    /// <summary>Names the first character of a text that no name can have.</summary>
    /// <param name="text">The text.</param>
    /// <returns>What it is and where, such as <c>character 7 is U+2013 (en dash)</c>; null where there is none.</returns>
    public static string? FirstForbidden(string text)
    {
        // The characters of a wildcard were meant: another one is what is wrong.
        var first = FirstWhere(text, c => !IsAllowed(c) && c is not ('*' or '?' or '[' or ']')) ?? FirstWhere(text, c => !IsAllowed(c));
        return first is { } at ? Describe(text, at) : null;
    }

    /// <summary>Names the first character of a text that no ARN can have: none is outside ASCII, or a space.</summary>
    /// <param name="text">The text.</param>
    /// <returns>What it is and where; null where there is none.</returns>
    public static string? FirstOutsideArn(string text) =>
        FirstWhere(text, c => c is <= ' ' or > '~') is { } at ? Describe(text, at) : null;

    private static bool IsAllowed(char character) => char.IsAsciiLetterOrDigit(character) || character is '_' or '.' or '-';

    private static int? FirstWhere(string text, Predicate<char> isMeant)
    {
        var at = Array.FindIndex(text.ToCharArray(), isMeant);
        return at < 0 ? null : at;
    }

    private static string Describe(string text, int at)
    {
        var isWhole = Rune.TryGetRuneAt(text, at, out var rune);
        var code = string.Create(CultureInfo.InvariantCulture, $"U+{(isWhole ? rune.Value : text[at]):X4}");
        var what = Lookalikes.TryGetValue(text[at], out var name) ? $"{code} ({name})"
            : isWhole && IsVisible(rune) ? $"'{rune}' ({code})"
            : code;
        return string.Create(CultureInfo.InvariantCulture, $"character {at + 1} is {what}");
    }

    // Unicode has four fillers of Hangul among the letters, and nobody sees them.
    private static bool IsVisible(Rune rune) =>
        (Rune.IsLetterOrDigit(rune) || Rune.IsPunctuation(rune) || Rune.IsSymbol(rune))
        && rune.Value is not (0x115f or 0x1160 or 0x3164 or 0xffa0);
}
