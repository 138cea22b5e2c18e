using System.Globalization;
using Xunit;

namespace DynamoBackup.Tests.Engine;

public class PrintableTests
{
    [Fact]
    public void Text_without_control_characters_stays_the_same_object()
    {
        var text = "Größe 12 · テーブル 🎵 'Music' \\u001b";

        Assert.Same(text, Printable.Of(text));
        Assert.Same(string.Empty, Printable.Of(string.Empty));
    }

    [Theory]
    [InlineData("\u001b[31mred", "\\u001b[31mred")]
    [InlineData("one\r\ntwo\t", "one\\u000d\\u000atwo\\u0009")]
    [InlineData("\0\u007f\u0085\u009b", "\\u0000\\u007f\\u0085\\u009b")]
    [InlineData("a\u202eb\u202ac\u2066d\u2069", "a\\u202eb\\u202ac\\u2066d\\u2069")]
    [InlineData("line\u2028paragraph\u2029", "line\\u2028paragraph\\u2029")]
    public void Control_characters_are_made_visible(string text, string expected)
    {
        Assert.Equal(expected, Printable.Of(text));
    }

    [Fact]
    public void Nothing_that_drives_a_terminal_gets_through_and_all_else_does()
    {
        // LRE, RLE, PDF, LRO and RLO; LRI, RLI, FSI and PDI.
        var directions = new HashSet<int> { 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069 };
        var escaped = new List<int>();
        for (int c = char.MinValue; c <= char.MaxValue; c++)
        {
            var text = $"<{(char)c}>";
            var printable = Printable.Of(text);
            if (printable != text)
            {
                Assert.Equal(FormattableString.Invariant($"<\\u{c:x4}>"), printable);
                escaped.Add(c);
            }
        }

        // Unicode's own sorting, not the rule's ranges once more.
        Assert.Equal(
            Enumerable.Range(char.MinValue, char.MaxValue + 1).Where(c => directions.Contains(c)
                || char.GetUnicodeCategory(
                    (char)c) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator),
            escaped);
    }
}
