using Xunit;

namespace DynamoBackup.Tests.Engine;

public class NameCharactersTests
{
    [Theory]
    [InlineData("before\u2013release", "character 7 is U+2013 (en dash).")]
    [InlineData("before\u2011release", "character 7 is U+2011 (non-breaking hyphen).")]
    [InlineData("\ufeffMusic", "character 1 is U+FEFF (byte order mark).")]
    [InlineData("Mu\u200bsic", "character 3 is U+200B (zero width space).")]
    [InlineData("Music\u00ad", "character 6 is U+00AD (soft hyphen).")]
    [InlineData("My Music", "character 3 is U+0020 (space).")]
    [InlineData("My/Music", "character 3 is '/' (U+002F).")]
    [InlineData("Müsic", "character 2 is 'ü' (U+00FC).")]
    [InlineData("Music\U0001f3b5", "character 6 is '\U0001f3b5' (U+1F3B5).")]
    [InlineData("Mu\u0007sic", "character 3 is U+0007.")]
    [InlineData("Mu\u2062sic", "character 3 is U+2062.")]
    public void The_first_character_that_a_name_cannot_have_is_named_with_its_place(string text, string problem)
    {
        TableReference.TryParse(text, out _, out var ofTable);

        Assert.Equal($"A table name contains only letters (a-z, A-Z), digits, '_', '.' and '-'; {problem}", ofTable);
        Assert.Equal($"A backup name contains only letters (a-z, A-Z), digits, '_', '.' and '-'; {problem}", BackupName.ProblemOf(text));
    }

    [Fact]
    public void The_place_in_a_template_counts_its_tokens_as_they_are_written()
    {
        NameTemplate.TryParse("{table}\u2013{Date}", out _, out var problem);

        Assert.EndsWith("; character 8 is U+2013 (en dash).", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("arn:aws:dynamodb:us-east-1\u200b:111122223333:table/Music")]
    [InlineData("arn:aws:dynamodb:us-east-1\u200b:111122223333:table/Music/backup/01489602797149-73d8d5bc")]
    public void A_character_that_no_arn_can_have_is_named(string text)
    {
        TableReference.TryParse(text, out _, out var ofTable);
        BackupArn.TryParse(text, out _, out var ofBackup);

        Assert.EndsWith("; character 27 is U+200B (zero width space).", ofTable, StringComparison.Ordinal);
        Assert.EndsWith("; character 27 is U+200B (zero width space).", ofBackup, StringComparison.Ordinal);
    }

    [Fact]
    public void A_character_beside_those_of_a_wildcard_is_what_is_wrong_with_it()
    {
        TableReference.TryParse("prod\u2013[a-c]*", out _, out var problem);

        Assert.EndsWith("; character 5 is U+2013 (en dash).", problem, StringComparison.Ordinal);
    }
}
