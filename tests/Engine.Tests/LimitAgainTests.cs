using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Xunit;

namespace DynamoBackup.Tests.Engine;

/// <summary>When a table is listed once more before the rest of what was planned goes.</summary>
public class LimitAgainTests
{
    private static readonly KeepRules Last3 = new() { Last = 3 };

    private readonly BackupShelf _shelf = new();

    [Theory]
    [InlineData(0.1, 0.5)]
    [InlineData(0.5, 0.1)]
    public void A_refusal_beside_a_backup_that_somebody_else_deleted_ends_the_table(double goneAfter, double refusedAfter)
    {
        _shelf.AddNights("Music", 12);
        using var run = Run();
        var calls = 0;
        run.Service.Delete = async _ =>
        {
            var isFirst = calls++ == 0;
            await run.Clock.DelayAsync(TimeSpan.FromSeconds(isFirst ? goneAfter : refusedAfter), CancellationToken.None);
            throw BackupShelf.Error(isFirst ? "BackupNotFoundException" : "AccessDeniedException");
        };

        Outcome.IsFailure(FailureKind.AccessDenied, run.ToEnd(Limit(run)).Single());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void After_a_standstill_the_rule_holds_on_what_is_there_then(bool wallClockAlone)
    {
        var nights = _shelf.AddNights("Music", 40);
        using var run = Run();
        run.Clock.At(TimeSpan.FromSeconds(2), () => nights.Take(5).ToList().ForEach(gone => _shelf.Remove(gone.BackupArn)));
        if (wallClockAlone)
        {
            // While a machine sleeps, no timer sees the time pass.
            run.Clock.At(TimeSpan.FromSeconds(2), () => run.Clock.StepWall(TimeSpan.FromHours(8)));
        }
        else
        {
            run.FreezeLater(TimeSpan.FromSeconds(2), TimeSpan.FromHours(1.5));
        }

        Assert.Equal(3, Assert.IsType<TableLimited>(run.ToEnd(Limit(run)).Single()).Kept);

        Assert.Equal(nights.Skip(5).Take(3), _shelf.Backups);
        Assert.Equal(2, _shelf.Listings.Count);
    }

    [Fact]
    public void What_a_long_run_deletes_is_listed_again_all_together()
    {
        var tables = Enumerable.Range(0, 400).Select(i => $"Table-{i:000}").ToArray();
        Array.ForEach(tables, table => _shelf.AddNights(table, 40));
        using var run = Run();

        var outcomes = run.ToEnd(tables.Select(table => Request.Limit(run.Target, table, Last3)));

        Assert.All(outcomes, outcome => Assert.Equal(3, Assert.IsType<TableLimited>(outcome).Kept));
        Assert.Equal(400 * 37, _shelf.Deletions.Count);
        Assert.InRange(run.Elapsed.TotalSeconds, 1_480, 1_480 * 1.03);

        // 160 pages show 16,000 backups; by the 15th minute 70 are left.
        Assert.InRange(_shelf.Listings.Count(table => table is null), 220, 260);
        Assert.InRange(_shelf.Listings.Count, 220, 400);
    }

    [Fact]
    public void Where_somebody_else_deleted_and_the_listing_is_then_of_another_account_the_words_own_up_to_what_went()
    {
        var nights = _shelf.AddNights("Music", 12);
        using var run = Run();
        run.Service.List = query =>
        {
            var page = _shelf.Page(query);
            if (_shelf.Listings.Count > 1)
            {
                page.Summaries.ToList().ForEach(row => row.BackupArn = row.BackupArn.Replace("123456789012", "999999999999"));
            }

            return Task.FromResult(new ServiceAnswer<BackupPage>(page));
        };
        run.Service.Delete = async arn =>
        {
            // The oldest is in use; of the others three go, and somebody else deletes the rest.
            if (arn == nights[11].BackupArn)
            {
                throw BackupShelf.Error("BackupInUseException");
            }

            await run.Clock.DelayAsync(TimeSpan.FromSeconds(0.2), CancellationToken.None);
            return _shelf.Deletions.Count == 3 ? throw BackupShelf.Error("BackupNotFoundException") : new(_shelf.Delete(arn));
        };

        var outcome = run.ToEnd(Request.Limit(run.Target, "Music", Last3, newBackup: nights[0].BackupArn)).Single();

        var failure = Outcome.IsFailure(FailureKind.AccountMismatch, outcome);
        Assert.StartsWith("No more backups of table 'Music' are deleted: its ARN is of account 123456789012", failure.Message);
    }

    [Fact]
    public void An_answer_by_which_the_backup_is_still_there_is_no_answer()
    {
        _shelf.AddNights("Music", 4);
        using var run = Run();
        var calls = 0;
        run.Service.Delete = arn =>
        {
            var backup = ++calls == 1 ? _shelf.Backups.Single(backup => backup.BackupArn == arn).ToDetails() : _shelf.Delete(arn);
            return Task.FromResult(new ServiceAnswer<BackupDetails>(backup));
        };

        Assert.IsType<TableLimited>(run.ToEnd(Limit(run)).Single());

        Assert.Equal(2, calls);
        Assert.Equal(3, _shelf.Backups.Count);
        Assert.Single(run.Events, said => said.Event is BackupDeleted);
    }

    [Fact]
    public void What_is_reported_has_all_that_was_listed_also_where_the_answer_is_thin()
    {
        var nights = _shelf.AddNights("Music", 4);
        using var run = Run();
        run.Service.Delete = arn => Task.FromResult(new ServiceAnswer<BackupDetails>(
            new BackupDetails { BackupArn = _shelf.Delete(arn).BackupArn, BackupStatus = BackupStatus.DELETED }));

        run.ToEnd(Limit(run));

        var deleted = run.Events.Select(said => said.Event).OfType<BackupDeleted>().Single().Details;
        Assert.Equal(nights[3].BackupName, deleted.BackupName);
        Assert.Equal(1000, deleted.BackupSizeBytes);
        Assert.Equal(BackupStatus.DELETED, deleted.BackupStatus);
    }

    private static BackupRequest Limit(VirtualRun run) => Request.Limit(run.Target, "Music", Last3);

    private VirtualRun Run()
    {
        var run = new VirtualRun();
        _shelf.Serve(run.Service);
        return run;
    }
}
