using System.Net;
using System.Net.Sockets;
using Amazon.DynamoDBv2;
using Amazon.Runtime;
using DynamoBackup.BackupEndpoint;
using Xunit;

namespace DynamoBackup.Tests.Engine;

/// <summary>Credentials that cannot be obtained: the source they come from is named, and never DynamoDB.</summary>
public class CredentialsTests
{
    private const string ClosedPort = "http://127.0.0.1:1";
    private const string Role = "arn:aws:iam::123456789012:role/Backup";

    // Nothing else in these tests reads them.
    static CredentialsTests()
    {
        Environment.SetEnvironmentVariable("AWS_ENDPOINT_URL_STS", ClosedPort);
        Environment.SetEnvironmentVariable("AWS_CONTAINER_CREDENTIALS_FULL_URI", ClosedPort + "/credentials");
        Environment.SetEnvironmentVariable("AWS_EC2_METADATA_SERVICE_ENDPOINT", ClosedPort);
    }

    /// <summary>Credentials, the words that name their source, and the most seconds until it is reported.</summary>
    public static TheoryData<string, string[], int> Sources => new()
    {
        { "role", ["AWS STS", Role, "Connection refused (127.0.0.1:1)"], 60 },
        { "web identity", ["AWS STS", "'/no/such/token'"], 30 },
        { "process", ["credential_process", "no such user"], 30 },
        { "container", ["container credentials endpoint", ClosedPort + "/credentials", "Connection refused"], 60 },
        { "instance", ["EC2 instance metadata service", ClosedPort], 60 },
    };

    [Theory]
    [MemberData(nameof(Sources))]
    public async Task A_source_that_gives_no_credentials_is_named_and_nothing_is_sent(string source, string[] words, int seconds)
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync();
        using var service = Service(endpoint, CredentialsOf(source));
        using var run = new EngineRun();
        var target = new BackupTarget(service, "us-east-1", endpoint.Url);

        var outcomes = await run.ToEndAsync(
            Request.Create(target, "Music"),
            Request.Create(target, "Users"),
            Request.Wait(target, "arn:aws:dynamodb:us-east-1:123456789012:table/Orders/backup/01489602797149-73d8d5bc"),
            Request.Limit(target, "Products", new KeepRules { Last = 1 }));

        Assert.All(outcomes, outcome =>
        {
            var failure = Outcome.IsFailure(FailureKind.CredentialsUnavailable, outcome);
            Assert.All(words, word => Assert.Contains(word, failure.Message, StringComparison.Ordinal));
            Assert.DoesNotContain(endpoint.Url, failure.Message, StringComparison.Ordinal);
        });
        Assert.Equal(0, endpoint.Statistics.Calls());
        Assert.True(run.Engine.Progress.LastChange < TimeSpan.FromSeconds(seconds), $"{run.Engine.Progress.LastChange}");
    }

    [Fact]
    public async Task Tables_cannot_be_listed_without_credentials()
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync();
        using var service = Service(endpoint, CredentialsOf("process"));
        using var run = new EngineRun();

        var listing = await run.Engine.ListTablesAsync(new BackupTarget(service, "us-east-1", endpoint.Url));

        Assert.Equal(FailureKind.CredentialsUnavailable, listing.Failure!.Kind);
        Assert.Contains("credential_process", listing.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wait_outlasts_seconds_in_which_no_credentials_can_be_obtained()
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync(
            new EndpointOptions { BackupTimeMin = TimeSpan.FromSeconds(4), BackupTimeMax = TimeSpan.FromSeconds(4) });
        var credentials = new Failing { Thrown = null };
        using var service = Service(endpoint, credentials);
        using var run = new EngineRun();
        var music = Request.Create(new BackupTarget(service, "us-east-1", endpoint.Url), "Music");
        await run.SubmitAsync(music);
        await run.UntilAsync(backupEvent => backupEvent is BackupCreated);
        credentials.Thrown = new AmazonClientException(
            "Error calling AssumeRole", new HttpRequestException("no", new IOException("reset")));
        await Task.Delay(TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken);
        credentials.Thrown = null;

        await run.ToEndAsync();

        Outcome.IsAvailable(run.OutcomeOf(music));
    }

    public static TheoryData<string, Exception, string> Failures => new()
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
        { "a file that is missing", new InvalidOperationException("No token", new FileNotFoundException("no file")),
            nameof(FaultClass.CredentialsRejected) },
        { "a service out of reach", new AmazonClientException("Error calling AssumeRole",
            new HttpRequestException("no", new SocketException((int)SocketError.HostNotFound))), nameof(FaultClass.NotSent) },
        { "a broken connection", new AmazonClientException(
            "Error calling AssumeRole", new HttpRequestException("no", new IOException("reset"))), nameof(FaultClass.NotSent) },
        { "a timeout", new AmazonClientException("Error calling AssumeRole", new TaskCanceledException()), nameof(FaultClass.NotSent) },
        {
            "a proxy's page",
            new AmazonClientException("Error calling AssumeRole",
                new AmazonServiceException("page", ErrorType.Unknown, string.Empty, "id", HttpStatusCode.Forbidden)),
            nameof(FaultClass.NotSent)
        },
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
    [MemberData(nameof(Failures))]
    public void A_failure_to_obtain_credentials_may_pass_or_not(string what, Exception thrown, string expected) =>
        Assert.Equal((what, expected), (what, ServiceFault.OfCredentials(new CredentialsSource("a role"), thrown).Class.ToString()));

    private static DynamoDBBackupService Service(LocalEndpoint endpoint, AWSCredentials credentials) => EngineRun.Service(
        new AmazonDynamoDBConfig { ServiceURL = endpoint.Url, AuthenticationRegion = "us-east-1" }, credentials);

    private static AWSCredentials CredentialsOf(string source) => source switch
    {
        "role" => new AssumeRoleAWSCredentials(new BasicAWSCredentials("test", "secret"), Role, "test"),
        "web identity" => new AssumeRoleWithWebIdentityCredentials("/no/such/token", Role, "test"),
        "process" => new ProcessAWSCredentials("sh -c 'echo no such user >&2; exit 3'"),
        "container" => new GenericContainerCredentials(),
        _ => new InstanceProfileAWSCredentials("Backup"),
    };

    private sealed class Failing : AWSCredentials
    {
        public Exception? Thrown { get; set; }

        public override ImmutableCredentials GetCredentials() =>
            Thrown is null ? new ImmutableCredentials("test", "secret", null) : throw Thrown;
    }
}
