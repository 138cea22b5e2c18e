using DynamoBackup.BackupEndpoint;
using Xunit;

namespace DynamoBackup.Tests.Engine;

public class CreationTests
{
    [Fact]
    public async Task Without_waiting_a_request_ends_when_its_backup_is_created()
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync();
        using var run = new EngineRun();

        var outcomes = await run.ToEndAsync(Request.Create(run.Target(endpoint), "Music", "nightly", wait: false));

        var details = Outcome.IsCreated(Assert.Single(outcomes));
        var made = Assert.Single(endpoint.Backups);
        Assert.Equal((made.BackupArn, "nightly", "CREATING"), (details.BackupArn, details.BackupName, details.BackupStatus.Value));
        Assert.Equal("Music", made.TableName);
        Assert.Single(run.Events);
        Assert.Equal(0, endpoint.Statistics.Calls("DescribeBackup"));

        // What there is already under the name that was given.
        Assert.Equal(1, endpoint.Statistics.Calls("ListBackups"));
    }

    [Fact]
    public async Task With_waiting_it_ends_when_the_backup_is_available()
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync();
        using var run = new EngineRun();

        var outcomes = await run.ToEndAsync(Request.Create(run.Target(endpoint), "Music"));

        var details = Outcome.IsAvailable(Assert.Single(outcomes));
        Assert.Equal(Assert.Single(endpoint.Backups).BackupArn, details.BackupArn);
        Assert.StartsWith("Music-backup-", details.BackupName, StringComparison.Ordinal);
        Assert.Collection(
            run.Events,
            first => Assert.Equal("CREATING", Assert.IsType<BackupCreated>(first).Details.BackupStatus.Value),
            last => Assert.Same(details, Assert.IsType<BackupAvailable>(last).Response!.BackupDetails));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Each_of_many_tables_gets_its_one_backup(bool wait)
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync(new EndpointOptions { Tables = 60 });
        using var run = new EngineRun();
        var target = run.Target(endpoint);
        var tables = Enumerable.Range(13, 48).Select(i => $"Table-{i:00000}").Prepend("Music").ToList();

        var outcomes = await run.ToEndAsync(tables.Select(table => Request.Create(target, table, wait: wait)));

        Assert.Equal(tables, outcomes.Select(outcome => outcome.Request!.TableName));
        Assert.Equal(
            endpoint.Backups.Select(made => (made.TableName, made.BackupArn)).Order(),
            outcomes.Select(outcome =>
                (outcome.Request!.TableName, (wait ? Outcome.IsAvailable(outcome) : Outcome.IsCreated(outcome)).BackupArn)).Order());
        Assert.Equal(tables.Count, endpoint.Backups.Count);
        Assert.Equal(0, endpoint.Statistics.Throttles());
        var progress = run.Engine.Progress;
        Assert.Equal((tables.Count, tables.Count, 0, 0),
            (progress.Total, wait ? progress.Available : progress.Created, progress.Waiting + progress.Creating, progress.Failed));
    }

    [Fact]
    public async Task A_table_that_does_not_exist_costs_the_others_nothing()
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync();
        using var run = new EngineRun();
        var target = run.Target(endpoint);

        var outcomes = await run.ToEndAsync(
            Request.Create(target, "Music"), Request.Create(target, "NoSuch"), Request.Create(target, "Users"));

        Outcome.IsAvailable(outcomes[0]);
        var failure = Outcome.IsFailure(FailureKind.TableNotFound, outcomes[1]);
        Assert.IsType<Amazon.DynamoDBv2.Model.TableNotFoundException>(failure.Exception);
        Assert.Null(failure.Details);
        Outcome.IsAvailable(outcomes[2]);
        Assert.Equal(["Music", "Users"], endpoint.Backups.Select(made => made.TableName).Order());
    }

    [Fact]
    public async Task A_table_named_by_its_arn_is_backed_up_under_its_name()
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync();
        using var run = new EngineRun();

        var outcomes = await run.ToEndAsync(
            Request.Create(run.Target(endpoint), "arn:aws:dynamodb:us-east-1:123456789012:table/Music"));

        Assert.StartsWith("Music-backup-", Outcome.IsAvailable(Assert.Single(outcomes)).BackupName, StringComparison.Ordinal);
        Assert.Equal("Music", Assert.Single(endpoint.Backups).TableName);
    }

    [Theory]
    [InlineData("TableNotFoundException", 400, FailureKind.TableNotFound)]
    [InlineData("ResourceNotFoundException", 400, FailureKind.TableNotFound)]
    [InlineData("AccessDeniedException", 400, FailureKind.AccessDenied)]
    [InlineData("UnrecognizedClientException", 400, FailureKind.CredentialsRejected)]
    [InlineData("InvalidSignatureException", 400, FailureKind.CredentialsRejected)]
    [InlineData("IncompleteSignatureException", 400, FailureKind.CredentialsRejected)]
    [InlineData("MissingAuthenticationTokenException", 400, FailureKind.CredentialsRejected)]
    [InlineData("ExpiredTokenException", 400, FailureKind.CredentialsRejected)]
    [InlineData("ValidationException", 400, FailureKind.RequestRefused)]
    [InlineData("SerializationException", 400, FailureKind.RequestRefused)]
    [InlineData("UnknownOperationException", 400, FailureKind.RequestRefused)]
    [InlineData("NeverHeardOfException", 400, FailureKind.RequestRefused)]
    [InlineData("AccessDeniedException", 403, FailureKind.AccessDenied)]
    public async Task A_refusal_for_good_fails_at_once_with_its_kind(string code, int status, FailureKind kind)
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync();
        endpoint.Faults.Add(
            new Fault
            {
                Kind = FaultKind.Refuse,
                Operation = "CreateBackup",
                Code = code,
                Status = status,
                Message = "because \u001b[31m",
            });
        using var run = new EngineRun();

        var outcomes = await run.ToEndAsync(Request.Create(run.Target(endpoint), "NoSuchTable"));

        var failure = Outcome.IsFailure(kind, Assert.Single(outcomes));
        var exception = Assert.IsAssignableFrom<Amazon.DynamoDBv2.AmazonDynamoDBException>(failure.Exception);
        Assert.Equal((code, status), (exception.ErrorCode, (int)exception.StatusCode));
        Assert.Equal(code is "TableNotFoundException", exception is Amazon.DynamoDBv2.Model.TableNotFoundException);
        Assert.DoesNotContain('\u001b', failure.Message);
        Assert.Null(failure.Details);

        // A table that is not found may still be being created, so it is described; or another case is meant, so the tables are listed.
        Assert.Equal(1, endpoint.Statistics.Calls("CreateBackup"));
        Assert.Equal(kind is FailureKind.TableNotFound ? 3 : 1, endpoint.Statistics.Calls());
    }

    [Theory]
    [InlineData("ThrottlingException")]
    [InlineData("LimitExceededException")]
    [InlineData("BackupInUseException")]
    [InlineData("TableInUseException")]
    [InlineData("ContinuousBackupsUnavailableException")]
    public async Task What_is_refused_for_now_is_tried_again_until_it_is_taken(string code)
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync();
        endpoint.Faults.Add(new Fault { Kind = FaultKind.Refuse, Operation = "CreateBackup", Code = code, Times = 2 });
        using var run = new EngineRun();

        var outcomes = await run.ToEndAsync(Request.Create(run.Target(endpoint), "Music", wait: false));

        Assert.Equal(Assert.Single(endpoint.Backups).BackupArn, Outcome.IsCreated(Assert.Single(outcomes)).BackupArn);
        Assert.Equal(3, endpoint.Statistics.Calls("CreateBackup"));
        Assert.Equal(0, endpoint.Statistics.Calls("ListBackups"));
    }

    [Fact]
    public async Task What_stays_refused_for_now_times_out_at_its_deadline()
    {
        string[] codes = ["ThrottlingException", "LimitExceededException", "BackupInUseException", "TableInUseException",
            "ContinuousBackupsUnavailableException"];
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync(new EndpointOptions { TableNames = codes });
        foreach (var code in codes)
        {
            endpoint.Faults.Add(new Fault { Kind = FaultKind.Refuse, Operation = "CreateBackup", Table = code, Code = code });
        }

        using var run = new EngineRun();
        var target = run.Target(endpoint);

        var outcomes = await run.ToEndAsync(codes.Select(code => Request.Create(target, code, timeout: TimeSpan.FromSeconds(3))));

        Assert.All(outcomes, outcome =>
        {
            var failure = Outcome.IsFailure(FailureKind.BackupTimeout, outcome);
            Assert.Contains(outcome.Request!.TableName, failure.Message, StringComparison.Ordinal);
            Assert.IsAssignableFrom<Amazon.Runtime.AmazonServiceException>(failure.Exception);
            Assert.Null(failure.Details);
        });
        Assert.Empty(endpoint.Backups);
        Assert.True(endpoint.Statistics.Calls("CreateBackup") > codes.Length);
        Assert.True(run.Engine.Progress.Elapsed >= TimeSpan.FromSeconds(3) - TimeSpan.FromMilliseconds(50));
    }
}
