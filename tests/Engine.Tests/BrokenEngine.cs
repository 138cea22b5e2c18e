using System.Reflection;
using System.Runtime.Loader;

namespace DynamoBackup.Tests.Engine;

/// <summary>The simulation over an engine with a broken rule.</summary>
public sealed class BrokenEngine
{
    private readonly Func<int, IReadOnlyList<string>> _violations;
    private readonly Func<int, ulong> _history;

    /// <summary>Loads an assembly that holds the engine and the simulation.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <param name="simulation">The simulation's type.</param>
    public BrokenEngine(MemoryStream assembly, string simulation)
    {
        assembly.Position = 0;
        var run = new AssemblyLoadContext(null, isCollectible: true).LoadFromStream(assembly)
            .GetType($"DynamoBackup.Simulation.{simulation}", throwOnError: true)!;
        _violations = run.GetMethod("ViolationsOf", BindingFlags.Public | BindingFlags.Static)!
            .CreateDelegate<Func<int, IReadOnlyList<string>>>();
        _history = run.GetMethod("HistoryOf", BindingFlags.Public | BindingFlags.Static)!.CreateDelegate<Func<int, ulong>>();
    }

    /// <summary>The first violation of a check.</summary>
    /// <param name="seeds">How many seeds to look at.</param>
    /// <param name="check">The check's number.</param>
    /// <returns>What was violated; null where nothing was.</returns>
    public string? FindViolation(int seeds, string check) => Enumerable.Range(0, seeds)
        .SelectMany(seed => _violations(seed))
        .FirstOrDefault(violation => violation.StartsWith(check + ":", StringComparison.Ordinal));

    /// <summary>The hash of all that happens in a seed's run.</summary>
    public ulong HistoryOf(int seed) => _history(seed);
}
