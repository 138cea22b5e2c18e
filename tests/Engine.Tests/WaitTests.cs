using Xunit;

namespace DynamoBackup.Tests.Engine;

/// <summary>When a pending backup is looked at, and when a wait for it ends.</summary>
public class WaitTests
{
    [Fact]
    public void Each_wait_for_one_backup_has_its_own_deadline()
    {
        using var watch = new WatchRun();
        var arn = watch.Arn(1);
        watch.StatusOf = _ => watch.AvailableFrom(30);
        BackupRequest[] waits = [watch.Wait(arn, 6), watch.Wait(arn, 60)];

        var outcomes = watch.Run.ToEnd(waits);

        Outcome.IsFailure(FailureKind.BackupTimeout, outcomes[0]);
        Assert.Equal(6, watch.EndOf(waits[0]));
        Outcome.IsAvailable(outcomes[1]);
    }

    [Fact]
    public void The_most_impatient_of_several_waits_says_how_often_a_backup_is_looked_at()
    {
        using var watch = new WatchRun();
        var arn = watch.Arn(1);
        watch.StatusOf = _ => watch.AvailableFrom(4);
        BackupRequest[] waits = [watch.Wait(arn, 300, pollSeconds: 5), watch.Wait(arn, 300, pollSeconds: 100)];

        watch.Run.ToEnd(waits);

        Assert.All(waits, wait => Assert.Equal(5, watch.EndOf(wait)));
    }

    [Fact]
    public void A_backup_is_looked_at_once_more_a_second_before_the_time_is_over()
    {
        using var watch = new WatchRun();
        watch.StatusOf = _ => watch.AvailableFrom(28);
        var wait = watch.Wait(watch.Arn(1), 30, pollSeconds: 100);

        Outcome.IsAvailable(Assert.Single(watch.Run.ToEnd(wait)));

        Assert.Equal(29, watch.EndOf(wait));
    }

    [Fact]
    public void A_wait_that_is_asked_for_while_others_sleep_is_looked_at_at_once()
    {
        using var watch = new WatchRun();
        watch.StatusOf = arn => arn == watch.Listed[1] ? "AVAILABLE" : watch.AvailableFrom(90);
        var first = watch.Wait(watch.Arn(1), 300, pollSeconds: 100);
        var second = watch.Wait(watch.Arn(2), 300, pollSeconds: 100);
        watch.Run.SubmitLater(TimeSpan.FromSeconds(10), [second]);

        watch.Run.ToEnd(first);

        Assert.InRange(watch.EndOf(second), 10, 10.1);
    }

    [Fact]
    public void A_deadline_that_is_asked_for_while_others_sleep_is_kept()
    {
        using var watch = new WatchRun();
        watch.StatusOf = _ => watch.AvailableFrom(90);
        var arn = watch.Arn(1);
        var second = watch.Wait(arn, 0.5, pollSeconds: 100);
        watch.Run.SubmitLater(TimeSpan.FromSeconds(10), [second]);

        watch.Run.ToEnd(watch.Wait(arn, 300, pollSeconds: 100));

        Assert.InRange(watch.EndOf(second), 10.5, 10.6);
    }

    [Fact]
    public void A_created_backup_is_first_looked_at_70_ms_later_and_the_answer_tells_its_last_state()
    {
        using var watch = new WatchRun();
        var arn = watch.Arn(1);
        watch.StatusOf = _ => "AVAILABLE";
        watch.Run.Service.Create = (_, name) => Task.FromResult(new ServiceAnswer<Amazon.DynamoDBv2.Model.CreateBackupResponse>(new()
        {
            BackupDetails = new() { BackupArn = arn, BackupName = name, BackupStatus = "CREATING" },
        }));

        var outcome = Assert.Single(watch.Run.ToEnd(Request.Create(watch.Run.Target, "Table-001")));

        Outcome.IsAvailable(outcome);
        Assert.Equal("AVAILABLE", Assert.IsType<BackupAvailable>(outcome).Response!.BackupDetails.BackupStatus.Value);
        Assert.InRange(Assert.Single(watch.Describes).At.TotalSeconds, 0.07, 0.1);
    }

