using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace DynamoBackup.Tests.Engine;

public class NameTemplateTests
{
    private static readonly DateTimeOffset Moment = new(2026, 11, 21, 23, 4, 5, TimeSpan.FromHours(-2));

    private static Gen<DateTimeOffset> Time => Gen.Choose(0, int.MaxValue)
        .Select(seconds => DateTimeOffset.FromUnixTimeSeconds(2L * seconds).ToOffset(TimeSpan.FromHours(seconds % 14)));

    // Tokens and text in any order, and now and then something that is neither.
    private static Gen<string> AnyTemplate =>
        from count in Gen.Choose(0, 12)
        from parts in Gen.ArrayOf(
            Gen.Frequency(
                (8, Gen.Elements("{table}", "{date}", "{time}", "{random}", "{region}", "{TABLE}", "-", "_", "a", ".9")),
                (2, Inputs.Name),
                (1, Gen.Elements("{", "}", "{}", "{{table}}", "{tables}", "{ table }", "é", " ", "\n"))),
            count)
        select string.Concat(parts);

    [Fact]
    public void Any_text_makes_valid_names_only_or_breaks_a_rule_that_is_named()
    {
        var random = new Random(1);
        var made = 0;
        var texts = Gen.OneOf(Inputs.AnyText, AnyTemplate.Select(text => (string?)text));
        Inputs.ForAll(Gen.Zip(Gen.Zip(texts, Inputs.Name), Gen.Zip(Inputs.Region, Time)), input =>
        {
            var ((text, table), (region, time)) = input;
            if (!NameTemplate.TryParse(text, out var template, out var problem))
            {
                Assert.EndsWith(".", problem, StringComparison.Ordinal);
                return;
            }

            made++;
            Assert.Null(problem);
            Assert.Null(BackupName.ProblemOf(template.Render(table, region, time, random)));
        });
        Assert.InRange(made, Inputs.Cases / 10, Inputs.Cases);
    }

    [Fact]
    public void A_name_is_a_template_of_itself()
    {
        Inputs.ForAll(Inputs.Name.Zip(Inputs.Name), input =>
        {
            var (name, table) = input;

            Assert.True(NameTemplate.TryParse(name, out var template, out _));

            Assert.True(template.IsLiteral);
            Assert.False(template.MakesUniqueNames);
            Assert.Equal(name, template.Render(table, "us-east-1", Moment, new Random(1)));
        });
    }

    [Theory]
    [InlineData("{table}-nightly", "Music-nightly")]
    [InlineData("{date}-{time}", "20261122-010405")]
    [InlineData("{region}.{table}", "eu-west-1.Music")]
    [InlineData("{Table}{TABLE}", "MusicMusic")]
    public void Tokens_are_filled_in(string text, string name)
    {
        Assert.True(NameTemplate.TryParse(text, out var template, out _));

        Assert.Equal(name, template.Render("Music", "eu-west-1", Moment, new Random(1)));
        Assert.False(template.IsLiteral);
        Assert.False(template.MakesUniqueNames);
    }

    [Theory]
    [InlineData("{tabel}-nightly", "{tabel}")]
    [InlineData("{}-nightly", "{}")]
    [InlineData("{ table }", "{ table }")]
    public void A_token_that_is_none_is_refused_with_those_there_are(string text, string token)
    {
        Assert.False(NameTemplate.TryParse(text, out _, out var problem));

        Assert.Equal($"'{token}' is no token of a name: there are {{table}}, {{date}}, {{time}}, {{random}} and {{region}}.", problem);
    }

    [Theory]
    [InlineData("{table", "{")]
    [InlineData("table}", "}")]
    [InlineData("{{table}}", "{")]
    public void A_lone_brace_is_refused(string text, string brace)
    {
        Assert.False(NameTemplate.TryParse(text, out _, out var problem));

        Assert.StartsWith($"A '{brace}' is without its other brace: there are {{table}}", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void The_rules_of_names_hold_for_the_text_around_the_tokens()
    {
        Assert.False(NameTemplate.TryParse("{table} nightly", out _, out var problem));

        Assert.Equal(BackupName.ProblemOf("1234567 nightly"), problem);
    }

    [Fact]
    public void A_template_that_can_make_a_name_too_long_is_refused_whatever_the_table()
    {
        Assert.True(NameTemplate.TryParse("{table}" + new string('a', 252), out var longest, out _));
        Assert.Equal("Mus" + new string('a', 252), longest.Render("Music", "eu-west-1", Moment, new Random(1)));

        Assert.False(NameTemplate.TryParse("{table}" + new string('a', 253), out _, out var problem));

        Assert.Equal("A backup name has at most 255 characters; this template makes longer ones.", problem);
    }

    [Fact]
    public void The_default_name_is_unique_and_begins_with_its_table_cut_where_it_must_be()
    {
        Assert.Equal("{table}-backup-{date}{time}-{random}", NameTemplate.Default.Text);
        Assert.True(NameTemplate.Default.MakesUniqueNames);
        var random = new Random(1);
        var names = new HashSet<string>();
        Inputs.ForAll(Inputs.Name.Zip(Time), input =>
        {
            var (table, now) = input;

            var name = NameTemplate.Default.Render(table, "us-east-1", now, random);

            Assert.Null(BackupName.ProblemOf(name));
            var tail = $"-backup-{now.UtcDateTime.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture)}-";
            var cut = table.Length <= 255 - tail.Length - 8 ? table : table[..(255 - tail.Length - 8)];
            Assert.StartsWith(cut + tail, name, StringComparison.Ordinal);
            Assert.Equal(cut.Length + tail.Length + 8, name.Length);
            Assert.True(names.Add(name), $"'{name}' was made twice.");
        });
    }

    [Fact]
    public void Names_made_for_one_table_in_one_second_differ()
    {
        var random = new Random(1);

        var names = Enumerable.Range(0, Inputs.Cases).Select(_ => NameTemplate.Default.Render("Music", "us-east-1", Moment, random));

        Assert.Equal(Inputs.Cases, names.Distinct().Count());
    }

    [Fact]
    public void A_request_keeps_the_name_that_was_made_for_it()
    {
        TableReference.TryParse("Music", out var table, out _);
        var target = new BackupTarget(null!, "eu-west-1", "http://nowhere");
        var request = new CreateRequest(target, table!, "{table}-{region}-{random}", wait: false, TimeSpan.FromMinutes(1));
        Assert.Null(request.BackupName);

        var name = request.MakeName(Moment, new Random(1));

        Assert.Matches("^Music-eu-west-1-[a-z0-9]{8}$", name);
        Assert.Equal(name, request.MakeName(Moment.AddDays(1), new Random(2)));
        Assert.Equal(name, request.BackupName);
    }
}
