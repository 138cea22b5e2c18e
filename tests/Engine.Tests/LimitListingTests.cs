using Xunit;

namespace DynamoBackup.Tests.Engine;

/// <summary>How the backups of few tables and of many are listed.</summary>
public class LimitListingTests
{
    private static readonly KeepRules Last7 = new() { Last = 7 };

    private readonly BackupShelf _shelf = new();

    [Fact]
    public void A_few_tables_are_listed_each()
    {
        string[] tables = ["Music", "Users", "Orders"];
        using var run = Run(tables, nights: 9);

        run.ToEnd(tables.Select(table => Limit(run, table)));

        Assert.Equal(tables, _shelf.Listings);
    }

    [Fact]
    public void A_fleet_is_listed_by_a_sweep_while_deletions_go_on()
    {
        var tables = Enumerable.Range(0, 100).Select(i => $"Table-{i:000}").ToArray();
        using var run = Run(tables, nights: 14);

        var outcomes = run.ToEnd(tables.Select(table => Limit(run, table)));

        Assert.All(outcomes, outcome => Assert.Equal(7, Assert.IsType<TableLimited>(outcome).Kept));
        Assert.All(tables, table => Assert.Equal(7, _shelf.Backups.Count(backup => backup.TableName == table)));
        Assert.Equal(700, _shelf.Deletions.Count);
        Assert.Equal(14, _shelf.Listings.Count(table => table is null));

        // 70 s of deletions at 10 a second.
        Assert.InRange(_shelf.Listings.Count + _shelf.Deletions.Count, 700, 735);
        Assert.InRange(run.Elapsed.TotalSeconds, 69, 72.1);
    }

    [Fact]
    public void Where_nothing_is_consented_to_a_fleet_costs_a_sweep()
    {
        var tables = Enumerable.Range(0, 100).Select(i => $"Table-{i:000}").ToArray();
        using var run = Run(tables, nights: 14);
        run.Consent = _ => [];

        run.ToEnd(tables.Select(table => Limit(run, table)));

        Assert.Empty(_shelf.Deletions);
        Assert.InRange(_shelf.Listings.Count, 14, 18);
    }

    [Fact]
    public void A_sweep_that_costs_more_than_the_tables_is_given_up()
    {
        var tables = Enumerable.Range(0, 8).Select(i => $"Table-{i:000}").ToArray();
        using var run = Run(tables, nights: 9);
        _shelf.AddNights("Other", 5_000);

        var outcomes = run.ToEnd(tables.Select(table => Limit(run, table)));

        Assert.All(outcomes, outcome => Assert.Equal(7, Assert.IsType<TableLimited>(outcome).Kept));
        Assert.InRange(_shelf.Listings.Count, 8, 17);
    }

    [Fact]
    public void A_bad_row_of_a_sweep_costs_its_own_table_alone()
    {
        var tables = Enumerable.Range(0, 20).Select(i => $"Table-{i:000}").ToArray();
        using var run = Run(tables, nights: 9);
        run.Service.List = query =>
        {
            var page = _shelf.Page(query);
            var unreadable = query.TableName is null or "Table-013" ? 1 : 0;
            return Task.FromResult(new ServiceAnswer<BackupPage>(page with { Unreadable = unreadable }));
        };

        var outcomes = run.ToEnd(tables.Select(table => Limit(run, table)));

        Outcome.IsFailure(FailureKind.ListingIncomplete, outcomes[13]);
        Assert.Equal(19, outcomes.OfType<TableLimited>().Count());
        Assert.Equal(9, _shelf.Backups.Count(backup => backup.TableName == "Table-013"));
        Assert.Equal(19 * 2, _shelf.Deletions.Count);
    }

