using System.Globalization;
using System.Text;

namespace DynamoBackup.Engine.Outcomes;

/// <summary>Text from elsewhere, made safe to show.</summary>
public static class Printable
{
    /// <summary>The most characters that a message shows of someone else's text.</summary>
    public const int LongestExcerpt = 1000;

    /// <summary>
    /// Escapes the characters that a reader cannot see and a terminal may obey: control and format characters (the Unicode
    /// categories Cc, Cf, Zl and Zp), the other characters that Unicode's Default_Ignorable_Code_Point lists, and half surrogate
    /// pairs.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <returns>The text with each such character as its escape, <c>\u001b</c> or <c>\U000e0001</c>.</returns>
    public static string Of(string text)
    {
        StringBuilder? printable = null;
        for (var i = 0; i < text.Length;)
        {
            var isWhole = Rune.TryGetRuneAt(text, i, out var rune);
            var length = isWhole ? rune.Utf16SequenceLength : 1;
            if (!isWhole || IsHidden(rune))
            {
                printable ??= new StringBuilder(text, 0, i, text.Length + 16);
                printable.AppendFormat(
                    CultureInfo.InvariantCulture, length == 1 ? "\\u{0:x4}" : "\\U{0:x8}", isWhole ? rune.Value : text[i]);
            }
            else
            {
                printable?.Append(text, i, length);
            }

            i += length;
        }

        return printable?.ToString() ?? text;
    }

    /// <summary>Cuts a text of someone else's, so that it does not bury the message it is quoted in.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The text, or its beginning and an ellipsis: <see cref="LongestExcerpt"/> characters at most.</returns>
    public static string Excerpt(string text)
    {
        const int Room = LongestExcerpt - 1;
        return text.Length <= LongestExcerpt ? text : $"{text[..(char.IsHighSurrogate(text[Room - 1]) ? Room - 1 : Room)]}…";
    }

    private static bool IsHidden(Rune rune) =>
        Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        || IsIgnorable(rune.Value);

    // Default_Ignorable_Code_Point of Unicode's DerivedCoreProperties.txt, but for its format characters.
    private static bool IsIgnorable(int value) => value
        is 0x034f or 0x115f or 0x1160 or 0x17b4 or 0x17b5 or (>= 0x180b and <= 0x180f) or 0x2065 or 0x3164 or (>= 0xfe00 and <= 0xfe0f)
        or 0xffa0 or (>= 0xfff0 and <= 0xfff8) or (>= 0xe0000 and <= 0xe0fff);
}
