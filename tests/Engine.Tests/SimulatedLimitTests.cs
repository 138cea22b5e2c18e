using Xunit;

namespace DynamoBackup.Tests.Engine;

public class SimulatedLimitTests
{
    private static readonly int Seeds = SeedCount.UpTo(400);

    [Fact]
    public void Nothing_goes_that_a_rule_keeps_whatever_the_service_does() => Parallel.For(0, Seeds, seed =>
    {
        var violations = SimulatedLimit.ViolationsOf(seed);
        Assert.True(violations.Count == 0, $"Seed {seed}: {string.Join("; ", violations)}");
    });

    [Fact]
    public void The_same_seed_gives_the_same_history()
    {
        for (var seed = 0; seed < Seeds; seed += 20)
        {
            Assert.Equal(SimulatedLimit.HistoryOf(seed), SimulatedLimit.HistoryOf(seed));
        }
    }
}
