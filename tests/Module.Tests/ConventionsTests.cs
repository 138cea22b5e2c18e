using Xunit;

namespace DynamoBackup.Tests.Module;

/// <summary>The lines of the sources fit on a screen.</summary>
public class ConventionsTests
{
    private const int MostColumns = 140;

    private static readonly string[] NotOurs = ["bin", "obj", "out", "TestResults", ".modules"];

    [Fact]
    public void No_line_is_over_140_columns() =>
        Assert.Empty(Sources().SelectMany(file => File.ReadLines(file).Index().Where(line => line.Item.Length > MostColumns)
            .Select(line => $"{Path.GetRelativePath(Checkout.Root, file)}:{line.Index + 1}: {line.Item.Length} columns")));

    private static List<string> Sources()
    {
        var sources = new[] { "src", "tests", "samples", "docs" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Checkout.Root, folder), "*", SearchOption.AllDirectories))
            .Concat(Directory.EnumerateFiles(Checkout.Root))
            .Where(file => Path.GetExtension(file) is ".cs" or ".ps1" or ".psm1")
            .Where(file => !Path.GetRelativePath(Checkout.Root, file).Split(Path.DirectorySeparatorChar).Intersect(NotOurs).Any())
            .ToList();
        Assert.NotEmpty(sources);
        return sources;
    }
}
