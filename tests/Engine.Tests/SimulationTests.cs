using DynamoBackup.Simulation;
using Xunit;

namespace DynamoBackup.Tests.Engine;

public class SimulationTests
{
    // A few seconds' worth; `simulate` of tests/Benchmarks runs as many as are asked for.
    private const int Seeds = 1_000;
    private const int SeedsToCatch = 1_000;

    /// <summary>Each broken rule, and the number of the check that must notice it.</summary>
    public static TheoryData<string, string> BrokenRules => new()
    {
        { nameof(EngineRules.LookBeforeSecondCreate), "2" },
        { nameof(EngineRules.BoundLookByTime), "2" },
        { nameof(EngineRules.AdoptEachBackupOnce), "2" },
        { nameof(EngineRules.LookAgainWhileListingsLag), "2" },
        { nameof(EngineRules.KeepPace), "3" },
        { nameof(EngineRules.KeepDeadlines), "4" },
        { nameof(EngineRules.RetryBusy), "1" },
        { nameof(EngineRules.FailPendingOnRejection), "1" },
        { nameof(EngineRules.StopOnCancel), "4" },
    };

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

    [Fact]
    public void The_same_seed_gives_the_same_history()
    {
        for (var seed = 0; seed < Seeds; seed += 10)
        {
            Assert.Equal(SimulatedRun.Run(seed).HistoryHash, SimulatedRun.Run(seed).HistoryHash);
        }
    }

    [Fact]
    public void A_run_that_draws_names_from_elsewhere_is_caught_by_its_history()
    {
        Assert.Contains(
            Enumerable.Range(0, SeedsToCatch),
            seed => SimulatedRun.Run(seed, new EngineRules { UseSeededRandom = false }).HistoryHash
                != SimulatedRun.Run(seed, new EngineRules { UseSeededRandom = false }).HistoryHash);
    }

    [Theory]
    [MemberData(nameof(BrokenRules))]
    public void A_broken_rule_is_caught(string rule, string check)
    {
        Assert.Contains(
            Enumerable.Range(0, SeedsToCatch),
            seed =>
            {
                var rules = new EngineRules();
                typeof(EngineRules).GetProperty(rule)!.SetValue(rules, false);
                return SimulatedRun.Run(seed, rules).Violations.Exists(violation => violation.StartsWith(check, StringComparison.Ordinal));
            });
    }
}
