using Amazon.DynamoDBv2.Model;
using Xunit;

namespace DynamoBackup.Tests.Engine;

/// <summary>Nothing is deleted by a listing that contradicts itself, says what cannot be, or does not end.</summary>
public class SickListingTests
{
    private static readonly KeepRules Last1 = new() { Last = 1 };

    private readonly BackupShelf _shelf = new();

    /// <summary>What a listing shows besides, or instead, of each row.</summary>
    public static TheoryData<string, Func<BackupSummary, IEnumerable<BackupSummary>>> Rows => new()
    {
        { "one backup in two versions", row => [row, Changed(row, other => other.BackupCreationDateTime = BackupShelf.Noon.AddYears(-9))] },
        { "one backup in two versions", row => [row, Changed(row, other => other.BackupArn = row.BackupArn.Replace(":aws:", ":aws-cn:"))] },
        { "one backup in two versions", row => [row, Changed(row, other => other.BackupName = "before-release")] },
        { "impossible creation time, 1970-01-01", row => [Changed(row, other => other.BackupCreationDateTime = DateTime.UnixEpoch)] },
        { "impossible creation time, 2016-12-31", row => [Changed(row, other => other.BackupCreationDateTime = new(2016, 12, 31))] },
        { "impossible creation time, 2100-01-01", row => [row, Another(row, new(2100, 1, 1, 0, 0, 0, DateTimeKind.Utc))] },
        { "only backups of other tables", row => [Changed(row, other => other.BackupArn = row.BackupArn.Replace("/Music/", "/Users/"))] },
        { "of two accounts", row => [row, Changed(row, other => other.BackupArn = row.BackupArn.Replace("123456789012", "999999999999"))] },
        {
            "whose ARN is not a backup's",
            row => [Changed(row, other => other.BackupArn = row.BackupArn.Replace("123456789012", "nobody"))]
        },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void Rows_that_say_nothing_sure_cost_the_table_its_turn(string problem, Func<BackupSummary, IEnumerable<BackupSummary>> rowsOf)
    {
        _shelf.AddNights("Music", 4);
        using var run = Run(page => page with { Summaries = [.. page.Summaries.SelectMany(rowsOf)] });

        var failure = Outcome.IsFailure(FailureKind.ListingIncomplete, run.ToEnd(Limit(run)).Single());

        Assert.Contains(problem, failure.Message, StringComparison.Ordinal);
        Assert.Empty(_shelf.Deletions);
    }

    [Fact]
    public void A_row_that_comes_twice_is_one_backup()
    {
        _shelf.AddNights("Music", 4);
        using var run = Run(page => page with { Summaries = [.. page.Summaries, .. page.Summaries.Select(row => Changed(row, _ => { }))] });

        Assert.IsType<TableLimited>(run.ToEnd(Limit(run)).Single());

        Assert.Equal(3, _shelf.Deletions.Count);
    }

    [Fact]
    public void Of_two_with_one_stamp_the_one_with_the_later_id_is_the_newer()
    {
        var nights = Enumerable.Range(0, 4).Select(i => _shelf.Add("Music", -i / 86_400_000.0)).ToList();
        nights.ForEach(night => night.BackupCreationDateTime = BackupShelf.Noon);
        using var run = Run(page => page);

        run.ToEnd(Limit(run));

        Assert.Equal([nights[3]], _shelf.Backups);
    }

    [Theory]
    [InlineData(59, true)]
    [InlineData(61, false)]
    public void A_backup_may_be_up_to_an_hour_ahead_of_this_machines_clock(int minutes, bool isUsable)
    {
        _shelf.AddNights("Music", 4);
        using var run = Run(page => page);
        _shelf.Add("Music", 0).BackupCreationDateTime = (run.Clock.GetUtcNow() + TimeSpan.FromMinutes(minutes)).UtcDateTime;

        var outcome = run.ToEnd(Limit(run)).Single();

        Assert.Equal(isUsable, outcome is TableLimited);
        Assert.Equal(isUsable ? 4 : 0, _shelf.Deletions.Count);
    }

    [Fact]
    public void Pages_that_bring_nothing_new_end_with_the_time_allowed()
    {
        _shelf.AddNights("Music", 4);
        using var run = Run(page => page);
        run.Service.List = query => Task.FromResult(new ServiceAnswer<BackupPage>(
            query.After is null ? _shelf.Page(query) with { Next = "1" } : new BackupPage([], query.After + "1")));

        var failure = Outcome.IsFailure(FailureKind.ListingIncomplete, run.ToEnd(Limit(run)).Single());

        Assert.Contains("does not end", failure.Message, StringComparison.Ordinal);
        Assert.InRange(run.Elapsed, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1.1));
        Assert.Empty(_shelf.Deletions);
    }

    private static BackupRequest Limit(VirtualRun run) => Request.Limit(run.Target, "Music", Last1, timeout: TimeSpan.FromMinutes(1));

    private static BackupSummary Another(BackupSummary row, DateTime created) => Changed(row, other =>
    {
        other.BackupArn = row.BackupArn + "1";
        other.BackupCreationDateTime = created;
    });

    private static BackupSummary Changed(BackupSummary row, Action<BackupSummary> change)
    {
        var other = new BackupSummary
        {
            TableName = row.TableName,
            TableId = row.TableId,
            BackupArn = row.BackupArn,
            BackupName = row.BackupName,
            BackupCreationDateTime = row.BackupCreationDateTime,
            BackupStatus = row.BackupStatus,
            BackupType = row.BackupType,
            BackupSizeBytes = row.BackupSizeBytes,
        };
        change(other);
        return other;
    }

    private VirtualRun Run(Func<BackupPage, BackupPage> change)
    {
        var run = new VirtualRun();
        _shelf.Serve(run.Service);
        run.Service.List = query => Task.FromResult(new ServiceAnswer<BackupPage>(change(_shelf.Page(query))));
        return run;
    }
}