    [Fact]
    public void Credentials_that_a_creation_finds_rejected_end_every_wait_at_once()
    {
        using var watch = new WatchRun();
        var wait = watch.Wait(watch.Arn(1), 300, pollSeconds: 100);
        watch.Run.Service.Create = (_, _) => throw WatchRun.Refusal("ExpiredTokenException");
        watch.Run.SubmitLater(TimeSpan.FromSeconds(4), [Request.Create(watch.Run.Target, "Users")]);

        Outcome.IsFailure(FailureKind.CredentialsRejected, Assert.Single(watch.Run.ToEnd(wait)));

        Assert.InRange(watch.EndOf(wait), 4, 4.1);
    }

    [Fact]
    public void A_last_look_is_granted_where_the_looks_before_failed()
    {
        using var watch = new WatchRun();
        watch.StatusOf = _ => watch.AvailableFrom(9.5);
        watch.BeforeDescribe = _ => watch.IsPast(9.5) ? Task.CompletedTask : throw WatchRun.Broken();
        watch.BeforeList = () => throw WatchRun.Refusal("AccessDeniedException");

        Outcome.IsAvailable(Assert.Single(watch.Run.ToEnd(watch.Wait(watch.Arn(1), 10, pollSeconds: 4))));

        Assert.InRange(watch.Describes[^1].At.TotalSeconds, 10, 10.1);
    }

    [Fact]
    public void Where_looks_hang_at_the_end_a_listing_is_the_last_look()
    {
        using var watch = new WatchRun();
        watch.StatusOf = _ => watch.AvailableFrom(29.5);
        watch.BeforeDescribe = _ => watch.IsPast(28.5) ? WatchRun.NeverEnds() : Task.CompletedTask;
        var wait = watch.Wait(watch.Arn(1), 30, pollSeconds: 100);

        Outcome.IsAvailable(Assert.Single(watch.Run.ToEnd(wait)));

        Assert.InRange(watch.EndOf(wait), 30, 30.5);
    }

    [Fact]
    public void Where_a_look_of_another_wait_hangs_at_the_end_a_listing_is_the_last_look()
    {
        using var watch = new WatchRun();
        var arn = watch.Arn(1);
        watch.StatusOf = _ => watch.AvailableFrom(29.5);
        watch.BeforeDescribe = _ => watch.IsPast(28.5) ? WatchRun.NeverEnds() : Task.CompletedTask;
        BackupRequest[] waits = [watch.Wait(arn, 30, pollSeconds: 100), watch.Wait(arn, 300, pollSeconds: 100)];

        var outcomes = watch.Run.ToEnd(waits);

        Assert.All(outcomes, outcome => Outcome.IsAvailable(outcome));
        Assert.InRange(watch.EndOf(waits[0]), 30, 30.5);
    }

    [Fact]
    public void A_last_look_that_never_ends_is_given_up_after_2_s()
    {
        using var watch = new WatchRun();
        watch.BeforeDescribe = _ => WatchRun.NeverEnds();
        watch.BeforeList = WatchRun.NeverEnds;
        BackupRequest[] waits = [watch.Wait(watch.Arn(1), 10), watch.Wait(watch.Arn(2), 15)];

        var outcomes = watch.Run.ToEnd(waits);

        Assert.All(outcomes, outcome => Outcome.IsFailure(FailureKind.BackupTimeout, outcome));
        Assert.InRange(watch.EndOf(waits[0]), 10, 12.2);
        Assert.InRange(watch.EndOf(waits[1]), 15, 17.2);
    }

    [Fact]
    public void A_state_that_was_read_just_before_the_deadline_needs_no_further_look()
    {
        using var watch = new WatchRun();
        var wait = watch.Wait(watch.Arn(1), 30, pollSeconds: 100);

        Outcome.IsFailure(FailureKind.BackupTimeout, Assert.Single(watch.Run.ToEnd(wait)));

        Assert.Equal(30, watch.EndOf(wait));
        Assert.Equal(29, watch.Describes[^1].At.TotalSeconds);
        Assert.Empty(watch.Listings);
    }
}
