using System.Net;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Xunit;

namespace DynamoBackup.Tests.Engine;

/// <summary>Something between that answers in DynamoDB's place.</summary>
public class GatewayTests
{
    [Theory]
    [InlineData(HttpStatusCode.TooManyRequests, 20, 40)]
    [InlineData(HttpStatusCode.ServiceUnavailable, 45, 50)]
    public void A_gateway_that_answers_429_slows_the_calls_down_and_no_other_status_does(HttpStatusCode status, int fewest, int most)
    {
        using var run = new VirtualRun();
        var starts = new List<TimeSpan>();
        var made = new List<BackupSummary>();
        run.Service.Create = (table, name) =>
        {
            starts.Add(run.Elapsed);
            var backup = new BackupSummary
            {
                BackupArn = $"arn:aws:dynamodb:us-east-1:123456789012:table/{table}/backup/01767323045000-{made.Count:x8}",
                BackupName = name,
                TableName = table,
                BackupStatus = BackupStatus.AVAILABLE,
                BackupCreationDateTime = run.Clock.GetUtcNow().UtcDateTime,
            };
            made.Add(backup);
            return made.Count <= 3
                ? throw new ForeignAnswerException("a gateway answered", status)
                : Task.FromResult(new ServiceAnswer<CreateBackupResponse>(new CreateBackupResponse { BackupDetails = backup.ToDetails() }));
        };
        run.Service.List = _ => Task.FromResult(new ServiceAnswer<BackupPage>(new BackupPage([.. made], null)));

        var outcomes = run.ToEnd(Enumerable.Range(0, 300).Select(i => Request.Create(run.Target, $"Table-{i:000}", wait: false)));

        Assert.All(outcomes, outcome => Outcome.IsCreated(outcome));
        Assert.Equal(300, starts.Count);
        Assert.InRange(starts.Count(start => start >= TimeSpan.FromSeconds(1.1) && start < TimeSpan.FromSeconds(2.1)), fewest, most);
    }
}
