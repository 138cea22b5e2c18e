using System.Reflection;
using System.Text.RegularExpressions;
using Xunit;

namespace DynamoBackup.Tests;

/// <summary>The README's rules name the tests that hold them: those tests exist, and no rule lacks one.</summary>
public partial class ReadmeTests
{
    public static TheoryData<string> Rules => [.. Rule().Matches(Section()).Select(rule => Whitespace().Replace(rule.Groups["text"].Value, " ").Trim())];

    [Theory]
    [MemberData(nameof(Rules))]
    public void Each_rule_of_what_happens_when_names_tests_that_exist(string rule)
    {
        var facts = typeof(ReadmeTests).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods())
            .Where(method => method.GetCustomAttributes<FactAttribute>().Any())
            .Select(method => method.Name)
            .ToHashSet();

        var names = Code().Matches(rule).Select(code => code.Groups["name"].Value).Where(name => name.Contains('_') || name.Contains(": ", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(names);
        Assert.All(names, name => Assert.True(facts.Contains(name) || IsInPester(name), $"There is no test '{name}'."));
    }

    private static bool IsInPester(string name)
    {
        string[] parts = name.Split(": ", 2);
        var file = Path.Combine(Checkout.Root, "tests", "pester", parts[0]);
        return parts.Length == 2 && File.Exists(file) && File.ReadAllText(file).Contains($"It '{parts[1]}'", StringComparison.Ordinal);
    }

    private static string Section()
    {
        var readme = File.ReadAllText(Path.Combine(Checkout.Root, "README.md"));
        var section = readme[readme.IndexOf("## What happens when", StringComparison.Ordinal)..];
        return section[..section.IndexOf("\n## ", 3, StringComparison.Ordinal)];
    }

    // A rule goes on over indented lines.
    [GeneratedRegex(@"^- (?<text>.*\n(?:  .*\n)*)", RegexOptions.Multiline)]
    private static partial Regex Rule();

    [GeneratedRegex("`(?<name>[^`]+)`")]
    private static partial Regex Code();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Whitespace();
}
