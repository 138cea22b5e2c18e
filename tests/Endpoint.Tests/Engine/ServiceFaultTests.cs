using System.Net;
using System.Net.Sockets;
using Amazon.DynamoDBv2;
using Amazon.Runtime;
using DynamoBackup.BackupEndpoint;
using Xunit;

namespace DynamoBackup.Tests.Engine;

/// <summary>What a failed call allows to be said, of exceptions as the SDK really throws them.</summary>
public class ServiceFaultTests
{
    [Theory]
    [InlineData("http://127.0.0.1:1")]
    [InlineData("http://no-such-host.invalid")]
    [InlineData("https://no-such-host.invalid")]
    public async Task A_service_that_cannot_be_connected_to_was_sent_nothing(string url)
    {
        Assert.Equal(nameof(FaultClass.NotSent), await ClassOfCreateAsync(url));
    }

    [Theory]
    [InlineData(TlsMode.Valid)]
    [InlineData(TlsMode.OtherHost)]
    [InlineData(TlsMode.Expired)]
    public async Task A_service_whose_certificate_is_no_good_was_sent_nothing(TlsMode mode)
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync(new EndpointOptions { Tls = mode });

        Assert.Equal(nameof(FaultClass.NotSent), await ClassOfCreateAsync(endpoint.Url));
        Assert.Empty(endpoint.Backups);
    }

    [Fact]
    public async Task A_server_without_tls_was_sent_nothing_over_tls()
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync();

        Assert.Equal(
            nameof(FaultClass.NotSent), await ClassOfCreateAsync(endpoint.Url.Replace("http:", "https:", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(FaultKind.DropBefore)]
    [InlineData(FaultKind.DropAfter)]
    [InlineData(FaultKind.ErrorBefore)]
    [InlineData(FaultKind.ErrorAfter)]
    [InlineData(FaultKind.Unavailable)]
    [InlineData(FaultKind.Garbage)]
    [InlineData(FaultKind.BadCrc)]
    public async Task A_call_without_a_clear_answer_may_have_been_acted_on(FaultKind kind)
    {
        await using LocalEndpoint endpoint =
            await LocalEndpoint.StartAsync(new EndpointOptions { Faults = [new Fault { Kind = kind, Operation = "CreateBackup" }] });
        using var service = EngineRun.Service(endpoint.Url);

        Assert.Equal(FaultClass.Unknown, (await FaultOfCreateAsync(service)).Class);

        // The same on a connection that was used before.
        await service.ListAsync(new BackupQuery(null, null), TestContext.Current.CancellationToken);
        Assert.Equal(FaultClass.Unknown, (await FaultOfCreateAsync(service)).Class);
    }

    [Theory]
    [InlineData(FaultKind.Hang)]
    [InlineData(FaultKind.HangAfter)]
    public async Task A_call_that_the_sdk_gave_up_may_have_been_acted_on(FaultKind kind)
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync(new EndpointOptions { Faults = [new Fault { Kind = kind }] });
        var config = new AmazonDynamoDBConfig
        {
            ServiceURL = endpoint.Url,
            AuthenticationRegion = "us-east-1",
            Timeout = TimeSpan.FromSeconds(0.5),
        };
        DynamoDBBackupService.SendOnce(config);
        using var service = new DynamoDBBackupService(new AmazonDynamoDBClient(new BasicAWSCredentials("test", "secret"), config));

        Assert.Equal(FaultClass.Unknown, (await FaultOfCreateAsync(service)).Class);
    }

    [Fact]
    public async Task A_call_that_the_engine_gave_up_may_have_been_acted_on()
    {
        await using LocalEndpoint endpoint =
            await LocalEndpoint.StartAsync(new EndpointOptions { Faults = [new Fault { Kind = FaultKind.Hang }] });
        using var service = EngineRun.Service(endpoint.Url);
        using var source = new CancellationTokenSource(TimeSpan.FromSeconds(0.3));

        var e = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => service.CreateAsync("Music", "nightly", source.Token));

        Assert.Equal(FaultClass.Unknown, ServiceFault.From(e).Class);
    }

    [Theory]
    [InlineData("ThrottlingException", 400, nameof(FaultClass.Throttled))]
    [InlineData("ProvisionedThroughputExceededException", 400, nameof(FaultClass.Throttled))]
    [InlineData("RequestLimitExceeded", 400, nameof(FaultClass.Throttled))]
    [InlineData("AnythingAtAll", 429, nameof(FaultClass.Throttled))]
    [InlineData("LimitExceededException", 400, nameof(FaultClass.Busy))]
    [InlineData("BackupInUseException", 400, nameof(FaultClass.Busy))]
    [InlineData("TableInUseException", 400, nameof(FaultClass.Busy))]
    [InlineData("ContinuousBackupsUnavailableException", 400, nameof(FaultClass.Busy))]
    [InlineData("TableNotFoundException", 400, nameof(FaultClass.NotFound))]
    [InlineData("BackupNotFoundException", 400, nameof(FaultClass.NotFound))]
    [InlineData("AccessDeniedException", 400, nameof(FaultClass.AccessDenied))]
    [InlineData("UnrecognizedClientException", 400, nameof(FaultClass.CredentialsRejected))]
    [InlineData("ExpiredTokenException", 400, nameof(FaultClass.CredentialsRejected))]
    [InlineData("InvalidSignatureException", 400, nameof(FaultClass.CredentialsRejected))]
    [InlineData("ValidationException", 400, nameof(FaultClass.Refused))]
    [InlineData("NeverHeardOfException", 400, nameof(FaultClass.Refused))]
    [InlineData("NeverHeardOfException", 403, nameof(FaultClass.AccessDenied))]
    [InlineData("NeverHeardOfException", 401, nameof(FaultClass.CredentialsRejected))]
    [InlineData("InternalServerError", 500, nameof(FaultClass.Unknown))]
    [InlineData("ThrottlingException", 503, nameof(FaultClass.Unknown))]
    [InlineData("TableNotFoundException", 500, nameof(FaultClass.Unknown))]
    public async Task A_refusal_of_the_service_is_sorted_by_its_code(string code, int status, string expected)
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync(
            new EndpointOptions { Faults = [new Fault { Kind = FaultKind.Refuse, Code = code, Status = status }] });
        using var service = EngineRun.Service(endpoint.Url);

        var fault = await FaultOfCreateAsync(service);

        Assert.Equal(expected, fault.Class.ToString());
        Assert.Equal(code, fault.Code);
        Assert.True(fault.WasAnswered);
    }

    [Fact]
    public async Task Credentials_that_cannot_be_had_are_no_good_and_nothing_was_sent()
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync();
        var config = new AmazonDynamoDBConfig { ServiceURL = endpoint.Url, AuthenticationRegion = "us-east-1" };
        DynamoDBBackupService.SendOnce(config);
        using var service = new DynamoDBBackupService(new AmazonDynamoDBClient(new ProcessAWSCredentials("exit 3"), config));

        Assert.Equal(FaultClass.CredentialsRejected, (await FaultOfCreateAsync(service)).Class);
        Assert.Equal(0, endpoint.Statistics.Calls());
    }

    public static TheoryData<string, Exception, string> CredentialFailures => new()
    {
        {
            "a role that may not be assumed",
            new AmazonClientException("Error calling AssumeRole for role Backup",
                new AmazonServiceException("not authorized", ErrorType.Sender, "AccessDenied", "id", HttpStatusCode.Forbidden)),
            nameof(FaultClass.CredentialsRejected)
        },
        { "an assembly that is missing", new InvalidOperationException("Assembly AWSSDK.SecurityToken could not be found or loaded."),
            nameof(FaultClass.CredentialsRejected) },
        { "a session that has ended", new AmazonClientException("No valid SSO Token could be found."),
            nameof(FaultClass.CredentialsRejected) },
        { "no such role", new AmazonServiceException("Unable to get IAM security credentials from EC2 Instance Metadata Service."),
            nameof(FaultClass.CredentialsRejected) },
        { "a service out of reach", new AmazonClientException("Error calling AssumeRole",
            new HttpRequestException("no", new SocketException((int)SocketError.HostNotFound))), nameof(FaultClass.NotSent) },
        { "a broken connection", new AmazonClientException(
            "Error calling AssumeRole", new HttpRequestException("no", new IOException("reset"))), nameof(FaultClass.NotSent) },
        { "a timeout", new AmazonClientException("Error calling AssumeRole", new TaskCanceledException()), nameof(FaultClass.NotSent) },
        {
            "a service in trouble",
            new AmazonClientException("Error calling AssumeRole",
                new AmazonServiceException("down", ErrorType.Receiver, "ServiceUnavailable", "id", HttpStatusCode.ServiceUnavailable)),
            nameof(FaultClass.NotSent)
        },
        {
            "a service in trouble, unwrapped",
            new AmazonServiceException("down", ErrorType.Receiver, "ServiceUnavailable", "id", HttpStatusCode.ServiceUnavailable),
            nameof(FaultClass.NotSent)
        },
        {
            "a service that is asked too much",
            new AmazonClientException("Error calling AssumeRole",
                new AmazonServiceException("slow down", ErrorType.Sender, "Throttling", "id", HttpStatusCode.BadRequest)),
            nameof(FaultClass.NotSent)
        },
    };

    [Theory]
    [MemberData(nameof(CredentialFailures))]
    public async Task What_keeps_credentials_from_being_had_was_not_sent_and_may_pass_or_not(string what, Exception thrown, string expected)
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync();
        var config = new AmazonDynamoDBConfig { ServiceURL = endpoint.Url, AuthenticationRegion = "us-east-1" };
        DynamoDBBackupService.SendOnce(config);
        foreach (var credentials in (AWSCredentials[])[new Failing(thrown), new FailingLate(thrown)])
        {
            using var service = new DynamoDBBackupService(new AmazonDynamoDBClient(credentials, config));

            Assert.Equal((what, expected), (what, (await FaultOfCreateAsync(service)).Class.ToString()));
        }

        Assert.Equal(0, endpoint.Statistics.Calls());
    }

    [Fact]
    public async Task Credentials_that_cannot_be_had_end_a_run_at_once()
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync();
        var config = new AmazonDynamoDBConfig { ServiceURL = endpoint.Url, AuthenticationRegion = "us-east-1" };
        DynamoDBBackupService.SendOnce(config);
        using var service =
            new DynamoDBBackupService(new AmazonDynamoDBClient(new ProcessAWSCredentials("echo no such user >&2; exit 3"), config));
        using var run = new EngineRun();

        var outcomes = await run.ToEndAsync(Request.Create(new BackupTarget(service, "us-east-1", endpoint.Url), "Music"));

        var failure = Outcome.IsFailure(FailureKind.CredentialsRejected, Assert.Single(outcomes));
        Assert.Contains("no such user", failure.Message, StringComparison.Ordinal);
        Assert.True(run.Engine.Progress.LastChange < TimeSpan.FromSeconds(5), $"{run.Engine.Progress.LastChange}");
    }

    [Fact]
    public async Task A_role_that_may_not_be_assumed_is_told_with_the_reason()
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync();
        var config = new AmazonDynamoDBConfig { ServiceURL = endpoint.Url, AuthenticationRegion = "us-east-1" };
        DynamoDBBackupService.SendOnce(config);
        var role = new Failing(new AmazonClientException(
            "Error calling AssumeRole for role Backup", new AmazonServiceException("User Nobody is not authorized")));
        using var service = new DynamoDBBackupService(new AmazonDynamoDBClient(role, config));
        using var run = new EngineRun();

        var outcomes = await run.ToEndAsync(Request.Create(new BackupTarget(service, "us-east-1", endpoint.Url), "Music"));

        var failure = Outcome.IsFailure(FailureKind.CredentialsRejected, Assert.Single(outcomes));
        Assert.Contains("AssumeRole for role Backup: User Nobody is not authorized", failure.Message, StringComparison.Ordinal);
    }

    private static async Task<string> ClassOfCreateAsync(string url)
    {
        using var service = EngineRun.Service(url);
        return (await FaultOfCreateAsync(service)).Class.ToString();
    }

    private static async Task<ServiceFault> FaultOfCreateAsync(DynamoDBBackupService service) => ServiceFault.From(
        await Assert.ThrowsAnyAsync<Exception>(() => service.CreateAsync("Music", "nightly", TestContext.Current.CancellationToken)));

    private sealed class Failing(Exception exception) : AWSCredentials
    {
        public override ImmutableCredentials GetCredentials() => throw exception;
    }

    private sealed class FailingLate(Exception exception) : AWSCredentials
    {
        public override ImmutableCredentials GetCredentials() => throw exception;

        public override async Task<ImmutableCredentials> GetCredentialsAsync()
        {
            await Task.Yield();
            throw exception;
        }
    }
}
