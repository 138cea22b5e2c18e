using System.Text.Json;
using DynamoBackup.BackupEndpoint;
using Xunit;

namespace DynamoBackup.Tests.Endpoint;

/// <summary>Lengths, patterns and ranges of the service model, just inside and just outside.</summary>
public class ValidationTests
{
    private static async Task<RawAnswer> CallAsync(string operation, object body)
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync();
        using var client = new RawClient(endpoint.Url);
        return await client.SendAsync(operation, body as string ?? JsonSerializer.Serialize(body));
    }

    private static void AssertInvalid(string message, RawAnswer answer)
    {
        Assert.Equal((400, "com.amazon.coral.validate#ValidationException"), (answer.Status, answer.Type));
        Assert.Equal(message, answer.Message);
    }

    [Theory]
    [InlineData("ab",
        "1 validation error detected: Value 'ab' at 'backupName' failed to satisfy constraint: "
        + "Member must have length greater than or equal to 3")]
    [InlineData("a b",
        "1 validation error detected: Value 'a b' at 'backupName' failed to satisfy constraint: "
        + "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+")]
    [InlineData("näme",
        "1 validation error detected: Value 'näme' at 'backupName' failed to satisfy constraint: "
        + "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+")]
    [InlineData("abc\n",
        "1 validation error detected: Value 'abc\n' at 'backupName' failed to satisfy constraint: "
        + "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+")]
    [InlineData(null, "1 validation error detected: Value null at 'backupName' failed to satisfy constraint: Member must not be null")]
    public async Task A_wrong_backup_name_is_refused(string? name, string message) =>
        AssertInvalid(message, await CallAsync("CreateBackup", new { TableName = "Music", BackupName = name }));

    [Theory]
    [InlineData(3, 200)]
    [InlineData(255, 200)]
    [InlineData(2, 400)]
    [InlineData(256, 400)]
    public async Task A_backup_name_has_3_to_255_characters(int length, int status) => Assert.Equal(
        status, (await CallAsync("CreateBackup", new { TableName = "Music", BackupName = new string('n', length) })).Status);

    [Theory]
    [InlineData("CreateBackup", "ab")]
    [InlineData("CreateBackup", "")]
    [InlineData("DescribeTable", "ab")]
    [InlineData("DeleteTable", "ab")]
    [InlineData("ListBackups", "ab")]
    public async Task A_table_name_of_less_than_3_characters_is_refused(string operation, string name) => AssertInvalid(
        $"1 validation error detected: Value '{name}' at 'tableName' failed to satisfy constraint: "
        + "Member must have length greater than or equal to 3",
        await CallAsync(operation, new { TableName = name, BackupName = "nightly" }));

    [Theory]
    [InlineData("CreateBackup", "no spaces")]
    [InlineData("DescribeTable", "no/slashes")]
    [InlineData("ListBackups", "nö")]
    public async Task A_table_name_of_other_characters_is_refused(string operation, string name)
    {
        RawAnswer answer = await CallAsync(operation, new { TableName = name, BackupName = "nightly" });

        Assert.Equal("com.amazon.coral.validate#ValidationException", answer.Type);
        Assert.Contains(
            $"Value '{name}' at 'tableName' failed to satisfy constraint: Member must satisfy regular expression pattern", answer.Message);
    }

    [Theory]
    [InlineData(255, "TableNotFoundException")]
    [InlineData(256, "ValidationException")]
    public async Task A_table_name_has_at_most_255_characters(int length, string code) => Assert.EndsWith(
        "#" + code, (await CallAsync("CreateBackup", new { TableName = new string('t', length), BackupName = "nightly" })).Type);

    [Fact]
    public async Task A_table_ARN_has_at_most_1024_characters()
    {
        string arn = "arn:aws:dynamodb:us-east-1:123456789012:table/" + new string('t', 1024);

        RawAnswer answer = await CallAsync("CreateBackup", new { TableName = arn, BackupName = "nightly" });

        Assert.EndsWith("Member must have length less than or equal to 1024", answer.Message);
    }

    [Fact]
    public async Task Everything_wrong_is_said_at_once() => AssertInvalid(
        "3 validation errors detected: Value null at 'tableName' failed to satisfy constraint: Member must not be null; "
        + "Value '?' at 'backupName' failed to satisfy constraint: "
        + "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+; "
        + "Value '?' at 'backupName' failed to satisfy constraint: Member must have length greater than or equal to 3",
        await CallAsync("CreateBackup", new { BackupName = "?" }));

    [Theory]
    [InlineData("DescribeBackup")]
    [InlineData("DeleteBackup")]
    public async Task A_backup_ARN_has_37_to_1024_characters(string operation)
    {
        AssertInvalid(
            "1 validation error detected: Value null at 'backupArn' failed to satisfy constraint: Member must not be null",
            await CallAsync(operation, "{}"));
        Assert.EndsWith(
            "length greater than or equal to 37", (await CallAsync(operation, new { BackupArn = new string('a', 36) })).Message);
        Assert.EndsWith(
            "length less than or equal to 1024", (await CallAsync(operation, new { BackupArn = new string('a', 1025) })).Message);
        Assert.StartsWith("Invalid Backup ARN", (await CallAsync(operation, new { BackupArn = new string('a', 37) })).Message);
    }

    [Theory]
    [InlineData("ListBackups", """{"Limit": 1}""", null)]
    [InlineData("ListBackups", """{"Limit": 100}""", null)]
    [InlineData("ListBackups", """{"Limit": 0}""",
        "Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1")]
    [InlineData("ListBackups", """{"Limit": 101}""",
        "Value '101' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 100")]
    [InlineData("ListBackups", """{"Limit": -1}""",
        "Value '-1' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1")]
    [InlineData("ListTables", """{"Limit": 101}""",
        "Value '101' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 100")]
    [InlineData("ListTables", """{"ExclusiveStartTableName": "ab"}""",
        "Value 'ab' at 'exclusiveStartTableName' failed to satisfy constraint: Member must have length greater than or equal to 3")]
    [InlineData("ListBackups", """{"ExclusiveStartBackupArn": "short"}""",
        "Value 'short' at 'exclusiveStartBackupArn' failed to satisfy constraint: Member must have length greater than or equal to 37")]
    [InlineData("ListBackups", """{"BackupType": "user"}""",
        "Value 'user' at 'backupType' failed to satisfy constraint: Member must satisfy enum value set: [USER, SYSTEM, AWS_BACKUP, ALL]")]
    public async Task A_list_s_members_are_held_to_their_ranges(string operation, string body, string? violation)
    {
        RawAnswer answer = await CallAsync(operation, body);

        if (violation is null)
        {
            Assert.Equal(200, answer.Status);
        }
        else
        {
            AssertInvalid($"1 validation error detected: {violation}", answer);
        }
    }

    [Fact]
    public async Task A_lower_bound_above_the_upper_is_refused() => AssertInvalid(
        "Time range lower bound must be less than or equal to upper bound",
        await CallAsync("ListBackups", """{"TimeRangeLowerBound": 2000, "TimeRangeUpperBound": 1999.999}"""));

    [Theory]
    [InlineData("""{"TimeRangeLowerBound": "yesterday"}""")]
    [InlineData("""{"TimeRangeUpperBound": true}""")]
    [InlineData("""{"Limit": "10"}""")]
    [InlineData("""{"TableName": 10}""")]
    public async Task A_list_s_members_are_held_to_their_types(string body) =>
        Assert.Equal("com.amazon.coral.service#SerializationException", (await CallAsync("ListBackups", body)).Type);

    [Fact]
    public async Task Null_is_as_good_as_absent() => Assert.Equal(
        200, (await CallAsync("ListBackups", """{"TableName": null, "Limit": null, "TimeRangeLowerBound": null, "Unknown": 1}""")).Status);
}
