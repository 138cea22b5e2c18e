using Xunit;

namespace DynamoBackup.Tests.Engine;

/// <summary>Nothing is deleted in an account other than that of the ARN a table is known by.</summary>
public class LimitAccountTests
{
    private const string Here = "123456789012";
    private const string Elsewhere = "999999999999";

    private readonly BackupShelf _shelf = new();

    [Fact]
    public void A_backup_of_another_account_lets_no_backup_of_a_table_of_the_same_name_go()
    {
        var nights = _shelf.AddNights("Music", 9);
        using var run = Run();

        var failed = run.ToEnd(Limit(run, "Music", newBackup: In(Elsewhere, nights[0].BackupArn))).Single();

        var failure = Outcome.IsFailure(FailureKind.AccountMismatch, failed);
        Assert.Contains($"of account {Elsewhere}, ", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"to account {Here} in us-east-1.", failure.Message, StringComparison.Ordinal);
        Assert.Contains("-ProfileName", failure.RecommendedAction, StringComparison.Ordinal);
        Assert.Empty(_shelf.Deletions);
    }

    [Fact]
    public void A_sweep_shows_the_account_of_tables_without_backups_too()
    {
        _shelf.AddNights("Other", 9);
        using var run = Run();

        var outcomes = run.ToEnd(Enumerable.Range(0, 40).Select(i =>
            Limit(run, $"arn:aws:dynamodb:us-east-1:{Elsewhere}:table/Table-{i:00}")));

        // Those that are listed for themselves beside the sweep are refused by the service, which this one does not do.
        Assert.InRange(outcomes.Count(outcome => outcome is BackupFailed { Failure.Kind: FailureKind.AccountMismatch }), 36, 40);
        Assert.Empty(_shelf.Deletions);
    }

    [Theory]
    [InlineData("AccessDeniedException", true)]
    [InlineData("BackupNotFoundException", false)]
    public void A_new_backup_that_may_not_be_read_and_a_listing_that_is_empty_prove_no_account(string code, bool fails)
    {
        var arn = _shelf.Add("Music", 0).BackupArn;
        _shelf.Backups.Clear();
        using var run = Run();
        run.Service.Describe = _ => throw BackupShelf.Error(code);

        var outcome = run.ToEnd(Limit(run, "Music", newBackup: arn)).Single();

        if (fails)
        {
            var failure = Outcome.IsFailure(FailureKind.AccountMismatch, outcome);
            Assert.Contains($"of account {Here}, ", failure.Message, StringComparison.Ordinal);
            Assert.Contains(code, failure.Message, StringComparison.Ordinal);
        }
        else
        {
            Assert.IsType<TableLimited>(outcome);
        }
    }

    [Fact]
    public void A_new_backup_that_may_not_be_read_costs_nothing_where_the_listing_shows_its_account()
    {
        var nights = _shelf.AddNights("Music", 5);
        _shelf.Backups.Remove(nights[0]);
        using var run = Run();
        run.Service.Describe = _ => throw BackupShelf.Error("AccessDeniedException");

        Assert.IsType<TableLimited>(run.ToEnd(Limit(run, "Music", newBackup: nights[0].BackupArn)).Single());

        Assert.Equal([nights[4].BackupArn], _shelf.Deletions);
    }

    [Fact]
    public void A_row_of_another_account_among_those_of_its_own_is_neither_counted_nor_deleted()
    {
        var nights = _shelf.AddNights("Music", 5);
        nights[1].BackupArn = In(Elsewhere, nights[1].BackupArn);
        nights[4].BackupArn = In(Elsewhere, nights[4].BackupArn);
        using var run = Run();

        Assert.IsType<TableLimited>(run.ToEnd(Limit(run, "Music", newBackup: nights[0].BackupArn, last: 2)).Single());

        Assert.Equal([nights[3].BackupArn], _shelf.Deletions);
    }

    [Fact]
    public void A_second_listing_that_shows_another_account_ends_the_deletions()
    {
        var nights = _shelf.AddNights("Music", 9);
        using var run = Run();
        run.Service.Delete = arn =>
        {
            // Somebody else deleted it, and from now on the calls lead elsewhere.
            _shelf.Deletions.Add(arn);
            _shelf.Backups.ForEach(backup => backup.BackupArn = In(Elsewhere, backup.BackupArn));
            throw BackupShelf.Error("BackupNotFoundException");
        };

        Outcome.IsFailure(FailureKind.AccountMismatch, run.ToEnd(Limit(run, "Music", newBackup: nights[0].BackupArn)).Single());

        Assert.All(_shelf.Deletions, arn => Assert.Contains(Here, arn, StringComparison.Ordinal));
    }

    [Fact]
    public void There_is_no_request_with_a_table_of_one_account_and_a_new_backup_of_another()
    {
        var arn = _shelf.Add("Music", 0).BackupArn;
        using var run = Run();

        Assert.Throws<ArgumentException>(() => Limit(run, $"arn:aws:dynamodb:us-east-1:{Elsewhere}:table/Music", newBackup: arn));
    }

    private static string In(string account, string arn) => arn.Replace(Here, account, StringComparison.Ordinal);

    private static BackupRequest Limit(VirtualRun run, string table, string? newBackup = null, int last = 3) =>
        Request.Limit(run.Target, table, new KeepRules { Last = last }, newBackup: newBackup);

    private VirtualRun Run()
    {
        var run = new VirtualRun();
        _shelf.Serve(run.Service);
        return run;
    }
}
