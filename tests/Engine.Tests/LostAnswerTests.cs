using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Xunit;

namespace DynamoBackup.Tests.Engine;

/// <summary>Creations whose answer is lost, or is not the answer to what was asked.</summary>
public sealed class LostAnswerTests : IDisposable
{
    private readonly VirtualRun _run = new();
    private readonly List<BackupSummary> _backups = [];
    private readonly List<BackupQuery> _listings = [];
    private bool _isLost = true;

    public LostAnswerTests()
    {
        _run.Service.Create = (table, name) => Answer(Make(table, name, _run.Clock.GetUtcNow().UtcDateTime));
        _run.Service.List = query =>
        {
            _listings.Add(query);
            var page = _backups.Where(backup => query.TableName is not { } table
                || backup.BackupArn.Contains($":table/{table[(table.LastIndexOf('/') + 1)..]}/", StringComparison.Ordinal));
            return Task.FromResult(new ServiceAnswer<BackupPage>(new BackupPage([.. page], null)));
        };
    }

    public void Dispose() => _run.Dispose();

    [Fact]
    public void A_generated_name_is_recognized_whatever_its_time_stamp()
    {
        _run.Service.Create = (table, name) => Answer(Make(table, name, _run.Clock.GetUtcNow().UtcDateTime.AddHours(-2)));

        var outcome = _run.ToEnd(Request.Create(_run.Target, "Music", wait: false)).Single();

        Assert.Equal(Assert.Single(_backups).BackupArn, Outcome.IsCreated(outcome).BackupArn);
    }

    [Fact]
    public void Rows_without_a_table_name_are_recognized_by_their_ARNs()
    {
        _run.Service.Create = (table, name) =>
        {
            var made = Make(table, name, _run.Clock.GetUtcNow().UtcDateTime);
            made.TableName = null;
            return Answer(made);
        };

        var outcome = _run.ToEnd(Request.Create(_run.Target, "Music", wait: false)).Single();

        Assert.Equal(Assert.Single(_backups).BackupArn, Outcome.IsCreated(outcome).BackupArn);
    }

    [Fact]
    public void A_listing_that_denies_the_table_does_not_prove_that_nothing_was_created()
    {
        var list = _run.Service.List;
        var isDenied = true;
        _run.Service.List = query =>
        {
            if (isDenied && query.TableName is not null)
            {
                isDenied = false;
                throw BackupShelf.Error("TableNotFoundException");
            }

            return list(query);
        };

        var outcome = _run.ToEnd(Request.Create(_run.Target, "Music", wait: false)).Single();

        Assert.Equal(Assert.Single(_backups).BackupArn, Outcome.IsCreated(outcome).BackupArn);
    }

    [Fact]
    public void One_table_under_a_given_name_needs_its_own_listing_alone()
    {
        var outcome = _run.ToEnd(Request.Create(_run.Target, "Music", "before-release", wait: false)).Single();

        Assert.Equal(Assert.Single(_backups).BackupArn, Outcome.IsCreated(outcome).BackupArn);
        Assert.All(_listings, query => Assert.Equal("Music", query.TableName));
    }

    [Fact]
    public void A_given_name_is_looked_for_even_where_nothing_could_be_listed_before()
    {
        var list = _run.Service.List;
        _run.Service.List = query => _backups.Count == 0 && _run.Elapsed < TimeSpan.FromSeconds(5)
            ? throw new IOException("The connection was reset.")
            : list(query);
        _run.Service.Create = (table, name) => _run.Elapsed < TimeSpan.FromSeconds(5)
            ? throw new IOException("The connection was reset before the service acted.")
            : Answer(Make(table, name, _run.Clock.GetUtcNow().UtcDateTime));
        _isLost = false;

        var outcome = _run.ToEnd(Request.Create(_run.Target, "Music", "before-release", wait: false)).Single();

        Assert.Equal(Assert.Single(_backups).BackupArn, Outcome.IsCreated(outcome).BackupArn);
    }

    [Fact]
    public void A_repeated_answer_is_not_taken_for_a_second_backup()
    {
        _isLost = false;
        _run.Service.Create = (table, name) =>
        {
            Make(table, name, _run.Clock.GetUtcNow().UtcDateTime);
            return Answer(_backups[0]);
        };

        var outcomes = _run.ToEnd(
            Request.Create(_run.Target, "Music", "nightly", wait: false), Request.Create(_run.Target, "Music", "nightly", wait: false));

        Assert.Equal(_backups.Select(backup => backup.BackupArn), outcomes.Select(outcome => Outcome.IsCreated(outcome).BackupArn));
    }

    [Fact]
    public void An_older_backup_in_the_answer_is_not_taken_for_the_new_one()
    {
        _isLost = false;
        var older = Make("Music", "nightly", _run.Clock.GetUtcNow().UtcDateTime.AddMinutes(-10));
        _run.Service.Create = (table, name) =>
        {
            Make(table, name, _run.Clock.GetUtcNow().UtcDateTime);
            return Answer(older);
        };

        var outcome = _run.ToEnd(Request.Create(_run.Target, "Music", "nightly", wait: false)).Single();

        Assert.Equal(2, _backups.Count);
        Assert.Equal(_backups[1].BackupArn, Outcome.IsCreated(outcome).BackupArn);
    }

    [Fact]
    public void A_row_of_another_account_is_ignored_and_is_no_proof_that_nothing_was_created()
    {
        var list = _run.Service.List;
        _run.Service.List = async query =>
        {
            var page = (await list(query)).Value;
            return new ServiceAnswer<BackupPage>(page with { Summaries = [.. page.Summaries.Select(OfAnotherAccount), .. page.Summaries] });
        };

        var outcome = _run.ToEnd(Request.Create(_run.Target, "arn:aws:dynamodb:us-east-1:123456789012:table/Music", wait: false)).Single();

        Assert.Equal(Assert.Single(_backups).BackupArn, Outcome.IsCreated(outcome).BackupArn);
    }

    private static BackupSummary OfAnotherAccount(BackupSummary backup) => new()
    {
        BackupArn = backup.BackupArn.Replace("123456789012", "999999999999", StringComparison.Ordinal),
        BackupName = backup.BackupName,
        BackupStatus = backup.BackupStatus,
        BackupCreationDateTime = backup.BackupCreationDateTime,
    };

    private BackupSummary Make(string table, string name, DateTime created)
    {
        table = table[(table.LastIndexOf('/') + 1)..];
        var backup = new BackupSummary
        {
            TableName = table,
            BackupName = name,
            BackupArn = $"arn:aws:dynamodb:us-east-1:123456789012:table/{table}/backup/01489602797149-{_backups.Count:x8}",
            BackupStatus = BackupStatus.CREATING,
            BackupCreationDateTime = created,
        };
        _backups.Add(backup);
        return backup;
    }

    private Task<ServiceAnswer<CreateBackupResponse>> Answer(BackupSummary backup) => _isLost
        ? throw new IOException("The connection was reset after the service had acted.")
        : Task.FromResult(new ServiceAnswer<CreateBackupResponse>(new CreateBackupResponse { BackupDetails = backup.ToDetails() }));
}
