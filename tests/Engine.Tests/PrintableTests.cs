using System.Globalization;
using Xunit;

namespace DynamoBackup.Tests.Engine;

public class PrintableTests
{
    [Fact]
    public void Text_without_hidden_characters_stays_the_same_object()
    {
        var text = "Größe 12 – テーブル 🎵 'Music' \\u001b";

        Assert.Same(text, Printable.Of(text));
        Assert.Same(string.Empty, Printable.Of(string.Empty));
    }

    [Theory]
    [InlineData("\u001b[31mred", "\\u001b[31mred")]
    [InlineData("one\r\ntwo\t", "one\\u000d\\u000atwo\\u0009")]
    [InlineData("\0\u007f\u0085\u009b", "\\u0000\\u007f\\u0085\\u009b")]
    [InlineData("a\u202eb\u202ac\u2066d\u2069", "a\\u202eb\\u202ac\\u2066d\\u2069")]
    [InlineData("line\u2028paragraph\u2029", "line\\u2028paragraph\\u2029")]
    [InlineData("zero\u200bwidth\ufeff soft\u00adhyphen", "zero\\u200bwidth\\ufeff soft\\u00adhyphen")]
    [InlineData("filler\u3164 selector\ufe0f joiner\u034f", "filler\\u3164 selector\\ufe0f joiner\\u034f")]
    [InlineData("tag \U000e0041", "tag \\U000e0041")]
    public void Characters_that_cannot_be_seen_are_escaped(string text, string expected)
    {
        Assert.Equal(expected, Printable.Of(text));
    }

    [Fact]
    public void Half_a_surrogate_pair_is_escaped()
    {
        Assert.Equal("\\ud83cx\\udfb5", Printable.Of(new string(['\ud83c', 'x', '\udfb5'])));
    }

    [Fact]
    public void No_character_of_a_hidden_category_gets_through_and_letters_do()
    {
        for (int c = char.MinValue; c <= char.MaxValue; c++)
        {
            var printable = Printable.Of($"<{(char)c}>");
            switch (char.GetUnicodeCategory((char)c))
            {
                case UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
                    or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate:
                    Assert.Equal(FormattableString.Invariant($"<\\u{c:x4}>"), printable);
                    break;
                case UnicodeCategory.LowercaseLetter or UnicodeCategory.UppercaseLetter or UnicodeCategory.DecimalDigitNumber:
                    Assert.Equal($"<{(char)c}>", printable);
                    break;
                default:
                    break;
            }
        }
    }

    [Fact]
    public void A_long_text_is_cut_to_an_excerpt_and_an_excerpt_is_left_alone()
    {
        var excerpt = Printable.Excerpt(new string('x', 2_000_000));

        Assert.Equal(new string('x', Printable.LongestExcerpt - 1) + "…", excerpt);
        Assert.Same(excerpt, Printable.Excerpt(excerpt));
    }

    [Fact]
    public void An_excerpt_does_not_end_in_half_a_surrogate_pair()
    {
        var excerpt = Printable.Excerpt(new string('x', Printable.LongestExcerpt - 2) + "🎵🎵");

        Assert.Equal(excerpt, Printable.Of(excerpt));
    }
}
