using Xunit;

namespace DynamoBackup.Tests.Engine;

/// <summary>How backups are watched where one of the ways to read them fails, and what becomes of those that are gone.</summary>
public class WatchFaultTests
{
    [Fact]
    public void A_backup_that_is_nowhere_is_not_found_once_reads_can_lag_no_longer()
    {
        using var watch = new WatchRun { StatusOf = _ => null };
        var wait = watch.Wait(watch.Arn(1), 300);

        Outcome.IsFailure(FailureKind.BackupNotFound, Assert.Single(watch.Run.ToEnd(wait)));

        Assert.InRange(watch.EndOf(wait), 20, 23);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("DELETED")]
    public void A_deletion_meanwhile_is_a_failure_whichever_way_the_service_tells_it(string? afterwards)
    {
        using var watch = new WatchRun();
        watch.StatusOf = _ => watch.IsPast(40) ? afterwards : "CREATING";

        Outcome.IsFailure(FailureKind.BackupDeleted, Assert.Single(watch.Run.ToEnd(watch.Wait(watch.Arn(1), 300))));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_backup_that_was_seen_is_deleted_only_when_it_is_missing_for_as_long_as_reads_may_lag(bool describingIsDenied)
    {
        using var watch = new WatchRun();
        watch.StatusOf = _ => watch.IsPast(40) ? null : "CREATING";
        watch.BeforeDescribe = _ => describingIsDenied ? throw WatchRun.Refusal("AccessDeniedException") : Task.CompletedTask;
        var wait = watch.Wait(watch.Arn(1), 300);

        Outcome.IsFailure(FailureKind.BackupDeleted, Assert.Single(watch.Run.ToEnd(wait)));

        Assert.InRange(watch.EndOf(wait), 60, 72);
    }

    [Theory]
    [InlineData(25, 26, "describe")]
    [InlineData(25, 40, "describe")]
    [InlineData(25, 40, "list")]
    [InlineData(25, 40, "both")]
    public void A_backup_that_is_missing_for_a_while_is_still_waited_for(double from, double until, string missing)
    {
        using var watch = new WatchRun();
        bool IsMissing() => watch.IsPast(from) && !watch.IsPast(until);
        watch.StatusOf = _ => watch.AvailableFrom(60);
        watch.BeforeDescribe = _ => missing is "list" ? throw WatchRun.Refusal("AccessDeniedException")
            : IsMissing() ? throw WatchRun.Refusal("BackupNotFoundException")
            : Task.CompletedTask;
        watch.IsListed = _ => missing is "describe" || !IsMissing();

        Outcome.IsAvailable(Assert.Single(watch.Run.ToEnd(watch.Wait(watch.Arn(1), 300, pollSeconds: 1))));
    }

    [Fact]
    public void A_backup_that_is_not_found_though_it_was_seen_is_looked_for_in_a_listing_at_once()
    {
        using var watch = new WatchRun();
        watch.StatusOf = _ => watch.AvailableFrom(30);
        watch.BeforeDescribe = _ => watch.IsPast(25) ? throw WatchRun.Refusal("BackupNotFoundException") : Task.CompletedTask;
        var wait = watch.Wait(watch.Arn(1), 300, pollSeconds: 1);

        Outcome.IsAvailable(Assert.Single(watch.Run.ToEnd(wait)));

        Assert.InRange(watch.EndOf(wait), 30, 32);
    }

    [Fact]
    public void What_may_not_be_described_and_is_in_no_listing_is_told_before_its_time_is_over()
    {
        using var watch = new WatchRun { StatusOf = _ => null };
        watch.BeforeDescribe = _ => throw WatchRun.Refusal("AccessDeniedException");
        var wait = watch.Wait(watch.Arn(1), 600);

        var failure = Outcome.IsFailure(FailureKind.AccessDenied, Assert.Single(watch.Run.ToEnd(wait)));

        Assert.InRange(watch.EndOf(wait), 20, 25);
        Assert.Contains("account 123456789012", failure.RecommendedAction, StringComparison.Ordinal);
        Assert.Single(watch.Describes);
    }

    [Fact]
    public void What_no_listing_showed_and_cannot_be_described_is_looked_for_in_listings_again()
    {
        using var watch = new WatchRun();
        watch.StatusOf = _ => watch.IsPast(200) ? "AVAILABLE" : null;
        watch.Unreadable = () => watch.IsPast(200) ? 0 : 1;
        watch.BeforeDescribe = _ => throw WatchRun.Broken();
        var wait = watch.Wait(watch.Arn(1), 600);

        Outcome.IsAvailable(Assert.Single(watch.Run.ToEnd(wait)));

        Assert.InRange(watch.EndOf(wait), 200, 220);
        Assert.InRange(watch.Listings.Count, 1, 60);
        Assert.InRange(watch.Describes.Count, 1, 60);
    }

    [Fact]
    public void A_listing_with_a_row_that_is_no_backup_does_not_prove_that_one_is_deleted()
    {
        using var watch = new WatchRun();
        bool IsHidden() => watch.IsPast(20) && !watch.IsPast(40);
        watch.StatusOf = _ => IsHidden() ? null : watch.AvailableFrom(40);
        watch.Unreadable = () => IsHidden() ? 1 : 0;
        watch.BeforeDescribe = _ => throw WatchRun.Refusal("AccessDeniedException");

        Outcome.IsAvailable(Assert.Single(watch.Run.ToEnd(watch.Wait(watch.Arn(1), 300))));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Where_describing_is_denied_listings_reach_back_to_the_oldest_backup(bool isAgeKnown)
    {
        using var watch = new WatchRun();
        watch.StatusOf = _ => watch.AvailableFrom(5);
        watch.BeforeDescribe = _ => throw WatchRun.Refusal("AccessDeniedException");
        var arns = new List<string> { watch.Arn(1, TimeSpan.FromDays(-300)), watch.Arn(2) };
        if (!isAgeKnown)
        {
            arns[0] = watch.Listed[0] = "arn:aws:dynamodb:us-east-1:123456789012:table/Table-000/backup/by-hand";
        }

        var outcomes = watch.Run.ToEnd(arns.Select(arn => watch.Wait(arn, 60)));

        Assert.All(outcomes, outcome => Outcome.IsAvailable(outcome));
        var from = watch.Listings.Min(listing => listing.Query.CreatedFrom!.Value);
        var oldest = isAgeKnown ? WatchRun.Made.AddDays(-300) : DateTime.UnixEpoch;
        Assert.InRange(from, oldest.AddMinutes(isAgeKnown ? -1 : 0), oldest);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Whoever_may_describe_some_backups_waits_for_those_though_listings_are_refused(int denied)
    {
        using var watch = new WatchRun();
        string[] arns = [watch.Arn(1), watch.Arn(2), watch.Arn(3)];
        watch.StatusOf = _ => watch.AvailableFrom(30);
        watch.BeforeDescribe = arn => arn == arns[denied] ? throw WatchRun.Refusal("AccessDeniedException") : Task.CompletedTask;
        watch.BeforeList = () => throw WatchRun.Refusal("UnknownOperationException");

        var outcomes = watch.Run.ToEnd(arns.Select(arn => watch.Wait(arn, 300)));

        Outcome.IsFailure(FailureKind.AccessDenied, outcomes[denied]);
        Assert.All(outcomes.Where((_, i) => i != denied), outcome => Outcome.IsAvailable(outcome));
        Assert.Single(watch.Describes, describe => describe.Arn == arns[denied]);
    }

    [Theory]
    [InlineData("shows")]
    [InlineData("fails")]
    [InlineData("hangs")]
    public void What_no_listing_shows_is_described_though_another_backup_may_not_be(string listing)
    {
        using var watch = new WatchRun();
        string[] arns = [watch.Arn(1), watch.Arn(2)];
        watch.Listed.Remove(arns[1]);
        watch.BeforeList = () => listing is "shows" || watch.IsPast(40)
            ? Task.CompletedTask
            : listing is "hangs" ? WatchRun.NeverEnds() : throw WatchRun.Broken();
        watch.StatusOf = _ => watch.AvailableFrom(30);
        watch.BeforeDescribe = arn => arn == arns[0] ? throw WatchRun.Refusal("AccessDeniedException") : Task.CompletedTask;

        var waits = arns.Select(arn => watch.Wait(arn, 300)).ToList();
        Assert.All(watch.Run.ToEnd(waits), outcome => Outcome.IsAvailable(outcome));

        Assert.InRange(watch.EndOf(waits[1]), 30, listing is "shows" ? 40 : 34);
    }

    [Fact]
    public void Where_describing_fails_a_listing_shows_the_backup()
    {
        using var watch = new WatchRun();
        watch.StatusOf = _ => watch.AvailableFrom(30);
        watch.BeforeDescribe = _ => watch.IsPast(10) ? throw WatchRun.Broken() : Task.CompletedTask;
        var wait = watch.Wait(watch.Arn(1), 300);

        Outcome.IsAvailable(Assert.Single(watch.Run.ToEnd(wait)));

        Assert.InRange(watch.EndOf(wait), 30, 34);
    }

    [Fact]
    public void Where_listings_fail_each_backup_is_described()
    {
        using var watch = new WatchRun();
        watch.StatusOf = _ => watch.AvailableFrom(3);
        watch.BeforeList = () => throw WatchRun.Broken();

        var outcomes = watch.Run.ToEnd(Enumerable.Range(0, 60).Select(i => watch.Wait(watch.Arn(i), 300)));

        Assert.All(outcomes, outcome => Outcome.IsAvailable(outcome));
        Assert.InRange(watch.Run.Elapsed.TotalSeconds, 3, 25);
    }

    [Fact]
    public void A_sweep_that_hangs_keeps_backups_from_being_described_for_3_s_only()
    {
        using var watch = new WatchRun { StatusOf = _ => "AVAILABLE", BeforeList = WatchRun.NeverEnds };

        var outcomes = watch.Run.ToEnd(Enumerable.Range(0, 60).Select(i => watch.Wait(watch.Arn(i), 300)));

        Assert.All(outcomes, outcome => Outcome.IsAvailable(outcome));
        Assert.InRange(watch.Run.Elapsed.TotalSeconds, 3, 3 + 6.5);
    }

    [Fact]
    public void Waits_that_have_ended_no_longer_hold_up_the_others()
    {
        using var watch = new WatchRun();
        watch.StatusOf = _ => watch.AvailableFrom(20);
        watch.BeforeList = () => throw WatchRun.Refusal("AccessDeniedException");
        var longest = watch.Wait(watch.Arn(0), 300);

        watch.Run.ToEnd([.. Enumerable.Range(1, 400).Select(i => watch.Wait(watch.Arn(i), 12)), longest]);

        Assert.InRange(watch.EndOf(longest), 20, 24);
    }

    [Fact]
    public void Sweeps_leave_half_of_the_rate_of_listings_to_others()
    {
        using var watch = new WatchRun();
        watch.StatusOf = _ => watch.AvailableFrom(40);
        watch.BeforeList = () => watch.Run.Clock.DelayAsync(TimeSpan.FromSeconds(0.2));

        var outcomes = watch.Run.ToEnd(Enumerable.Range(0, 1_000).Select(i => watch.Wait(watch.Arn(i), 600, pollSeconds: 1)));

        Assert.All(outcomes, outcome => Outcome.IsAvailable(outcome));
        Assert.InRange(watch.Listings.Count, 50, (watch.Run.Elapsed.TotalSeconds * 2.5) + 10);
        Assert.InRange(watch.Run.Elapsed.TotalSeconds, 40, 46);
    }

    [Fact]
    public void An_answer_about_another_backup_is_none_and_the_timeout_says_so()
    {
        using var watch = new WatchRun();
        watch.Run.Service.DescribeWithTable = _ => new()
        {
            BackupDetails = new() { BackupArn = watch.Listed[1], BackupStatus = "AVAILABLE" },
        };
        watch.BeforeList = () => throw WatchRun.Refusal("AccessDeniedException");
        var arn = watch.Arn(1);
        watch.Arn(2);

        var failure = Outcome.IsFailure(FailureKind.BackupTimeout, Assert.Single(watch.Run.ToEnd(watch.Wait(arn, 30))));

        Assert.Contains("about another backup", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Request ID", failure.Message, StringComparison.Ordinal);
        Assert.Equal(arn, Assert.IsType<Amazon.DynamoDBv2.Model.BackupDetails>(failure.Details).BackupArn);
    }
}
