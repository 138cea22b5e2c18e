using System.Reflection;
using System.Text.RegularExpressions;
using Xunit;

namespace DynamoBackup.Tests.Module;

/// <summary>The README's rules name the tests that hold them: those tests exist, and no rule lacks one.</summary>
public partial class ReadmeTests
{
    private static readonly Lazy<HashSet<string>> InTestProjects = new(() =>
    [
        .. TestAssemblies()
            .SelectMany(assembly => assembly.GetTypes())
            .SelectMany(type => type.GetMethods())
            .Where(method => method.GetCustomAttributes<FactAttribute>().Any(fact => fact.Skip is null))
            .Select(method => method.Name),
    ]);

    public static TheoryData<string> Rules =>
        [.. Rule().Matches(Section()).Select(rule => Whitespace().Replace(rule.Groups["text"].Value, " ").Trim())];

    [Theory]
    [MemberData(nameof(Rules))]
    public void Each_rule_of_what_happens_when_names_tests_that_exist(string rule)
    {
        var names = Code().Matches(rule)
            .Select(code => code.Groups["name"].Value)
            .Where(name => name.Contains('_') || name.Contains(": ", StringComparison.Ordinal))
            .ToList();

        Assert.NotEmpty(names);
        Assert.All(names, name => Assert.True(InTestProjects.Value.Contains(name) || IsInPester(name), $"There is no test '{name}'."));
    }

    private static IEnumerable<Assembly> TestAssemblies() =>
        typeof(ReadmeTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Where(metadata => metadata.Key == "TestAssembly")
            .Select(metadata => Assembly.LoadFrom(metadata.Value!))
            .Append(typeof(ReadmeTests).Assembly);

    private static bool IsInPester(string name)
    {
        string[] parts = name.Split(": ", 2);
        var file = Path.Combine(PesterTests.Folder, parts[0]);
        return parts.Length == 2 && File.Exists(file) && PesterTests.NamesIn(file).Contains(parts[1]);
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
