using System.Net;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Xunit;

namespace DynamoBackup.Tests.Engine;

/// <summary>How backups are deleted: paced, tried again, and by what was listed last.</summary>
public class DeletionTests
{
    private static readonly KeepRules Last3 = new() { Last = 3 };

    private readonly BackupShelf _shelf = new();

    [Fact]
    public void A_lost_answer_is_tried_again_and_not_found_is_then_success()
    {
        _shelf.AddNights("Music", 4);
        using var run = Run();
        var lost = false;
        run.Service.Delete = arn =>
        {
            var deleted = _shelf.Delete(arn);
            if (lost)
            {
                return Answer(deleted);
            }

            lost = true;
            throw new IOException("The connection was reset.");
        };

        Assert.Equal(3, Assert.IsType<TableLimited>(run.ToEnd(Limit(run)).Single()).Kept);

        Assert.Equal(2, _shelf.Deletions.Count);
        Assert.Single(run.Events, said => said.Event is BackupDeleted);
    }

    [Fact]
    public void A_lost_answer_of_a_deletion_that_was_not_made_is_tried_again()
    {
        _shelf.AddNights("Music", 4);
        using var run = Run();
        var calls = 0;
        run.Service.Delete = arn => ++calls == 1 ? throw new IOException("The connection was reset.") : Answer(_shelf.Delete(arn));

        run.ToEnd(Limit(run));

        Assert.Equal(3, _shelf.Backups.Count);
        Assert.Single(run.Events, said => said.Event is BackupDeleted);
    }

    [Fact]
    public void An_answer_about_another_backup_is_no_answer()
    {
        var nights = _shelf.AddNights("Music", 4);
        using var run = Run();
        var calls = 0;
        run.Service.Delete = arn => ++calls == 1 ? Answer(nights[0].ToDetails()) : Answer(_shelf.Delete(arn));

        run.ToEnd(Limit(run));

        Assert.Equal(2, calls);
        Assert.Equal(nights[3].BackupArn, run.Events.Select(said => said.Event).OfType<BackupDeleted>().Single().Details.BackupArn);
    }

    [Fact]
    public void A_backup_in_use_is_waited_for_and_reported_at_the_deadline()
    {
        var nights = _shelf.AddNights("Music", 5);
        using var run = Run();
        run.Service.Delete = arn =>
            arn == nights[4].BackupArn ? throw BackupShelf.Error("BackupInUseException") : Answer(_shelf.Delete(arn));

        var failure = Outcome.IsFailure(FailureKind.BackupTimeout, run.ToEnd(Limit(run, TimeSpan.FromMinutes(3))).Single());

        Assert.InRange(run.Elapsed, TimeSpan.FromMinutes(3), TimeSpan.FromMinutes(3.1));
        Assert.Equal(nights[4].BackupArn, failure.Details!.BackupArn);
        Assert.Equal([nights[3].BackupArn], _shelf.Deletions);
    }

    [Fact]
    public void A_backup_in_use_for_a_while_goes_in_the_end()
    {
        _shelf.AddNights("Music", 4);
        using var run = Run();
        run.Service.Delete = arn =>
            run.Elapsed < TimeSpan.FromMinutes(1) ? throw BackupShelf.Error("BackupInUseException") : Answer(_shelf.Delete(arn));

        Assert.IsType<TableLimited>(run.ToEnd(Limit(run)).Single());
        Assert.Equal(3, _shelf.Backups.Count);
    }

    [Theory]
    [InlineData("AccessDeniedException", FailureKind.AccessDenied)]
    [InlineData("ValidationException", FailureKind.RequestRefused)]
    [InlineData("UnrecognizedClientException", FailureKind.CredentialsRejected)]
    public void A_refusal_ends_the_table_with_one_error(string code, FailureKind kind)
    {
        _shelf.AddNights("Music", 60);
        using var run = Run();
        var calls = 0;
        run.Service.Delete = _ =>
        {
            calls++;
            throw BackupShelf.Error(code);
        };

        Outcome.IsFailure(kind, run.ToEnd(Limit(run)).Single());

        Assert.InRange(calls, 1, 2);
        Assert.Equal(60, _shelf.Backups.Count);
    }

    [Fact]
    public void An_outcome_that_stays_open_is_reported_as_that()
    {
        _shelf.AddNights("Music", 4);
        using var run = Run();
        run.Service.Delete = _ => throw new AmazonDynamoDBException(
            "scripted", null, ErrorType.Receiver, "InternalServerError", "id", HttpStatusCode.InternalServerError);

        Outcome.IsFailure(FailureKind.BackupOutcomeUnknown, run.ToEnd(Limit(run)).Single());
    }

    [Fact]
    public void Where_somebody_else_deletes_too_the_table_is_listed_again_and_its_rule_holds_on_that()
    {
        // The other one deletes the newest three and the oldest; what was planned would leave none of the nine.
        var nights = _shelf.AddNights("Music", 12);
        using var run = Run();
        run.Consent = plan =>
        {
            foreach (var gone in nights.Take(3).Append(nights[11]))
            {
                _shelf.Remove(gone.BackupArn);
            }

            return [.. plan.Backups.Where(backup => backup.Fate is BackupFate.Delete).Select(backup => backup.Details.BackupArn)];
        };

        Assert.Equal(3, Assert.IsType<TableLimited>(run.ToEnd(Limit(run)).Single()).Kept);

        Assert.Equal(nights.Skip(3).Take(3), _shelf.Backups);
        Assert.Equal(2, _shelf.Listings.Count);
    }

