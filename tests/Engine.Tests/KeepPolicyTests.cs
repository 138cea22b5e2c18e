using System.Globalization;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace DynamoBackup.Tests.Engine;

/// <summary>What keep rules keep.</summary>
public class KeepPolicyTests
{
    private static readonly DateTime Origin = new(2023, 12, 20, 0, 0, 0, DateTimeKind.Utc);

    // Around three year ends, two of them in the middle of an ISO week, and a leap day; many of one day, some of one moment.
    private static readonly Gen<DateTime> Creation = Gen.OneOf(
        Gen.Choose(0, 1_100 * 24).Select(hours => Origin.AddHours(hours)),
        Gen.Choose(0, 20).Select(days => Origin.AddDays(days)),
        Gen.Choose(0, 86_400_000).Select(ms => Origin.AddDays(10).AddMilliseconds(ms)),
        Gen.Elements("2024-02-28", "2024-02-29", "2024-03-01", "2024-12-29", "2024-12-30", "2024-12-31", "2025-01-01", "2026-01-01")
            .Select(At));

    private static readonly Gen<(string Arn, DateTime Created)[]> Backups =
        from count in Gen.Choose(0, 40)
        from created in Gen.ArrayOf(Creation, count)
        select created.Select((time, i) => ($"arn-{i:00}", time)).ToArray();

    private static readonly Gen<int?> Count = Gen.OneOf(Gen.Constant((int?)null), Gen.Choose(1, 12).Select(n => (int?)n));

    private static readonly Gen<KeepRules> AnyRules =
        from last in Count
        from daily in Count
        from weekly in Count
        from monthly in Count
        from yearly in Count
        from days in Count
        select new KeepRules
        {
            Last = last,
            Daily = daily,
            Weekly = weekly,
            Monthly = monthly,
            Yearly = yearly,
            Within = days is { } n ? TimeSpan.FromDays(n * 2.5) : null,
        };

    private static readonly Gen<KeepRules> SomeRules = AnyRules.Where(rules => !rules.IsEmpty);

    /// <summary>Worked examples: the rules, the creations (UTC), and those that stay with their reasons.</summary>
    public static TheoryData<KeepRules, string, string> Examples => new()
    {
        { new() { Last = 2 }, "2026-01-01, 2026-01-02, 2026-01-03", "2026-01-03: last 1; 2026-01-02: last 2" },
        { new() { Last = 5 }, "2026-01-01", "2026-01-01: last 1" },
        { new() { Daily = 2 }, "2026-03-01T01, 2026-03-01T23, 2026-03-05T00, 2026-03-05T12",
            "2026-03-05T12: daily 2026-03-05; 2026-03-01T23: daily 2026-03-01" },
        { new() { Weekly = 2 }, "2024-12-29, 2024-12-30, 2025-01-01, 2025-01-05, 2025-01-06",
            "2025-01-06: weekly 2025-W02; 2025-01-05: weekly 2025-W01" },
        { new() { Weekly = 3 }, "2026-12-27, 2026-12-28, 2027-01-03, 2027-01-04",
            "2027-01-04: weekly 2027-W01; 2027-01-03: weekly 2026-W53; 2026-12-27: weekly 2026-W52" },
        { new() { Monthly = 2 }, "2024-01-31, 2024-02-28, 2024-02-29, 2024-03-01",
            "2024-03-01: monthly 2024-03; 2024-02-29: monthly 2024-02" },
        { new() { Yearly = 2 }, "2024-12-31T23, 2025-01-01T00, 2025-12-31T23, 2026-01-01T00",
            "2026-01-01T00: yearly 2026; 2025-12-31T23: yearly 2025" },
        { new() { Within = TimeSpan.FromDays(7) }, "2026-01-01T00, 2026-01-01T01, 2026-01-08T01",
            "2026-01-08T01: within 7 days; 2026-01-01T01: within 7 days" },
        { new() { Last = 1, Daily = 1, Monthly = 2 }, "2026-01-30, 2026-01-31, 2026-02-01",
            "2026-02-01: last 1, daily 2026-02-01, monthly 2026-02; 2026-01-31: monthly 2026-01" },
        { new() { Within = TimeSpan.FromDays(1) }, "2019-05-01, 2019-05-09", "2019-05-09: within 1 days" },
    };

    [Theory]
    [MemberData(nameof(Examples))]
    public void Worked_examples(KeepRules rules, string creations, string expected)
    {
        var backups = creations.Split(", ").Select(text => (text, At(text)));

        var kept = KeepPolicy.Apply(rules, backups);

        Assert.Equal(expected, string.Join("; ", kept.OrderByDescending(pair => At(pair.Key)).Select(pair => $"{pair.Key}: {pair.Value}")));
    }

    [Fact]
    public void The_table_in_the_help_is_true()
    {
        var help = File.ReadAllLines(Path.Combine(Checkout.Root, "src", "DynamoBackup", "module", "en-US", "about_DynamoBackup.help.txt"));
        var begin = Array.FindIndex(help, line => line.Contains("made (UTC)", StringComparison.Ordinal));
        var rows = help.Skip(begin + 1).TakeWhile(line => line.Length > 0).ToList();
        var backups = rows.ConvertAll(row => (row, At(row.Trim()[..16].Replace(' ', 'T'))));
        var columns = Regex.Matches(help[begin], @"-Keep(?<rule>\w+) (?<number>\d+)").ToList();

        Assert.Equal(8, rows.Count);
        Assert.Equal(6, columns.Count);
        foreach (var column in columns)
        {
            var kept = KeepPolicy.Apply(RulesOf(column.Groups["rule"].Value, int.Parse(column.Groups["number"].Value)), backups);
            Assert.All(rows, row => Assert.Equal(kept.ContainsKey(row), row[column.Index..].StartsWith("keeps", StringComparison.Ordinal)));
        }

        var both = KeepPolicy.Apply(new KeepRules { Daily = 2, Monthly = 3 }, backups);
        Assert.Equal([rows[0], rows[1], rows[5]], rows.Where(both.ContainsKey));
    }

