using Xunit;

namespace DynamoBackup.Tests.Engine;

public class PollPlanTests
{
    // Under their published rates of 10 and 5 a second.
    private const double Describes = 9.8;
    private const double Lists = 4.9;

    private static ListingResult Sweep(double tookSeconds, int pages, double startedSeconds = 100) =>
        new(TimeSpan.FromSeconds(startedSeconds), TimeSpan.FromSeconds(tookSeconds), pages, null);

    [Theory]
    [InlineData(1, 1, nameof(PollChoice.Describe))]
    [InlineData(2, 2, nameof(PollChoice.Describe))]
    [InlineData(3, 3, nameof(PollChoice.Sweep))]
    [InlineData(2, 1000, nameof(PollChoice.Describe))]
    [InlineData(20, 1000, nameof(PollChoice.Describe))]
    [InlineData(21, 1000, nameof(PollChoice.Sweep))]
    [InlineData(1000, 1000, nameof(PollChoice.Sweep))]
    public void Before_the_first_sweep_the_pages_are_guessed_from_what_is_pending(int due, int pending, string expected)
    {
        Assert.Equal(expected, PollPlan.Choose(due, pending, Describes, Lists, lastSweep: null).ToString());
    }

    [Theory]
    [InlineData(101, 10.0, 50, nameof(PollChoice.Sweep))]
    [InlineData(99, 10.5, 50, nameof(PollChoice.Describe))]
    [InlineData(1000, 200.0, 900, nameof(PollChoice.Describe))]
    [InlineData(1000, 3.0, 10, nameof(PollChoice.Sweep))]
    [InlineData(20, 3.0, 10, nameof(PollChoice.Describe))]
    public void After_a_sweep_what_it_took_counts(int due, double tookSeconds, int pages, string expected)
    {
        Assert.Equal(expected, PollPlan.Choose(due, 1000, Describes, Lists, Sweep(tookSeconds, pages)).ToString());
    }

    [Fact]
    public void A_pace_slowed_down_on_one_side_shifts_the_choice_to_the_other()
    {
        Assert.Equal(PollChoice.Sweep, PollPlan.Choose(2, 2, Describes / 10, Lists, null));
        Assert.Equal(PollChoice.Describe, PollPlan.Choose(15, 15, Describes, Lists / 10, null));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(10, 1)]
    [InlineData(30, 3)]
    [InlineData(150, 15)]
    [InlineData(100_000, 15)]
    public void The_interval_is_a_tenth_of_the_time_elapsed_from_1_to_15_s(double elapsed, double interval)
    {
        Assert.Equal(TimeSpan.FromSeconds(interval), PollPlan.IntervalAfter(TimeSpan.FromSeconds(elapsed)));
    }

    [Theory]
    [InlineData(0.2, 101.2)]
    [InlineData(1, 102)]
    [InlineData(40, 180)]
    public void Sweeps_take_at_most_half_of_the_time_and_a_second_lies_between_two(double took, double next)
    {
        Assert.Equal(TimeSpan.FromSeconds(next), PollPlan.NextSweepAfter(Sweep(took, 1)));
    }
}
