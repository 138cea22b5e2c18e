using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Xunit;

namespace DynamoBackup.Tests.Engine;

/// <summary>What another run makes under the same name while this one's creation is refused for now.</summary>
public class SharedNameTests
{
    [Theory]
    [InlineData("LimitExceededException")]
    [InlineData("ThrottlingException")]
    [InlineData("ContinuousBackupsUnavailableException")]
    public void Another_runs_backup_that_came_while_ours_was_refused_is_not_taken_for_ours(string code)
    {
        using var run = new VirtualRun();
        var backups = new List<BackupSummary>();
        var hasDropped = false;
        run.Clock.At(TimeSpan.FromSeconds(3), () => backups.Add(Made(run, "others")));
        run.Service.Create = (_, _) =>
        {
            if (run.Elapsed < TimeSpan.FromSeconds(25))
            {
                throw BackupShelf.Error(code);
            }

            if (!hasDropped)
            {
                hasDropped = true;
                throw new IOException("The connection was reset before the service acted.");
            }

            backups.Add(Made(run, "ours"));
            return Task.FromResult(new ServiceAnswer<CreateBackupResponse>(
                new CreateBackupResponse { BackupDetails = backups[^1].ToDetails() }));
        };
        run.Service.List = _ => Task.FromResult(new ServiceAnswer<BackupPage>(new BackupPage([.. backups], null)));

        var outcome = run.ToEnd(Request.Create(run.Target, "Music", "nightly", wait: false)).Single();

        Assert.EndsWith("ours", Outcome.IsCreated(outcome).BackupArn, StringComparison.Ordinal);
        Assert.Equal(2, backups.Count);
    }

    private static BackupSummary Made(VirtualRun run, string id) => new()
    {
        TableName = "Music",
        BackupName = "nightly",
        BackupArn = $"arn:aws:dynamodb:us-east-1:123456789012:table/Music/backup/01489602797149-{id}",
        BackupStatus = BackupStatus.CREATING,
        BackupCreationDateTime = run.Clock.GetUtcNow().UtcDateTime,
    };
}
