using System.Diagnostics;
using DynamoBackup.Simulation;

namespace DynamoBackup.Benchmarks;

/// <summary>
/// The simulation for as many seeds as asked, on every processor; or one seed's whole history. With <c>limit</c> first it is the
/// simulation of Limit-DdbBackup.
/// </summary>
internal static class SimulateScenario
{
    private const int MostShown = 20;

    public static int Run(IReadOnlyList<string> arguments)
    {
        var limits = arguments is ["limit", ..];
        var options = limits ? arguments.Skip(1).ToList() : arguments;
        int? seed = null;
        var weather = Weather.All;
        var seeds = 3_000;
        var from = 0;
        for (var i = 0; i + 1 < options.Count; i += 2)
        {
            if (options[i] is "--weather" && !limits)
            {
                // None for the first release's world; Clocks,Late for two of them.
                weather = Enum.Parse<Weather>(options[i + 1], ignoreCase: true);
                continue;
            }

            var value = int.Parse(options[i + 1]);
            switch (options[i])
            {
                case "--seed":
                    seed = value;
                    break;
                case "--seeds":
                    seeds = value;
                    break;
                case "--from":
                    from = value;
                    break;
                default:
                    Console.Error.WriteLine($"simulate knows no {options[i]}.");
                    return 2;
            }
        }

        return (seed, limits) switch
        {
            ({ } one, true) => ReplayLimit(one),
            ({ } one, false) => Replay(one, weather),
            (null, true) => RunMany(from, seeds, "simulate limit", SimulatedLimit.ViolationsOf),
            _ => RunMany(from, seeds, "simulate", seed => ViolationsOf(seed, weather)),
        };
    }

    private static List<string> ViolationsOf(int seed, Weather weather)
    {
        var world = SimulatedRun.Run(seed, weather);
        return world.Violations.ConvertAll(violation => $"{violation} ({world.Weather})");
    }

    private static int Replay(int seed, Weather weather)
    {
        var world = SimulatedRun.Run(seed, weather, keepLines: true);
        return Show(seed, world.Lines, world.Violations);
    }

    private static int ReplayLimit(int seed)
    {
        var (lines, violations) = SimulatedLimit.LinesOf(seed);
        return Show(seed, lines, violations);
    }

    private static int Show(int seed, IReadOnlyList<string> lines, IReadOnlyList<string> violations)
    {
        foreach (var line in lines)
        {
            Console.WriteLine(line);
        }

        Console.WriteLine($"Seed {seed}: {(violations.Count == 0 ? "nothing violated" : string.Join("; ", violations))}.");
        return violations.Count == 0 ? 0 : 1;
    }

    private static int RunMany(int from, int seeds, string command, Func<int, IReadOnlyList<string>> violationsOf)
    {
        var watch = Stopwatch.StartNew();
        var failed = 0;
        Parallel.For(from, from + seeds, seed =>
        {
            var violations = violationsOf(seed);
            if (violations.Count > 0 && Interlocked.Increment(ref failed) <= MostShown)
            {
                Console.WriteLine($"Seed {seed}: {string.Join("; ", violations)}. Replay: {command} --seed {seed}");
            }
        });
        Console.WriteLine($"{seeds} seeds from {from} on: {failed} violated a check, in {watch.Elapsed.TotalSeconds:0.0} s.");
        return failed == 0 ? 0 : 1;
    }
}
