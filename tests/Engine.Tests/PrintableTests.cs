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
        for (var c = '\0'; c < char.MaxValue; c++)
        {
            var isSafe = !char.IsControl(c) && c is not ((>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069') or '\u2028' or '\u2029');

            Assert.Equal(isSafe ? $"<{c}>" : $"<\\u{(int)c:x4}>", Printable.Of($"<{c}>"));
        }
    }
}
