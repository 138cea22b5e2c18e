using System.Globalization;
using FsCheck.Fluent;
using Xunit;

namespace DynamoBackup.Tests.Engine;

/// <summary>The parsers on any input. The rules are written a second time here, without patterns, from the service model.</summary>
public class ParserPropertyTests
{
    [Fact]
    public void Any_text_is_a_table_or_breaks_a_rule_that_is_named()
    {
        Inputs.ForAll(Inputs.AnyText, text =>
        {
            var isTable = TableReference.TryParse(text, out var reference, out var problem);

            Assert.Equal(IsTable(text), isTable);
            Assert.Equal(isTable, reference is not null);
            Assert.Equal(isTable, problem is null);
            if (isTable)
            {
                Assert.Equal(text, reference!.Text);
                Assert.Equal(text, reference.ToString());
                Assert.True(IsName(reference.Name));
                Assert.EndsWith(reference.Name, text, StringComparison.Ordinal);
            }
            else
            {
                IsSentence(problem);
            }
        });
    }

    [Fact]
    public void Every_good_table_name_is_taken_as_it_is()
    {
        Inputs.ForAll(Inputs.Name.Where(name => !name.StartsWith("arn:", StringComparison.Ordinal)), name =>
        {
            Assert.True(TableReference.TryParse(name, out var reference, out _));
            Assert.Equal((name, name, null, null), (reference!.Text, reference.Name, reference.Region, reference.Account));
        });
    }

    [Fact]
    public void Every_good_table_arn_tells_its_name_region_and_account()
    {
        Inputs.ForAll(Inputs.TableArn, arn =>
        {
            Assert.True(TableReference.TryParse(arn, out var reference, out var problem), problem);
            var parts = arn.Split(':');
            Assert.Equal((parts[5]["table/".Length..], parts[3], parts[4]), (reference!.Name, reference.Region, reference.Account));
        });
    }

    [Fact]
    public void Any_text_is_a_backups_arn_or_breaks_a_rule_that_is_named()
    {
        Inputs.ForAll(Inputs.AnyText, text =>
        {
            var isArn = BackupArn.TryParse(text, out var arn, out var problem);

            Assert.Equal(IsBackupArn(text), isArn);
            Assert.Equal(isArn, arn is not null);
            Assert.Equal(isArn, problem is null);
            if (isArn)
            {
                Assert.Equal(text, arn!.Text);
                Assert.True(IsName(arn.TableName));
            }
            else
            {
                IsSentence(problem);
            }
        });
    }

    [Fact]
    public void Every_good_backup_arn_tells_its_table_region_and_account_and_its_time_where_it_has_one()
    {
        Inputs.ForAll(Inputs.BackupArnText.Where(text => text.Length <= BackupArn.MaxLength), text =>
        {
            Assert.True(BackupArn.TryParse(text, out var arn, out var problem), problem);
            var parts = text.Split(':');
            var resource = parts[5].Split('/');
            Assert.Equal((resource[1], parts[3], parts[4]), (arn!.TableName, arn.Region, arn.Account));
            var id = resource[3];
            if (id.Length > 14 && id[0] == '0' && id[1..14].All(char.IsAsciiDigit) && id[14] == '-')
            {
                var milliseconds = (arn.CreationHint!.Value - DateTime.UnixEpoch).TotalMilliseconds;
                Assert.Equal(long.Parse(id[1..14], CultureInfo.InvariantCulture), (long)Math.Round(milliseconds));
                Assert.Equal(DateTimeKind.Utc, arn.CreationHint.Value.Kind);
            }
            else
            {
                Assert.Null(arn.CreationHint);
            }
        });
    }

    [Fact]
    public void Any_text_is_a_backup_name_or_breaks_a_rule_that_is_named()
    {
        Inputs.ForAll(Inputs.AnyText, text =>
        {
            var problem = BackupName.ProblemOf(text);

            Assert.Equal(IsName(text), problem is null);
            if (problem is not null)
            {
                IsSentence(problem);
            }
        });
    }

    [Theory]
    [InlineData("abc\n")]
    [InlineData("\nabc")]
    [InlineData("abc\r\n")]
    [InlineData("abc ")]
    [InlineData("ab")]
    [InlineData("a/b")]
    [InlineData("a:b")]
    [InlineData("äbc")]
    [InlineData("ab\0")]
    [InlineData("")]
    [InlineData(null)]
    public void A_name_with_anything_more_or_less_is_neither_a_tables_nor_a_backups(string? name)
    {
        Assert.False(TableReference.TryParse(name, out _, out _));
        Assert.NotNull(BackupName.ProblemOf(name));
    }

