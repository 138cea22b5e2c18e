using Xunit;

namespace DynamoBackup.Tests.Engine;

/// <summary>What a wait promises where the process stands still past its deadline, while the backup becomes available.</summary>
public class StandstillTests
{
    private const double ReadyAt = 30;
    private const double StandsStillFor = 60;

    [Fact]
    public void A_description_that_lay_unread_is_no_last_look()
    {
        using var watch = Watch();
        watch.BeforeList = () => throw WatchRun.Refusal("AccessDeniedException");
        watch.Run.FreezeLater(TimeSpan.FromSeconds(9.02), TimeSpan.FromSeconds(StandsStillFor));

        var outcome = Assert.Single(watch.Run.ToEnd(watch.Wait(watch.Arn(1), 10, pollSeconds: 100)));

        Outcome.IsAvailable(outcome);
        Assert.InRange(watch.Describes[^1].At.TotalSeconds, 9 + StandsStillFor, 10 + StandsStillFor);
    }

    [Fact]
    public void A_page_that_lay_unread_is_no_last_look()
    {
        using var watch = Watch();
        watch.BeforeDescribe = _ => throw WatchRun.Refusal("AccessDeniedException");
        watch.Run.FreezeLater(TimeSpan.FromSeconds(9.02), TimeSpan.FromSeconds(StandsStillFor));

        var outcome = Assert.Single(watch.Run.ToEnd(watch.Wait(watch.Arn(1), 10, pollSeconds: 100)));

        Outcome.IsAvailable(outcome);
        Assert.InRange(watch.Listings[^1].At.TotalSeconds, 9 + StandsStillFor, 10 + StandsStillFor);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_last_look_that_is_cut_short_is_taken_again(bool byListing)
    {
        using var watch = Watch();
        watch.BeforeDescribe = _ => byListing ? throw WatchRun.Refusal("AccessDeniedException")
            : watch.IsPast(10) ? Task.CompletedTask
            : throw WatchRun.Broken();
        watch.BeforeList = () => !byListing ? throw WatchRun.Refusal("AccessDeniedException")
            : watch.IsPast(10) ? Task.CompletedTask
            : throw WatchRun.Broken();
        watch.Run.FreezeLater(TimeSpan.FromSeconds(10.02), TimeSpan.FromSeconds(StandsStillFor));

        Outcome.IsAvailable(Assert.Single(watch.Run.ToEnd(watch.Wait(watch.Arn(1), 10, pollSeconds: 100))));
    }

    [Fact]
    public void A_backup_that_is_still_being_made_afterwards_is_given_up_within_a_last_look()
    {
        using var watch = Watch();
        watch.StatusOf = _ => "CREATING";
        watch.Run.FreezeLater(TimeSpan.FromSeconds(9.02), TimeSpan.FromSeconds(StandsStillFor));
        var wait = watch.Wait(watch.Arn(1), 10, pollSeconds: 100);

        Outcome.IsFailure(FailureKind.BackupTimeout, Assert.Single(watch.Run.ToEnd(wait)));

        Assert.InRange(watch.EndOf(wait), 9 + StandsStillFor, 12 + StandsStillFor);
    }

    // An answer is 50 ms on its way.
    private static WatchRun Watch()
    {
        var watch = new WatchRun();
        watch.StatusOf = _ => watch.AvailableFrom(ReadyAt);
        watch.OnTheWay = () => watch.Run.Clock.DelayAsync(TimeSpan.FromMilliseconds(50));
        return watch;
    }
}
