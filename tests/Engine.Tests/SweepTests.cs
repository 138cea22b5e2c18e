using System.Net;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Xunit;

namespace DynamoBackup.Tests.Engine;

/// <summary>How a fleet is watched where its listings fail it.</summary>
public class SweepTests
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5);

    [Fact]
    public void Where_listings_are_refused_for_good_each_backup_is_described()
    {
        using var run = new VirtualRun();
        run.Service.Describe = arn => Task.FromResult(Answer(run, Summary(run, arn, Short).ToDetails()));
        var sweeps = 0;
        run.Service.List = _ =>
        {
            sweeps++;
            throw Refusal("UnknownOperationException");
        };

        var outcomes = run.ToEnd(Waits(run, 60));

        Assert.All(outcomes, outcome => Outcome.IsAvailable(outcome));
        Assert.Equal(1, sweeps);
    }

    [Fact]
    public void Where_listings_are_refused_for_good_and_describing_is_denied_each_is_asked_for_once()
    {
        using var run = new VirtualRun();
        var describes = 0;
        run.Service.Describe = _ =>
        {
            describes++;
            throw Refusal("AccessDeniedException");
        };
        run.Service.List = _ => throw Refusal("UnknownOperationException");

        var outcomes = run.ToEnd(Waits(run, 60));

        Assert.All(outcomes, outcome => Outcome.IsFailure(FailureKind.AccessDenied, outcome));

        // Permission may be given for some backups alone, and ten may be described a second.
        Assert.Equal(60, describes);
        Assert.InRange(run.Events[^1].At, TimeSpan.Zero, TimeSpan.FromSeconds(6));
    }

    [Fact]
    public void Listings_that_catch_up_late_are_swept_again_instead_of_describing_each_backup_on_and_on()
    {
        const int Fleet = 300;
        using var run = new VirtualRun();
        var describes = 0;
        var arns = Enumerable.Range(0, Fleet).Select(Arn).ToList();
        run.Service.Describe = arn =>
        {
            describes++;
            return Task.FromResult(Answer(run, Summary(run, arn, Long).ToDetails()));
        };
        run.Service.List = query =>
        {
            // Past the lag that listings are known for.
            var listed = run.Elapsed < TimeSpan.FromSeconds(40) ? [] : arns.ConvertAll(arn => Summary(run, arn, Long));
            var from = query.After is null ? 0 : listed.FindIndex(summary => summary.BackupArn == query.After) + 1;
            var page = listed.Skip(from).Take(BackupQuery.PageSize).ToList();
            return Task.FromResult(Answer(run, new BackupPage(page, from + page.Count < listed.Count ? page[^1].BackupArn : null)));
        };

        var outcomes = run.ToEnd(Waits(run, Fleet));

        Assert.All(outcomes, outcome => Outcome.IsAvailable(outcome));
        Assert.InRange(describes, 1, 2 * Fleet);
    }

    [Fact]
    public void What_can_only_be_listed_is_listed_at_each_look_however_rare_they_are()
    {
        var interval = TimeSpan.FromMinutes(1);
        using var run = new VirtualRun();
        run.Service.Describe = _ => throw Refusal("InternalServerError", HttpStatusCode.InternalServerError);
        run.Service.List = _ => Task.FromResult(Answer(run, new BackupPage([Summary(run, Arn(0), Long)], null)));

        var outcome = Assert.Single(run.ToEnd(
            Request.Wait(run.Target, Arn(0), timeout: TimeSpan.FromMinutes(20), pollInterval: interval)));

        Outcome.IsAvailable(outcome);
        Assert.InRange(run.Events[^1].At, Long, Long + interval + TimeSpan.FromSeconds(1));
    }

    private static string Arn(int i) => $"arn:aws:dynamodb:us-east-1:123456789012:table/Table-{i:000}/backup/01767319200000-{i:x8}";

    private static IEnumerable<BackupRequest> Waits(VirtualRun run, int count) =>
        Enumerable.Range(0, count).Select(i => Request.Wait(run.Target, Arn(i), timeout: TimeSpan.FromMinutes(10)));

    private static BackupSummary Summary(VirtualRun run, string arn, TimeSpan takes) => new()
    {
        TableName = arn.Split('/')[1],
        BackupArn = arn,
        BackupName = "nightly",
        BackupCreationDateTime = DateTimeOffset.FromUnixTimeMilliseconds(1767319200000).UtcDateTime,
        BackupStatus = run.Elapsed >= takes ? BackupStatus.AVAILABLE : BackupStatus.CREATING,
    };

    private static ServiceAnswer<T> Answer<T>(VirtualRun run, T value) => new(value);

    private static AmazonDynamoDBException Refusal(string code, HttpStatusCode status = HttpStatusCode.BadRequest) =>
        new($"scripted {code}", null, ErrorType.Sender, code, "id", status);
}
