using DynamoBackup.Simulation;
using Xunit;

namespace DynamoBackup.Tests.Engine;

public class SimulationTests
{
    private const int Seeds = 3_000;

    [Fact]
    public void Nothing_is_lost_or_made_twice_whatever_the_service_does()
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            var world = SimulatedRun.Run(seed);
            Assert.True(
                world.Violations.Count == 0,
                $"Seed {seed}: {string.Join("; ", world.Violations)}. Replay: dotnet run -c Release --project tests/Benchmarks -- simulate --seed {seed}");
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_history()
    {
        for (var seed = 0; seed < Seeds; seed += 10)
        {
            Assert.Equal(SimulatedRun.Run(seed).HistoryHash, SimulatedRun.Run(seed).HistoryHash);
        }
    }
}
