using Xunit;

namespace DynamoBackup.Tests.Engine;

public class SimulationTests
{
    // A few seconds' worth; `simulate` of tests/Benchmarks runs as many as are asked for.
    private static readonly int Seeds = SeedCount.UpTo(600);

    [Fact]
    public void Nothing_is_lost_or_made_twice_whatever_the_service_does()
    {
        // A seed has a world and a thread to itself.
        Parallel.For(0, Seeds, seed =>
        {
            var world = SimulatedRun.Run(seed);
            Assert.True(
                world.Violations.Count == 0,
                $"Seed {seed}: {string.Join("; ", world.Violations)}. "
                + $"Replay: dotnet run -c Release --project tests/Benchmarks -- simulate --seed {seed}");
        });
    }

    // Seen in long runs of `simulate`. They are these worlds only for as long as what a seed draws stays as it is.
    [Theory]
    [InlineData(22086)] // One backup may not be described, and listings are throttled: the others were looked at no more.
    [InlineData(136355)] // The same, where listings hang.
    [InlineData(687207)] // One that a listing did not show could not be described: no listing was asked again, for minutes.
    [InlineData(129070)] // Rows that cannot be read: what no listing showed was put off by each listing, and described late.
    public void A_world_that_broke_a_rule_once_no_longer_does(int seed)
    {
        Assert.Empty(SimulatedRun.ViolationsOf(seed));
    }

    [Fact]
    public void The_same_seed_gives_the_same_history()
    {
        for (var seed = 0; seed < Seeds; seed += 20)
        {
            Assert.Equal(SimulatedRun.Run(seed).HistoryHash, SimulatedRun.Run(seed).HistoryHash);
        }
    }
}