    [Fact]
    public void A_lost_deletion_that_listings_show_late_counts_for_nothing_when_the_table_is_listed_again()
    {
        // Somebody deletes the newest two and the oldest; of ours one acts unanswered, one is refused for now.
        var nights = _shelf.AddNights("Music", 7);
        using var run = Run();
        var lost = TimeSpan.Zero;
        var notFound = new TaskCompletionSource<ServiceAnswer<BackupDetails>>(TaskCreationOptions.RunContinuationsAsynchronously);
        run.Consent = plan =>
        {
            foreach (var gone in nights.Take(2).Append(nights[6]))
            {
                _shelf.Remove(gone.BackupArn);
            }

            return [.. plan.Backups.Where(backup => backup.Fate is BackupFate.Delete).Select(backup => backup.Details.BackupArn)];
        };
        run.Service.Delete = arn =>
        {
            if (arn == nights[3].BackupArn)
            {
                _shelf.Delete(arn);
                lost = run.Elapsed;
                notFound.SetException(BackupShelf.Error("BackupNotFoundException"));
                throw new IOException("The connection was reset.");
            }

            return arn == nights[6].BackupArn ? notFound.Task : throw BackupShelf.Error("BackupInUseException");
        };
        run.Service.List = query =>
        {
            var page = _shelf.Page(query);
            var isLate = lost > TimeSpan.Zero && run.Elapsed < lost + TimeSpan.FromSeconds(15);
            var shown = isLate ? page with { Summaries = [nights[3], .. page.Summaries] } : page;
            return Task.FromResult(new ServiceAnswer<BackupPage>(shown));
        };

        Assert.Equal(3, Assert.IsType<TableLimited>(run.ToEnd(Limit(run)).Single()).Kept);

        Assert.Equal([nights[2], nights[4], nights[5]], _shelf.Backups);
        Assert.Equal(
            nights[3].BackupArn, run.Events.Select(said => said.Event).OfType<BackupDeleted>().Single().Details.BackupArn);
    }

    [Fact]
    public void What_was_thought_over_for_long_is_listed_again()
    {
        var nights = _shelf.AddNights("Music", 6);
        using var run = Run();
        run.Consent = plan =>
        {
            run.Clock.Advance(TimeSpan.FromMinutes(5));
            _shelf.Remove(nights[0].BackupArn);
            _shelf.Remove(nights[1].BackupArn);
            return [.. plan.Backups.Where(backup => backup.Fate is BackupFate.Delete).Select(backup => backup.Details.BackupArn)];
        };

        run.ToEnd(Limit(run));

        Assert.Equal([nights[5].BackupArn], _shelf.Deletions);
    }

    [Fact]
    public void Two_runs_at_once_keep_what_the_rule_keeps()
    {
        var nights = _shelf.AddNights("Music", 40);
        using var run = Run();

        // The other run's deletions fall between this one's.
        var others = new Queue<string>(nights.Skip(3).Select(backup => backup.BackupArn).Reverse());
        run.Service.Delete = arn =>
        {
            for (var i = 0; i < 2 && others.TryDequeue(out var other); i++)
            {
                if (_shelf.Backups.Exists(backup => backup.BackupArn == other))
                {
                    _shelf.Remove(other);
                }
            }

            return Answer(_shelf.Delete(arn));
        };

        Assert.IsType<TableLimited>(run.ToEnd(Limit(run)).Single());
        Assert.Equal(nights.Take(3), _shelf.Backups);
    }

    [Fact]
    public void Deletions_keep_under_their_published_rate()
    {
        _shelf.AddNights("Music", 63);
        using var run = Run();
        var starts = new List<TimeSpan>();
        run.Service.Delete = arn =>
        {
            starts.Add(run.Elapsed);
            return Answer(_shelf.Delete(arn));
        };

        run.ToEnd(Limit(run));

        Assert.Equal(60, starts.Count);
        Assert.All(
            starts, start => Assert.InRange(starts.Count(other => other >= start && other < start + TimeSpan.FromSeconds(1)), 1, 10));
        Assert.InRange(run.Elapsed.TotalSeconds, 5, 60 / 10 * 1.1);
    }

    [Fact]
    public void After_a_stop_nothing_is_deleted()
    {
        _shelf.AddNights("Music", 40);
        using var run = Run();
        run.Service.Delete = arn =>
        {
            var deleted = _shelf.Delete(arn);
            if (_shelf.Deletions.Count == 5)
            {
                run.Stop();
            }

            return Answer(deleted);
        };

        run.ToStop(Limit(run));

        Assert.Equal(5, _shelf.Deletions.Count);
    }

    private static Task<ServiceAnswer<BackupDetails>> Answer(BackupDetails details) =>
        Task.FromResult(new ServiceAnswer<BackupDetails>(details));

    private static BackupRequest Limit(VirtualRun run, TimeSpan? timeout = null) =>
        Request.Limit(run.Target, "Music", Last3, timeout: timeout);

    private VirtualRun Run()
    {
        var run = new VirtualRun();
        _shelf.Serve(run.Service);
        return run;
    }
}
