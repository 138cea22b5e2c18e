using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Xunit;

namespace DynamoBackup.Tests.Engine;

/// <summary>Which backups of a table are deleted, and which never are.</summary>
public class LimitTests
{
    private static readonly KeepRules Last3 = new() { Last = 3 };

    private readonly BackupShelf _shelf = new();

    [Fact]
    public void What_no_rule_keeps_goes_the_oldest_first()
    {
        var nights = _shelf.AddNights("Music", 5);
        using var run = Run();

        var outcome = Assert.IsType<TableLimited>(run.ToEnd(Limit(run, "Music")).Single());

        Assert.Equal(3, outcome.Kept);
        Assert.Equal([nights[4].BackupArn, nights[3].BackupArn], _shelf.Deletions);
        var deleted = run.Events.Select(said => said.Event).OfType<BackupDeleted>().ToList();
        Assert.Equal(_shelf.Deletions, deleted.Select(backup => backup.Details.BackupArn));
        Assert.All(deleted, backup => Assert.Equal("DELETED", backup.Details.BackupStatus.Value));
        var progress = run.Progress;
        Assert.Equal((1, 3, 2, 2, 2000L), (progress.Limited, progress.Kept, progress.Approved, progress.Deleted, progress.SizeBytes));
    }

    [Fact]
    public void The_plan_tells_the_fate_and_the_reason_of_each()
    {
        _shelf.AddNights("Music", 4);
        _shelf.Add("Music", 0.5, name: "before-release");
        using var run = Run();

        run.ToEnd(Limit(run, "Music"));

        var plan = run.Events.Select(said => said.Event).OfType<TablePlanned>().Single().Backups;
        Assert.Equal(
            ["Keep last 1", "Ignore another name", "Keep last 2", "Keep last 3", "Delete no rule keeps it"],
            plan.Select(backup => $"{backup.Fate} {backup.Reason}"));
        Assert.All(plan, backup => Assert.Equal("id-1", backup.TableId));
    }

    [Fact]
    public void Nothing_goes_without_consent()
    {
        _shelf.AddNights("Music", 9);
        using var run = Run();
        run.Consent = _ => [];

        Assert.Equal(9, Assert.IsType<TableLimited>(run.ToEnd(Limit(run, "Music")).Single()).Kept);

        Assert.Empty(_shelf.Deletions);
    }

    [Fact]
    public void Only_what_was_consented_to_goes()
    {
        var nights = _shelf.AddNights("Music", 9);
        using var run = Run();
        run.Consent = _ => [nights[5].BackupArn, nights[0].BackupArn, "arn:of:something:else"];

        run.ToEnd(Limit(run, "Music"));

        Assert.Equal([nights[5].BackupArn], _shelf.Deletions);
    }

    [Theory]
    [InlineData("a type that is not USER")]
    [InlineData("a status that is not AVAILABLE")]
    [InlineData("another region's ARN")]
    [InlineData("no table id")]
    [InlineData("no creation time")]
    [InlineData("a hand-made name")]
    [InlineData("another table's ARN")]
    [InlineData("no type")]
    public void What_the_rules_are_not_about_is_neither_counted_nor_deleted(string what)
    {
        _shelf.AddNights("Music", 3);
        for (var i = 0; i < 5; i++)
        {
            var odd = _shelf.Add("Music", 50 + i);
            _ = what switch
            {
                "a type that is not USER" => odd.BackupType = BackupType.AWS_BACKUP,
                "a status that is not AVAILABLE" => odd.BackupStatus = BackupStatus.CREATING,
                "another region's ARN" => odd.BackupArn = odd.BackupArn.Replace("us-east-1", "eu-west-1", StringComparison.Ordinal),
                "no table id" => odd.TableId = null,
                "no creation time" => odd.BackupCreationDateTime = null,
                "another table's ARN" => odd.BackupArn = odd.BackupArn.Replace("table/Music", "table/Users", StringComparison.Ordinal),
                "no type" => odd.BackupType = null,
                _ => (object)(odd.BackupName = "before-release"),
            };
        }

        using var run = Run();

        Assert.Equal(3, Assert.IsType<TableLimited>(run.ToEnd(Limit(run, "Music")).Single()).Kept);

        Assert.Empty(_shelf.Deletions);
    }

