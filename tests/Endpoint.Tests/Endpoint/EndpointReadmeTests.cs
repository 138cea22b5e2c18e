using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using DynamoBackup.BackupEndpoint;
using Xunit;

namespace DynamoBackup.Tests.Endpoint;

/// <summary>The endpoint's README against its tests and its code.</summary>
public partial class EndpointReadmeTests
{
    private static string Readme => File.ReadAllText(Path.Combine(Checkout.Root, "tests", "BackupEndpoint", "README.md"));

    private static IEnumerable<MethodInfo> Tests => typeof(EndpointReadmeTests).Assembly.GetTypes().SelectMany(t => t.GetMethods());

    [Fact]
    public void Its_table_of_findings_is_that_of_the_tests_that_name_them()
    {
        (string Finding, string Test)[] named = [.. Tests.SelectMany(m => m.GetCustomAttributes<TraitAttribute>()
            .Where(t => t.Name == "Finding").Select(t => (t.Value, m.Name)))];
        // | findings | what was seen | tests |: a row may have several of each, and each test is about one of them at least.
        var rows = Readme.Split('\n').Select(l => l.Split('|')).Where(c => c.Length == 5 && Finding().IsMatch(c[1]))
            .Select(c => (Findings: Words(Finding(), c[1]), Tests: Words(Quoted(), c[3]).Where(w => w.Contains('_')).ToArray())).ToArray();

        Assert.All(named, n => Assert.Contains(rows, r => r.Findings.Contains(n.Finding) && r.Tests.Contains(n.Test)));
        Assert.Empty(rows.SelectMany(r => r.Findings).Except(named.Select(n => n.Finding)));
        Assert.Empty(rows.SelectMany(r => r.Tests.Where(t => !named.Any(n => n.Test == t && r.Findings.Contains(n.Finding)))));
        Assert.InRange(rows.Length, 15, 100);
    }

    [Fact]
    public void It_has_a_row_for_every_kind_of_fault_and_every_setting()
    {
        string[] rows = [.. Readme.Split('\n').Where(l => l.StartsWith("| `", StringComparison.Ordinal)).Select(l => l.Split('|')[1])];
        IEnumerable<string> words = rows.SelectMany(r => Words(Quoted(), r));

        IEnumerable<string> kinds = Enum.GetNames<FaultKind>().Select(JsonNamingPolicy.KebabCaseLower.ConvertName);
        IEnumerable<string> members = typeof(Fault).GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name));

        Assert.Empty(kinds.Concat(members).Except(words));
    }

    private static string[] Words(Regex pattern, string text) => [.. pattern.Matches(text).Select(m => m.Value)];

    [GeneratedRegex("DDB-[A-Z]+-[0-9]{3}")]
    private static partial Regex Finding();

    [GeneratedRegex("(?<=`)[^`|, ]+(?=`)")]
    private static partial Regex Quoted();
}
