using System.Diagnostics;
using DynamoBackup.Simulation;

namespace DynamoBackup.Benchmarks;

/// <summary>The simulation for as many seeds as asked, on every processor; or one seed's whole history.</summary>
internal static class SimulateScenario
{
    private const int MostShown = 20;

    public static int Run(IReadOnlyList<string> arguments)
    {
        int? seed = null;
        var weather = Weather.All;
        var seeds = 3_000;
        var from = 0;
        for (var i = 0; i + 1 < arguments.Count; i += 2)
        {
            if (arguments[i] is "--weather")
            {
                // None for the first release's world; Clocks,Late for two of them.
                weather = Enum.Parse<Weather>(arguments[i + 1], ignoreCase: true);
                continue;
            }

            var value = int.Parse(arguments[i + 1]);
            switch (arguments[i])
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
                    Console.Error.WriteLine($"simulate knows no {arguments[i]}.");
                    return 2;
            }
        }

        return seed is { } one ? Replay(one, weather) : RunMany(from, seeds, weather);
    }

    private static int Replay(int seed, Weather weather)
    {
        var world = SimulatedRun.Run(seed, weather, keepLines: true);
        foreach (var line in world.Lines)
        {
            Console.WriteLine(line);
        }

        Console.WriteLine($"Seed {seed}: {(world.Violations.Count == 0 ? "nothing violated" : string.Join("; ", world.Violations))}.");
        return world.Violations.Count == 0 ? 0 : 1;
    }

    private static int RunMany(int from, int seeds, Weather weather)
    {
        var watch = Stopwatch.StartNew();
        var failed = 0;
        Parallel.For(from, from + seeds, seed =>
        {
            var world = SimulatedRun.Run(seed, weather);
            if (world.Violations.Count > 0 && Interlocked.Increment(ref failed) <= MostShown)
            {
                Console.WriteLine($"Seed {seed} ({world.Weather}): {string.Join("; ", world.Violations)}. Replay: simulate --seed {seed}");
            }
        });
        Console.WriteLine($"{seeds} seeds from {from} on: {failed} violated a check, in {watch.Elapsed.TotalSeconds:0.0} s.");
        return failed == 0 ? 0 : 1;
    }
}