    [Fact]
    public void Named_ones_are_counted_and_deleted_and_no_others()
    {
        _shelf.AddNights("Music", 9);
        for (var i = 0; i < 5; i++)
        {
            _shelf.Add("Music", 20 + i, name: $"release-{i}");
        }

        using var run = Run();

        run.ToEnd(Limit(run, "Music", names: name => name.StartsWith("release-", StringComparison.Ordinal)));

        Assert.Equal(2, _shelf.Deletions.Count);
        Assert.Equal(9 + 3, _shelf.Backups.Count);
        Assert.Equal(3, _shelf.Backups.Count(backup => backup.BackupName.StartsWith("release-", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_table_made_again_is_another_table()
    {
        _shelf.AddNights("Music", 7, tableId: "new");
        var old = Enumerable.Range(0, 5).Select(i => _shelf.Add("Music", 30 + i, tableId: "old")).ToList();
        using var run = Run();

        run.ToEnd(Limit(run, "Music"));

        Assert.Equal(3, _shelf.Backups.Count(backup => backup.TableId == "new"));
        Assert.Equal(old.Take(3), _shelf.Backups.Where(backup => backup.TableId == "old"));
    }

    [Fact]
    public void A_new_backup_counts_also_where_the_listing_lags_behind_it()
    {
        var nights = _shelf.AddNights("Music", 4);
        var fresh = nights[0];
        _shelf.Backups.Remove(fresh);
        using var run = Run();
        run.Service.Describe = arn => throw new NotSupportedException();
        run.Service.DescribeWithTable = arn => new BackupDescription
        {
            BackupDetails = fresh.ToDetails(),
            SourceTableDetails = new SourceTableDetails { TableName = "Music", TableId = fresh.TableId },
        };

        run.ToEnd(Limit(run, "Music", newBackup: fresh.BackupArn));

        Assert.Equal([nights[3].BackupArn], _shelf.Deletions);
    }

    [Fact]
    public void A_new_backup_that_cannot_be_read_costs_nothing()
    {
        var nights = _shelf.AddNights("Music", 4);
        _shelf.Backups.Remove(nights[0]);
        using var run = Run();
        run.Service.Describe = _ => throw BackupShelf.Error("BackupNotFoundException");

        run.ToEnd(Limit(run, "Music", newBackup: nights[0].BackupArn));

        Assert.Empty(_shelf.Deletions);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Backups_that_the_run_created_stay_whatever_their_creation_times_say(bool isPiped)
    {
        var nights = _shelf.AddNights("Music", 4);
        BackupSummary[] made = [_shelf.Add("Music", 300), _shelf.Add("Music", 2_000)];
        using var run = Run();
        Array.ForEach(made, backup => run.Created.Add(backup.BackupArn));

        var request = Limit(run, "Music", new KeepRules { Last = 1 }, newBackup: isPiped ? made[0].BackupArn : null);
        var outcome = Assert.IsType<TableLimited>(run.ToEnd(request).Single());

        Assert.Equal(3, outcome.Kept);
        Assert.Equal(nights.Skip(1).Select(backup => backup.BackupArn).Reverse(), _shelf.Deletions);
    }

    [Fact]
    public void A_backup_that_the_run_learns_it_created_after_the_plan_stays()
    {
        var nights = _shelf.AddNights("Music", 40);
        using var run = Run();
        run.Clock.At(TimeSpan.FromSeconds(1.5), () => run.Created.Add(nights[5].BackupArn));

        Assert.IsType<TableLimited>(run.ToEnd(Limit(run, "Music")).Single());

        Assert.Equal([.. nights.Take(3), nights[5]], _shelf.Backups);
    }

    [Fact]
    public void A_new_backup_with_an_impossible_creation_time_makes_the_listing_unusable()
    {
        _shelf.AddNights("Music", 4);
        var made = _shelf.Add("Music", 0);
        made.BackupCreationDateTime = DateTime.UnixEpoch;
        using var run = Run();

        Outcome.IsFailure(FailureKind.ListingIncomplete, run.ToEnd(Limit(run, "Music", newBackup: made.BackupArn)).Single());

        Assert.Empty(_shelf.Deletions);
    }

    [Fact]
    public void A_row_is_identified_by_its_ARN_whatever_table_it_names_beside_it()
    {
        var nights = _shelf.AddNights("Music", 5);
        using var run = Run();
        run.Service.List = query =>
        {
            var page = _shelf.Page(query);
            page.Summaries.ToList().ForEach(row => row.TableName = row.BackupArn == nights[4].BackupArn ? "Users" : null);
            return Task.FromResult(new ServiceAnswer<BackupPage>(page));
        };

        run.ToEnd(Limit(run, "Music"));

        Assert.Equal([nights[4].BackupArn, nights[3].BackupArn], _shelf.Deletions);
    }

    [Theory]
    [InlineData("AccessDeniedException", FailureKind.AccessDenied)]
    [InlineData("ValidationException", FailureKind.RequestRefused)]
    [InlineData("UnrecognizedClientException", FailureKind.CredentialsRejected)]
    public void A_listing_that_fails_costs_nothing(string code, FailureKind kind)
    {
        _shelf.AddNights("Music", 250);
        using var run = Run();
        run.Service.List = query =>
            query.After is null ? Task.FromResult(new ServiceAnswer<BackupPage>(_shelf.Page(query))) : throw BackupShelf.Error(code);

        Outcome.IsFailure(kind, run.ToEnd(Limit(run, "Music")).Single());

        Assert.Empty(_shelf.Deletions);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_listing_with_a_row_that_is_no_backup_or_a_page_twice_costs_nothing(bool unreadable)
    {
        _shelf.AddNights("Music", 250);
        using var run = Run();
        run.Service.List = query =>
        {
            var page = _shelf.Page(query);
            return Task.FromResult(new ServiceAnswer<BackupPage>(
                unreadable ? page with { Unreadable = query.After is null ? 0 : 1 } : page with { Next = _shelf.Backups[99].BackupArn }));
        };

        Outcome.IsFailure(FailureKind.ListingIncomplete, run.ToEnd(Limit(run, "Music")).Single());

        Assert.Empty(_shelf.Deletions);
    }

    [Fact]
    public void There_is_no_request_without_a_rule()
    {
        using var run = Run();
        Assert.Throws<ArgumentException>(() => Limit(run, "Music", new KeepRules()));
    }

    private static BackupRequest Limit(
        VirtualRun run, string table, KeepRules? keep = null, Predicate<string>? names = null, string? newBackup = null) =>
        Request.Limit(run.Target, table, keep ?? Last3, names, newBackup);

    private VirtualRun Run()
    {
        var run = new VirtualRun();
        _shelf.Serve(run.Service);
        return run;
    }
}
