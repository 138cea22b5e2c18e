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
        using var service = EngineRun.Service(config, new BasicAWSCredentials("test", "secret"));

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
    [InlineData("NeverHeardOfException", 401, nameof(FaultClass.Refused))]
    [InlineData("NeverHeardOfException", 403, nameof(FaultClass.Refused))]
    [InlineData("NeverHeardOfException", 429, nameof(FaultClass.Refused))]
    [InlineData("NeverHeardOfException", 500, nameof(FaultClass.Unknown))]
    [InlineData("InternalServerError", 400, nameof(FaultClass.Unknown))]
    [InlineData("InternalServerError", 500, nameof(FaultClass.Unknown))]
    [InlineData("ServiceUnavailable", 503, nameof(FaultClass.Unknown))]
    [InlineData("ThrottlingException", 403, nameof(FaultClass.Throttled))]
    [InlineData("ThrottlingException", 503, nameof(FaultClass.Throttled))]
    [InlineData("TableNotFoundException", 500, nameof(FaultClass.NotFound))]
    public async Task DynamoDBs_own_error_code_alone_says_what_its_answer_means(string code, int status, string expected)
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync(
            new EndpointOptions { Faults = [new Fault { Kind = FaultKind.Refuse, Code = code, Status = status }] });
        using var service = EngineRun.Service(endpoint.Url);

        var fault = await FaultOfCreateAsync(service);

        Assert.Equal(expected, fault.Class.ToString());
        Assert.Equal(code, fault.Code);
        Assert.True(fault.WasAnswered);
    }

    [Theory]
    [InlineData(400, "application/x-amz-json-1.0", """{"__type":"com.amazonaws.dynamodb.v20120810#TableNotFoundException"}""", true)]
    [InlineData(400, "application/x-amz-json-1.0; charset=utf-8", """{"message":"no","__type":"TableNotFoundException"}""", true)]
    [InlineData(400, "application/json", """{"__type":"com.amazonaws.dynamodb.v20120810#TableNotFoundException"}""", true)]
    [InlineData(400, "text/html", """{"__type":"com.amazonaws.dynamodb.v20120810#TableNotFoundException"}""", false)]
    [InlineData(400, "application/x-amz-json-1.0", """{"code":"TableNotFoundException"}""", false)]
    [InlineData(400, "application/x-amz-json-1.0", """{"error":{"__type":"TableNotFoundException"}}""", false)]
    [InlineData(400, "application/x-amz-json-1.0", """{"__type":"TableNotFoundException"}{}""", false)]
    [InlineData(400, "application/x-amz-json-1.0", """["__type","TableNotFoundException"]""", false)]
    [InlineData(400, "application/x-amz-json-1.0", "", false)]
    public async Task An_error_is_DynamoDBs_by_its_form(int status, string type, string body, bool expected)
    {
        // What a REST service or an API gateway says in a header is nothing that DynamoDB says.
        using var server = CannedServer.With(status, body, type, "x-amzn-ErrorType: TableNotFoundException\r\n");
        using var service = EngineRun.Service(server.Url);

        var fault = await FaultOfCreateAsync(service);

        Assert.Equal(expected ? FaultClass.NotFound : FaultClass.Unknown, fault.Class);
        Assert.Equal((expected, !expected), (fault.WasAnswered, fault.IsForeign));
    }

    private static async Task<string> ClassOfCreateAsync(string url)
    {
        using var service = EngineRun.Service(url);
        return (await FaultOfCreateAsync(service)).Class.ToString();
    }

    private static async Task<ServiceFault> FaultOfCreateAsync(DynamoDBBackupService service) => ServiceFault.From(
        await Assert.ThrowsAnyAsync<Exception>(() => service.CreateAsync("Music", "nightly", TestContext.Current.CancellationToken)));
}
