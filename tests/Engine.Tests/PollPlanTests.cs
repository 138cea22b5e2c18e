using Xunit;

namespace DynamoBackup.Tests.Engine;

public class PollPlanTests
{
    // Under their published rates of 10 and 5 a second.
    private const double Describes = 9.8;
    private const double Lists = 4.9;

    private static ListingResult Sweep(double tookSeconds, int pages, double startedSeconds = 100) =>
        new(TimeSpan.FromSeconds(startedSeconds), DateTime.UnixEpoch, TimeSpan.FromSeconds(tookSeconds), pages, 0, null);

    [Theory]
    [InlineData(1, 1, false)]
    [InlineData(2, 2, false)]
    [InlineData(3, 3, true)]
    [InlineData(2, 1000, false)]
    [InlineData(20, 1000, false)]
    [InlineData(21, 1000, true)]
    [InlineData(1000, 1000, true)]
    public void Before_the_first_sweep_the_pages_are_guessed_from_what_is_pending(int due, int pending, bool expected)
    {
        Assert.Equal(expected, PollPlan.SweepPays(due, pending, Describes, Lists, lastSweep: null));
    }

    [Theory]
    [InlineData(101, 10.0, 50, true)]
    [InlineData(99, 10.5, 50, false)]
    [InlineData(1000, 200.0, 900, false)]
    [InlineData(1000, 3.0, 10, true)]
    [InlineData(20, 3.0, 10, false)]
    [InlineData(150, 1.0, 100, false)]
    [InlineData(200, 30.0, 10, false)]
    public void After_a_sweep_what_it_took_counts(int due, double tookSeconds, int pages, bool expected)
    {
        Assert.Equal(expected, PollPlan.SweepPays(due, 1000, Describes, Lists, Sweep(tookSeconds, pages)));
    }

    [Fact]
    public void A_pace_slowed_down_on_one_side_shifts_the_choice_to_the_other()
    {
        Assert.True(PollPlan.SweepPays(2, 2, Describes / 10, Lists, null));
        Assert.False(PollPlan.SweepPays(15, 15, Describes, Lists / 10, null));
    }

    [Fact]
    public void Looks_come_after_70_ms_and_spread_out_to_a_tenth_of_the_time_elapsed()
    {
        var looks = new List<double>();
        for (var at = TimeSpan.Zero; at < TimeSpan.FromSeconds(40); at = PollPlan.NextLookAfter(at))
        {
            looks.Add(Math.Round(at.TotalSeconds, 3));
        }

        Assert.Equal([0, 0.07, 0.105, 0.158, 0.236, 0.354, 0.532, 0.797, 1.196, 1.794, 2.1, 3.1, 4.1, 5.1], looks.Take(14));
        Assert.Equal([6.1, 7.1, 8.1, 9.1, 10.1], looks.Skip(14).Take(5));
        Assert.Equal(
            [11.11, 12.221, 13.443, 14.787, 16.266, 17.893, 19.682, 21.65, 23.815, 26.197, 28.816, 31.698, 34.868],
            looks.Skip(19).SkipLast(1));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(1_000)]
    [InlineData(100_000)]
    public void A_look_comes_15_s_after_the_last_one_at_the_latest(double elapsed)
    {
        var gap = PollPlan.NextLookAfter(TimeSpan.FromSeconds(elapsed)) - TimeSpan.FromSeconds(elapsed);

        Assert.Equal(Math.Min(elapsed / 10, 15), gap.TotalSeconds, 6);
    }

    [Fact]
    public void The_next_look_is_always_later()
    {
        for (var elapsed = TimeSpan.Zero; elapsed < TimeSpan.FromSeconds(20); elapsed += TimeSpan.FromMilliseconds(7))
        {
            Assert.True(PollPlan.NextLookAfter(elapsed) > elapsed, $"{elapsed}");
        }
    }

    [Theory]
    [InlineData(0.2, 1, 100.9)]
    [InlineData(1, 5, 102)]
    [InlineData(6, 10, 108)]
    [InlineData(40, 200, 180)]
    public void Sweeps_take_at_most_half_of_the_rate_and_0_7_s_lie_between_two(double took, int pages, double next)
    {
        Assert.Equal(TimeSpan.FromSeconds(next), PollPlan.NextSweepAfter(Sweep(took, pages), listsPerSecond: 5));
    }
}