    [Theory]
    [InlineData("arn:aws:dynamodb:us-east-1:123456789012:table/Music\n")]
    [InlineData("arn:aws:s3:us-east-1:123456789012:table/Music")]
    [InlineData("arn:aws:dynamodb:us-east-1:12345678901:table/Music")]
    [InlineData("arn:aws:dynamodb:us-east-1:1234567890123:table/Music")]
    [InlineData("arn:aws:dynamodb:us-east-1:١٢٣٤٥٦٧٨٩٠١٢:table/Music")]
    [InlineData("arn:aws:dynamodb::123456789012:table/Music")]
    [InlineData("arn:aws:dynamodb:us-east-1:123456789012:table/")]
    [InlineData("arn:aws:dynamodb:us-east-1:123456789012:table/Mu")]
    [InlineData("arn:aws:dynamodb:us-east-1:123456789012:table/Music/index/ByYear")]
    [InlineData("arn:aws:dynamodb:us-east-1:123456789012:table/Music/backup/01489602797149-73d8d5bc")]
    [InlineData("ARN:aws:dynamodb:us-east-1:123456789012:table/Music")]
    [InlineData("arn:")]
    public void An_arn_of_anything_else_is_no_tables(string arn)
    {
        Assert.False(TableReference.TryParse(arn, out _, out var problem));
        IsSentence(problem);
    }

    [Theory]
    [InlineData("arn:aws:dynamodb:us-east-1:123456789012:table/Music/backup/01489602797149-73d8d5bc\n")]
    [InlineData("arn:aws:dynamodb:us-east-1:123456789012:table/Music")]
    [InlineData("arn:aws:dynamodb:us-east-1:123456789012:table/Music/backup/")]
    [InlineData("arn:aws:dynamodb:us-east-1:123456789012:table/Music/backup/a/b")]
    [InlineData("arn:aws:dynamodb:us-east-1:123456789012:table/Mu/backup/01489602797149-73d8d5bc")]
    [InlineData("arn:aws:backup:us-east-1:123456789012:recovery-point:1EB3B5E7-9EB0-435A-A80B-108B488B0D45")]
    [InlineData("arn:aws:dynamodb:us-east-1::table/Music/backup/01489602797149-73d8d5bc")]
    [InlineData("Music")]
    public void Anything_else_is_no_backups_arn(string arn)
    {
        Assert.False(BackupArn.TryParse(arn, out _, out var problem));
        IsSentence(problem);
    }

    private static void IsSentence(string? problem)
    {
        Assert.NotNull(problem);
        Assert.EndsWith(".", problem, StringComparison.Ordinal);
        Assert.Equal(Printable.Of(problem), problem);
    }

    private static bool IsName(string? text) =>
        text is { Length: >= 3 and <= 255 } && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-');

    private static bool IsTable(string? text) =>
        text is { Length: <= 1024 } && (text.StartsWith("arn:", StringComparison.Ordinal) ? IsName(ResourceOf(text, 1)) : IsName(text));

    private static bool IsBackupArn(string? text) =>
        text is { Length: >= 37 and <= 1024 }
        && IsName(ResourceOf(text, 3))
        && text.Split('/') is [_, _, "backup", { Length: > 0 } id]
        && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-');

    /// <summary>The table's name in an ARN that reads arn:aws…:dynamodb:REGION:ACCOUNT:table/… with so many slashes.</summary>
    private static string? ResourceOf(string text, int slashes)
    {
        var parts = text.Split(':');
        var isOurs = parts is ["arn", var partition, "dynamodb", { Length: > 0 } region, { Length: 12 } account, var resource]
            && partition.StartsWith("aws", StringComparison.Ordinal)
            && partition.All(c => char.IsAsciiLetterLower(c) || c == '-')
            && region.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
            && account.All(char.IsAsciiDigit)
            && resource.StartsWith("table/", StringComparison.Ordinal)
            && resource.Count(c => c == '/') == slashes;
        return isOurs ? parts[5].Split('/')[1] : null;
    }
}
