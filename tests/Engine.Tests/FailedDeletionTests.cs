using Amazon.DynamoDBv2.Model;
using Xunit;

namespace DynamoBackup.Tests.Engine;

/// <summary>What is said of a table of which some deletions fail: all that is gone, or may be, is named.</summary>
public class FailedDeletionTests
{
    private readonly BackupShelf _shelf = new();

    [Fact]
    public void What_may_be_gone_is_named_whatever_ended_the_table()
    {
        // Of five deletions four act and are not answered; then the credentials are no good any more.
        var nights = _shelf.AddNights("Music", 8);
        using var run = Run();
        run.Service.Delete = arn =>
        {
            if (_shelf.Deletions.Count == 4)
            {
                throw BackupShelf.Error("ExpiredTokenException");
            }

            _shelf.Delete(arn);
            throw new IOException("The connection was reset.");
        };

        var failure = Outcome.IsFailure(FailureKind.CredentialsRejected, run.ToEnd(Limit(run)).Single());

        Assert.Equal(4, _shelf.Deletions.Count);
        var warning = WarningOf(run);
        Assert.Contains("may or may not have been deleted", warning, StringComparison.Ordinal);
        Assert.All(_shelf.Deletions, arn => Assert.Contains(arn, warning, StringComparison.Ordinal));
        Assert.DoesNotContain(nights[0].BackupArn, warning, StringComparison.Ordinal);
        Assert.Equal(nights[3].BackupArn, failure.Details!.BackupArn);
    }

    [Fact]
    public void Each_backup_that_is_in_use_to_the_end_is_named()
    {
        var nights = _shelf.AddNights("Music", 6);
        using var run = Run();
        run.Service.Delete = arn => arn == nights[3].BackupArn
            ? Task.FromResult(new ServiceAnswer<BackupDetails>(_shelf.Delete(arn)))
            : throw BackupShelf.Error("BackupInUseException");

        var failure = Outcome.IsFailure(FailureKind.BackupTimeout, run.ToEnd(Limit(run)).Single());

        var other = failure.Details!.BackupArn == nights[4].BackupArn ? nights[5] : nights[4];
        var warning = WarningOf(run);
        Assert.Contains($"not deleted in time: {other.BackupArn}.", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_listing_that_fails_does_not_deny_what_was_deleted_by_then()
    {
        // Somebody else deletes, too, so the table is listed again before the one in use goes, and that listing fails.
        var nights = _shelf.AddNights("Music", 6);
        using var run = Run();
        run.Service.Delete = arn => arn == nights[5].BackupArn
            ? throw BackupShelf.Error("BackupInUseException")
            : Task.FromResult(new ServiceAnswer<BackupDetails>(_shelf.Delete(arn)));
        run.Consent = plan =>
        {
            _shelf.Remove(nights[3].BackupArn);
            run.Service.List = _ => throw BackupShelf.Error("AccessDeniedException");
            return [.. plan.Backups.Where(backup => backup.Fate is BackupFate.Delete).Select(backup => backup.Details.BackupArn)];
        };

        var failure = Outcome.IsFailure(FailureKind.AccessDenied, run.ToEnd(Limit(run)).Single());

        Assert.Equal(1, run.Events.Count(said => said.Event is BackupDeleted));
        Assert.StartsWith("No more backups of table 'Music' are deleted: ", failure.Message, StringComparison.Ordinal);
    }

    private static BackupRequest Limit(VirtualRun run) =>
        Request.Limit(run.Target, "Music", new KeepRules { Last = 3 }, timeout: TimeSpan.FromMinutes(3));

    private static string WarningOf(VirtualRun run) => Assert.Single(
        run.Events.Select(said => said.Event).OfType<EngineNote>(), note => note.Level is NoteLevel.Warning).Text;

    private VirtualRun Run()
    {
        var run = new VirtualRun();
        _shelf.Serve(run.Service);
        return run;
    }
}