    [Theory]
    [InlineData("AccessDeniedException")]
    [InlineData("ValidationException")]
    [InlineData("ThrottlingException")]
    [InlineData("a broken connection")]
    [InlineData("silence")]
    public void Where_a_sweep_fails_each_table_is_listed_for_itself(string fault)
    {
        var tables = Enumerable.Range(0, 30).Select(i => $"Table-{i:000}").ToArray();
        using var run = Run(tables, nights: 9);
        run.Service.List = query => (query.TableName, fault) switch
        {
            (not null, _) => Task.FromResult(new ServiceAnswer<BackupPage>(_shelf.Page(query))),
            (_, "silence") => new TaskCompletionSource<ServiceAnswer<BackupPage>>().Task,
            (_, "a broken connection") => throw new IOException("The connection was reset."),
            _ => throw BackupShelf.Error(fault),
        };

        var outcomes = run.ToEnd(tables.Select(table => Request.Limit(run.Target, table, Last7, timeout: TimeSpan.FromMinutes(30))));

        Assert.All(outcomes, outcome => Assert.IsType<TableLimited>(outcome));
        Assert.InRange(run.Elapsed, TimeSpan.Zero, TimeSpan.FromMinutes(2.5));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(30)]
    public void A_table_whose_listing_is_throttled_for_ever_keeps_no_other_waiting(int count)
    {
        var tables = Enumerable.Range(0, count).Select(i => $"Table-{i:000}").ToArray();
        using var run = Run(tables, nights: 9);
        run.Service.List = query => query.TableName is "Table-000"
            ? throw BackupShelf.Error("ThrottlingException")
            : Task.FromResult(new ServiceAnswer<BackupPage>(_shelf.Page(query)));

        var outcomes = run.ToEnd(tables.Select(table => Request.Limit(run.Target, table, Last7, timeout: TimeSpan.FromMinutes(30))));

        Outcome.IsFailure(FailureKind.ListingIncomplete, outcomes[0]);
        var ended = run.Events.Where(said => said.Event is TableLimited).Select(said => said.At).ToList();
        Assert.Equal(count - 1, ended.Count);
        Assert.All(ended, at => Assert.InRange(at, TimeSpan.Zero, TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public void Where_the_credentials_are_rejected_no_table_is_listed_for_itself()
    {
        var tables = Enumerable.Range(0, 200).Select(i => $"Table-{i:000}").ToArray();
        using var run = Run(tables, nights: 9);
        run.Service.List = query =>
        {
            _shelf.Listings.Add(query.TableName);
            throw BackupShelf.Error("ExpiredTokenException");
        };

        var outcomes = run.ToEnd(tables.Select(table => Limit(run, table)));

        Assert.All(outcomes, outcome => Outcome.IsFailure(FailureKind.CredentialsRejected, outcome));
        Assert.InRange(_shelf.Listings.Count, 1, 5);
        Assert.InRange(run.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void A_page_that_fails_for_a_minute_is_read_in_the_end_and_the_sweep_goes_on()
    {
        var tables = Enumerable.Range(0, 50).Select(i => $"Table-{i:000}").ToArray();
        using var run = Run(tables, nights: 14);
        run.Service.List = query => run.Elapsed.TotalSeconds is > 0.5 and < 60
            ? throw new IOException("The connection was reset.")
            : Task.FromResult(new ServiceAnswer<BackupPage>(_shelf.Page(query)));

        var outcomes = run.ToEnd(tables.Select(table => Limit(run, table)));

        Assert.All(outcomes, outcome => Assert.IsType<TableLimited>(outcome));
        Assert.Equal(7, _shelf.Listings.Count(table => table is null));
    }

    [Fact]
    public void Tables_that_come_while_a_sweep_goes_on_share_it()
    {
        // One sweep reads all there is: nothing that was read is read again for them.
        var tables = Enumerable.Range(0, 60).Select(i => $"Table-{i:000}").ToArray();
        using var run = Run(tables, nights: 14);
        run.SubmitLater(TimeSpan.FromSeconds(1), tables.Skip(30).Select(table => Limit(run, table)));

        var outcomes = run.ToEnd(tables.Take(30).Select(table => Limit(run, table)));

        Assert.All(outcomes, outcome => Assert.IsType<TableLimited>(outcome));
        Assert.Equal(9, _shelf.Listings.Count(table => table is null));
        Assert.Equal(60 * 7, _shelf.Deletions.Count);
    }

    private static BackupRequest Limit(VirtualRun run, string table) => Request.Limit(run.Target, table, Last7);

    private VirtualRun Run(string[] tables, int nights)
    {
        foreach (var table in tables)
        {
            _shelf.AddNights(table, nights);
        }

        var run = new VirtualRun();
        _shelf.Serve(run.Service);
        return run;
    }
}
