using Xunit;

namespace DynamoBackup.Tests.Engine;

public class PaceTests
{
    private static readonly TimeSpan OneSecond = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(50)]
    [InlineData(10)]
    [InlineData(5)]
    [InlineData(1)]
    public void A_crowd_starts_with_a_seconds_worth_at_once_and_goes_on_at_98_percent_of_the_published_rate(int rate)
    {
        var run = new PaceRun(rate);

        run.Enter(20 * rate);
        run.ToEnd();

        Assert.Equal(20 * rate, run.Starts.Count);
        Assert.Equal(rate, run.Starts.Count(start => start.At == run.Starts[0].At));
        Assert.InRange(run.Starts[^1].At - run.Starts[0].At, TimeSpan.FromSeconds(19 * 1.02), TimeSpan.FromSeconds((19 * 1.02) + 0.3));
        Assert.True(run.MostInOneSecond <= rate);
    }

    [Fact]
    public void No_one_second_window_exceeds_the_rate_whenever_calls_come_and_however_late_timers_are()
    {
        for (var seed = 0; seed < SeedCount.UpTo(150); seed++)
        {
            var random = new Random(seed);
            int[] rates = [50, 10, 5, 1];
            var rate = rates[random.Next(rates.Length)];
            var run = new PaceRun(rate, seats: random.Next(1, 40), lateBy: () =>
                TimeSpan.FromMilliseconds(random.Next(4) == 0 ? random.Next(400) : random.Next(16)));
            for (var crowd = 0; crowd < 10; crowd++)
            {
                run.Enter(random.Next(1, 3 * rate), callTakes: TimeSpan.FromMilliseconds(random.Next(500)));
                run.Pass(TimeSpan.FromMilliseconds(random.Next(3) == 0 ? random.Next(60_000) : random.Next(1500)));
                if (random.Next(4) == 0)
                {
                    run.Pace.SlowDownFor(run.Run.Now);
                }
            }

            run.ToEnd();
            Assert.True(run.MostInOneSecond <= rate, $"Seed {seed}: {run.MostInOneSecond} starts in a second at a rate of {rate}.");
            Assert.Equal(run.Entered, run.Starts.Count);
            Assert.Equal(Enumerable.Range(0, run.Entered), run.Starts.Select(start => start.Turn));
        }
    }

    [Fact]
    public void A_pause_of_more_than_a_second_is_followed_by_a_seconds_worth_at_once_and_no_more()
    {
        var run = new PaceRun(50);
        run.Enter(10);
        run.Pass(TimeSpan.FromMinutes(5));
        var again = run.Clock.Now;

        run.Enter(100);
        run.ToEnd();

        Assert.Equal(50, run.Starts.Count(start => start.At == again));
        Assert.Equal(50, run.Starts.Skip(10).Count(start => start.At < again + OneSecond));
    }

    [Fact]
    public void The_first_burst_counts_from_its_first_answer_for_its_calls_open_connections_and_arrive_late()
    {
        var run = new PaceRun(50);

        run.Enter(150, callTakes: TimeSpan.FromSeconds(0.6));
        run.ToEnd();

        var first = run.Starts[0].At;
        Assert.Equal(50, run.Starts.Count(start => start.At == first));
        Assert.InRange(run.Starts[50].At - first, TimeSpan.FromSeconds(0.6 + 1.02), TimeSpan.FromSeconds(0.6 + 1.03));
        Assert.InRange(run.Starts[100].At - run.Starts[50].At, TimeSpan.FromSeconds(1.02), TimeSpan.FromSeconds(1.03));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.4)]
    public void What_follows_the_first_burst_is_spread_so_that_no_crowd_meets_on_its_way(double callTakesSeconds)
    {
        var run = new PaceRun(50, lateBy: () => TimeSpan.FromMilliseconds(1));

        run.Enter(200, callTakes: TimeSpan.FromSeconds(callTakesSeconds));
        run.ToEnd();

        Assert.All(run.Starts.Skip(50).GroupBy(start => start.At), together => Assert.InRange(together.Count(), 1, 5));
        Assert.True(run.Starts[99].At - run.Starts[50].At > TimeSpan.FromSeconds(0.2));
    }

    [Fact]
    public void A_throttled_call_takes_a_quarter_off_the_pace_once_for_all_that_were_on_their_way()
    {
        var run = new PaceRun(50);
        var full = run.Pace.Rate;
        var started = run.Run.Now;
        run.Pass(TimeSpan.FromMilliseconds(100));

        run.Pace.SlowDownFor(started);
        run.Pace.SlowDownFor(started);
        run.Pace.SlowDownFor(started);
        Assert.Equal(full * 0.75, run.Pace.Rate, 6);

        run.Pace.SlowDownFor(run.Run.Now);
        Assert.Equal(full * 0.75 * 0.75, run.Pace.Rate, 6);
    }

    [Fact]
    public void A_slowed_pace_recovers_in_full_by_a_twentieth_a_second()
    {
        var run = new PaceRun(10);
        var full = run.Pace.Rate;
        run.Pace.SlowDownFor(run.Run.Now);

        run.Pass(OneSecond);
        Assert.Equal(full * 0.8, run.Pace.Rate, 6);
        run.Pass(TimeSpan.FromSeconds(4.1));
        Assert.Equal(full, run.Pace.Rate, 6);
        run.Pass(TimeSpan.FromHours(1));
        Assert.Equal(full, run.Pace.Rate, 6);
    }

    [Fact]
    public void However_often_it_is_throttled_a_pace_never_comes_to_a_stop()
    {
        var run = new PaceRun(5);
        var full = run.Pace.Rate;
        for (var i = 0; i < 100; i++)
        {
            run.Pace.SlowDownFor(run.Run.Now);
        }

        Assert.Equal(full * 0.02, run.Pace.Rate, 6);
        run.Enter(10);
        run.ToEnd();
        Assert.Equal(10, run.Starts.Count);
    }

    [Fact]
    public void A_slowed_pace_spaces_the_calls_out()
    {
        var run = new PaceRun(50);
        for (var i = 0; i < 8; i++)
        {
            run.Pace.SlowDownFor(run.Run.Now);
        }

        var began = run.Clock.Now;
        run.Enter(200);
        run.ToEnd();

        // A tenth of the rate at first, all of it after some 18 s: never more than the recovering rate allows.
        Assert.InRange(run.Starts.Count(start => start.At < began + OneSecond), 4, 15);
        Assert.InRange(run.Starts.Count(start => start.At < began + TimeSpan.FromSeconds(5)), 25, 80);
    }

    [Fact]
    public void A_turn_that_is_given_up_holds_no_seat_and_delays_nobody()
    {
        var run = new PaceRun(1, seats: 1);
        using var source = new CancellationTokenSource();
        run.Enter(2);
        run.Enter(5, givenUpBy: source);
        run.Enter(1);
        run.Pass(TimeSpan.FromMilliseconds(500));

        source.Cancel();
        run.ToEnd();

        Assert.Equal([0, 1, 7], run.Starts.Select(start => start.Turn));
        Assert.Equal(5, run.GivenUp);
        Assert.True(run.Starts[2].At - run.Starts[0].At < TimeSpan.FromSeconds(2.2));
    }

    [Fact]
    public void A_turn_given_up_while_it_waits_for_a_seat_leaves_the_seat_to_the_next()
    {
        var run = new PaceRun(50, seats: 1);
        using var source = new CancellationTokenSource();
        run.Enter(1, callTakes: TimeSpan.FromSeconds(10));
        run.Enter(1, givenUpBy: source);
        run.Pass(OneSecond);

        source.Cancel();
        run.Pass(TimeSpan.FromSeconds(20));
        run.Enter(1);
        run.ToEnd();

        Assert.Equal([0, 2], run.Starts.Select(start => start.Turn));
    }

    [Fact]
    public void A_token_cancelled_before_is_refused_a_turn()
    {
        var run = new PaceRun(50);
        using var source = new CancellationTokenSource();
        source.Cancel();

        run.Enter(1, givenUpBy: source);
        run.ToEnd();

        Assert.Empty(run.Starts);
        Assert.Equal(1, run.GivenUp);
    }

    [Fact]
    public void No_more_calls_are_in_flight_than_there_are_seats()
    {
        var run = new PaceRun(50, seats: 3);

        run.Enter(60, callTakes: TimeSpan.FromSeconds(0.7));
        run.ToEnd();

        Assert.Equal(60, run.Starts.Count);
        Assert.Equal(3, run.MostInFlight);
    }

    [Fact]
    public void Once_the_run_is_stopped_nobody_starts()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var run = new PaceRun(5);
        run.Enter(50, givenUpBy: stop);
        run.Pass(TimeSpan.FromSeconds(2));
        var started = run.Starts.Count;

        run.Run.Stop();
        stop.Cancel();
        run.ToEnd();

        Assert.Equal(started, run.Starts.Count);
        Assert.Equal(50 - started, run.GivenUp);
    }
}
