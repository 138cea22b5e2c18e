using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using Xunit;
using Xunit.Sdk;

namespace DynamoBackup.Tests.Engine;

/// <summary>A change to the engine's source that breaks one of its rules.</summary>
/// <param name="file">The file, from the engine's folder on.</param>
/// <param name="changes">What stands there and what takes its place, in turn; each stands there once.</param>
public sealed class BrokenRule(string file, params string[] changes) : IXunitSerializable
{
    // As the projects' implicit usings.
    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private static readonly CSharpParseOptions Language = new(LanguageVersion.Latest);

    // Parsed and bound to its references once; a rule changes one of its files.
    private static readonly Lazy<CSharpCompilation> Whole = new(() => CSharpCompilation.Create(
        "DynamoBackup.Broken",
        Parse(),
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith("DynamoBackup", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path)),
        new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary,
            optimizationLevel: OptimizationLevel.Release,
            nullableContextOptions: NullableContextOptions.Enable)));

    private string _file = file;
    private string[] _changes = changes;

    public BrokenRule()
        : this(string.Empty)
    {
    }

    /// <summary>Builds the engine with the change, and the simulation on it.</summary>
    /// <param name="simulation">The simulation's type.</param>
    public BrokenEngine Build(string simulation = "SimulatedRun")
    {
        var path = Path.Combine(EngineFolder, _file.Replace('/', Path.DirectorySeparatorChar));
        var text = File.ReadAllText(path);
        foreach (var change in _changes.Chunk(2))
        {
            Assert.Equal(2, text.Split(change[0]).Length);
            text = text.Replace(change[0], change[1], StringComparison.Ordinal);
        }

        var compilation = Whole.Value.ReplaceSyntaxTree(Whole.Value.SyntaxTrees.Single(tree => tree.FilePath == path), Parse(path, text));
        using var assembly = new MemoryStream();
        var result = compilation.Emit(assembly);
        var errors = result.Diagnostics.Where(diagnostic => diagnostic.Severity is DiagnosticSeverity.Error);
        Assert.True(result.Success, string.Join(Environment.NewLine, errors));
        return new BrokenEngine(assembly, simulation);
    }

    /// <inheritdoc/>
    public void Serialize(IXunitSerializationInfo info)
    {
        info.AddValue(nameof(_file), _file);
        info.AddValue(nameof(_changes), _changes);
    }

    /// <inheritdoc/>
    public void Deserialize(IXunitSerializationInfo info)
    {
        _file = info.GetValue<string>(nameof(_file))!;
        _changes = info.GetValue<string[]>(nameof(_changes))!;
    }

    private static string EngineFolder => Path.Combine(Checkout.Root, "src", "DynamoBackup.Engine");

    private static IEnumerable<SyntaxTree> Parse() =>
    [
        Parse("usings", Usings),
        .. new[] { EngineFolder, Path.Combine(Checkout.Root, "tests", "Simulation") }
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories))
            .Where(path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Select(path => Parse(path, File.ReadAllText(path))),
    ];

    private static SyntaxTree Parse(string path, string text) => CSharpSyntaxTree.ParseText(SourceText.From(text), Language, path);
}