    [Fact]
    public void What_is_kept_is_the_union_of_what_each_rule_keeps() => ForAll((rules, backups) =>
    {
        KeepRules[] each =
        [
            new() { Last = rules.Last }, new() { Daily = rules.Daily }, new() { Weekly = rules.Weekly }, new() { Monthly = rules.Monthly },
            new() { Yearly = rules.Yearly }, new() { Within = rules.Within },
        ];
        Assert.Equal(
            each.SelectMany(rule => KeepPolicy.Apply(rule, backups).Keys).Distinct().Order(StringComparer.Ordinal),
            KeepPolicy.Apply(rules, backups).Keys.Order(StringComparer.Ordinal));
    });

    [Fact]
    public void The_newest_stays_whatever_the_rules_and_however_old_it_is() => ForAll((rules, backups) =>
    {
        if (backups.Length > 0)
        {
            var kept = KeepPolicy.Apply(rules, backups);
            var newest = backups.Max(backup => backup.Created);
            Assert.Contains(backups, backup => backup.Created == newest && kept.ContainsKey(backup.Arn));
        }
    });

    [Fact]
    public void Higher_numbers_and_more_rules_never_keep_less() => Inputs.ForAll(
        from rules in SomeRules
        from more in AnyRules
        from backups in Backups
        select (rules, more, backups),
        input =>
        {
            var wider = new KeepRules
            {
                Last = Sum(input.rules.Last, input.more.Last),
                Daily = Sum(input.rules.Daily, input.more.Daily),
                Weekly = Sum(input.rules.Weekly, input.more.Weekly),
                Monthly = Sum(input.rules.Monthly, input.more.Monthly),
                Yearly = Sum(input.rules.Yearly, input.more.Yearly),
                Within = input.rules.Within is { } time ? time + (input.more.Within ?? TimeSpan.Zero) : input.more.Within,
            };
            Assert.Subset(
                KeepPolicy.Apply(wider, input.backups).Keys.ToHashSet(), KeepPolicy.Apply(input.rules, input.backups).Keys.ToHashSet());
        });

    [Fact]
    public void The_order_of_the_input_does_not_matter() => Inputs.ForAll(
        from rules in SomeRules
        from backups in Backups
        from shuffled in Gen.Shuffle(backups)
        select (rules, backups, shuffled),
        input => Assert.Equal(KeepPolicy.Apply(input.rules, input.backups), KeepPolicy.Apply(input.rules, input.shuffled)));

    [Fact]
    public void What_a_listing_lacks_never_costs_a_backup_that_would_stay_beside_it() => Inputs.ForAll(
        from rules in SomeRules
        from backups in Backups
        from lacks in Gen.ArrayOf(Gen.Elements(true, false), 40)
        select (rules, backups, lacks),
        input =>
        {
            var listed = input.backups.Where((_, i) => !input.lacks[i]).ToList();
            var keptOfAll = KeepPolicy.Apply(input.rules, input.backups).Keys.Intersect(listed.Select(backup => backup.Arn));
            Assert.Subset(KeepPolicy.Apply(input.rules, listed).Keys.ToHashSet(), keptOfAll.ToHashSet());
        });

    [Fact]
    public void What_is_kept_is_kept_again_with_the_rest_gone() => ForAll((rules, backups) =>
    {
        var kept = KeepPolicy.Apply(rules, backups);
        Assert.Equal(kept, KeepPolicy.Apply(rules, backups.Where(backup => kept.ContainsKey(backup.Arn))));
    });

    [Fact]
    public void No_rule_is_no_rule() => Assert.True(new KeepRules().IsEmpty);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_number_to_keep_is_1_or_more(int count)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new KeepRules { Last = count });
        Assert.Throws<ArgumentOutOfRangeException>(() => new KeepRules { Daily = count });
        Assert.Throws<ArgumentOutOfRangeException>(() => new KeepRules { Weekly = count });
        Assert.Throws<ArgumentOutOfRangeException>(() => new KeepRules { Monthly = count });
        Assert.Throws<ArgumentOutOfRangeException>(() => new KeepRules { Yearly = count });
        Assert.Throws<ArgumentOutOfRangeException>(() => new KeepRules { Within = TimeSpan.FromDays(count) });
    }

    private static void ForAll(Action<KeepRules, (string Arn, DateTime Created)[]> property) => Inputs.ForAll(
        from rules in SomeRules
        from backups in Backups
        select (rules, backups),
        input => property(input.rules, input.backups));

    private static int? Sum(int? one, int? other) => one is null ? other : one + (other ?? 0);

    private static KeepRules RulesOf(string rule, int number) => rule switch
    {
        "Last" => new() { Last = number },
        "WithinDays" => new() { Within = TimeSpan.FromDays(number) },
        "Daily" => new() { Daily = number },
        "Weekly" => new() { Weekly = number },
        "Monthly" => new() { Monthly = number },
        "Yearly" => new() { Yearly = number },
        _ => throw new ArgumentOutOfRangeException(nameof(rule), rule, "There is no such rule."),
    };

    private static DateTime At(string text) => DateTime.Parse(
        text.Contains('T', StringComparison.Ordinal) ? text + ":00" : text,
        CultureInfo.InvariantCulture,
        DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal);
}
