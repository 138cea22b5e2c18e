using System.Globalization;
using DynamoBackup.BackupEndpoint;
using Xunit;

namespace DynamoBackup.Tests.Endpoint;

public class ProtocolTests
{
    private readonly VirtualTime _time = new();

    private async Task<LocalEndpoint> StartAsync() =>
        await LocalEndpoint.StartAsync(new EndpointOptions { TimeProvider = _time, ClockSkew = TimeSpan.FromMinutes(3) });

    [Theory]
    [InlineData("ListTables", "{}", 200)]
    [InlineData("CreateBackup", """{"TableName": "Nowhere", "BackupName": "nightly"}""", 400)]
    public async Task Every_answer_has_a_request_id_the_body_s_checksum_the_service_s_date_and_the_protocol_s_type(
        string operation, string body, int status)
    {
        await using LocalEndpoint endpoint = await StartAsync();
        using var client = new RawClient(endpoint.Url);

        RawAnswer answer = await client.SendAsync(operation, body);

        Assert.Equal(status, answer.Status);
        Assert.Matches("^[0-9A-Z]{52}$", answer.Header("x-amzn-RequestId"));
        Assert.Equal(Crc32.Compute(answer.Body).ToString(CultureInfo.InvariantCulture), answer.Header("x-amz-crc32"));
        Assert.Equal(_time.GetUtcNow().AddMinutes(3), answer.Headers.Date);
        Assert.Equal("application/x-amz-json-1.0", answer.ContentType);
    }

    [Fact]
    public async Task Request_ids_differ()
    {
        await using LocalEndpoint endpoint = await StartAsync();
        using var client = new RawClient(endpoint.Url);

        RawAnswer first = await client.SendAsync("ListTables", "{}");
        RawAnswer second = await client.SendAsync("ListTables", "{}");

        Assert.NotEqual(first.Header("x-amzn-RequestId"), second.Header("x-amzn-RequestId"));
    }

    [Theory]
    [InlineData("DynamoDB_20120810.GetItem")]
    [InlineData("DynamoDB_20120810.listTables")]
    [InlineData("DynamoDB_20111205.ListTables")]
    [InlineData("ListTables")]
    [InlineData(null)]
    public async Task An_unknown_operation_is_refused(string? target)
    {
        await using LocalEndpoint endpoint = await StartAsync();
        using var client = new RawClient(endpoint.Url);

        RawAnswer answer = await client.SendAsync(client.Request("{}", target, RawClient.Authorization("test", "us-east-1")));

        Assert.Equal(400, answer.Status);
        Assert.Equal("com.amazon.coral.service#UnknownOperationException", answer.Type);
    }

    [Theory]
    [InlineData(null, "MissingAuthenticationTokenException")]
    [InlineData("Basic dGVzdDp0ZXN0", "MissingAuthenticationTokenException")]
    [InlineData("AWS4-HMAC-SHA256 Credential=test", "IncompleteSignatureException")]
    public async Task A_request_that_says_not_who_it_comes_from_is_refused(string? authorization, string code)
    {
        await using LocalEndpoint endpoint = await StartAsync();
        using var client = new RawClient(endpoint.Url);

        RawAnswer answer = await client.SendAsync(client.Request("{}", "DynamoDB_20120810.ListTables", authorization));

        Assert.Equal(400, answer.Status);
        Assert.Equal($"com.amazon.coral.service#{code}", answer.Type);
    }

    [Fact]
    public async Task An_unsigned_request_is_served_where_the_option_says_so()
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync(new EndpointOptions { AllowUnsigned = true });
        using var client = new RawClient(endpoint.Url);

        RawAnswer answer = await client.SendAsync(client.Request(
            """{"TableName": "Music", "BackupName": "nightly"}""", "DynamoDB_20120810.CreateBackup", authorization: null));

        Assert.Equal(200, answer.Status);
        BackupSnapshot backup = Assert.Single(endpoint.Backups);
        Assert.Equal(("us-east-1", "123456789012"), (backup.Region, backup.Account));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("nonsense")]
    public async Task A_body_that_is_no_JSON_object_is_refused(string body)
    {
        await using LocalEndpoint endpoint = await StartAsync();
        using var client = new RawClient(endpoint.Url);

        RawAnswer answer = await client.SendAsync("ListBackups", body);

        Assert.Equal(400, answer.Status);
        Assert.Equal("com.amazon.coral.service#SerializationException", answer.Type);
    }

    [Theory]
    [InlineData("""{"TableName": 5, "BackupName": "nightly"}""", "NUMBER_VALUE cannot be converted to String")]
    [InlineData("""{"TableName": true, "BackupName": "nightly"}""", "TRUE_VALUE cannot be converted to String")]
    [InlineData("""{"TableName": {}, "BackupName": "nightly"}""", "Start of structure or map found where not expected")]
    [InlineData("""{"TableName": [], "BackupName": "nightly"}""", "Start of list found where not expected")]
    public async Task A_member_of_the_wrong_type_is_refused(string body, string message)
    {
        await using LocalEndpoint endpoint = await StartAsync();
        using var client = new RawClient(endpoint.Url);

        RawAnswer answer = await client.SendAsync("CreateBackup", body);

        Assert.Equal("com.amazon.coral.service#SerializationException", answer.Type);
        Assert.Equal(message, answer.Json.GetProperty("Message").GetString());
    }

    [Theory]
    [InlineData("AKIA210987654321", "210987654321")]
    [InlineData("210987654321", "210987654321")]
    [InlineData("test", "123456789012")]
    [InlineData("AKIAIOSFODNN7EXAMPLE", "123456789012")]
    public async Task The_region_and_the_account_come_from_the_credential_scope(string accessKey, string account)
    {
        await using LocalEndpoint endpoint = await StartAsync();
        using var client = new RawClient(endpoint.Url, accessKey, "eu-central-1");

        RawAnswer answer = await client.CallAsync("DescribeTable", new { TableName = "Music" });

        Assert.Equal(
            $"arn:aws:dynamodb:eu-central-1:{account}:table/Music",
            answer.Json.GetProperty("Table").GetProperty("TableArn").GetString());
    }

    [Theory]
    [InlineData("cn-north-1", "aws-cn")]
    [InlineData("us-gov-west-1", "aws-us-gov")]
    public async Task ARNs_begin_with_the_region_s_partition(string region, string partition)
    {
        await using LocalEndpoint endpoint = await StartAsync();
        using var client = new RawClient(endpoint.Url, region: region);

        RawAnswer created = await client.CallAsync("CreateBackup", new { TableName = "Music", BackupName = "nightly" });
        string arn = created.Json.GetProperty("BackupDetails").GetProperty("BackupArn").GetString()!;

        Assert.StartsWith($"arn:{partition}:dynamodb:{region}:", arn);
        Assert.Equal(200, (await client.CallAsync("DescribeBackup", new { BackupArn = arn })).Status);
    }
}
