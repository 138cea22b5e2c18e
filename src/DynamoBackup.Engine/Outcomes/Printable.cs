using System.Globalization;
using System.Text;

namespace DynamoBackup.Engine.Outcomes;

/// <summary>Text from elsewhere, made safe to show.</summary>
public static class Printable
{
    /// <summary>
    /// Makes control characters visible (U+0000 to U+001F, U+007F to U+009F, and those that turn the direction of text), so
    /// that no name or message from elsewhere can drive a terminal.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <returns>The text with each such character as its escape, <c>\u001b</c>.</returns>
    public static string Of(string text)
    {
        StringBuilder? printable = null;
        for (var i = 0; i < text.Length; i++)
        {
            var isControl = char.IsControl(text[i])
                || text[i] is (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069') or '\u2028' or '\u2029';
            if (isControl)
            {
                printable ??= new StringBuilder(text, 0, i, text.Length + 16);
                printable.AppendFormat(CultureInfo.InvariantCulture, "\\u{0:x4}", (int)text[i]);
            }
            else
            {
                printable?.Append(text[i]);
            }
        }

        return printable?.ToString() ?? text;
    }
}
