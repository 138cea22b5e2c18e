using Xunit;

namespace DynamoBackup.Tests.Engine;

/// <summary>Answers no DynamoDB would give: a proxy's page, a login page, half a message, members left out.</summary>
public class UnreadableAnswerTests
{
    private const string Arn = "arn:aws:dynamodb:us-east-1:123456789012:table/Music/backup/01489602797149-73d8d5bc";

    [Theory]
    [InlineData(200, "<html>Welcome to the hotel's network</html>", "text/html")]
    [InlineData(200, "", "application/x-amz-json-1.0")]
    [InlineData(200, "{}", "application/x-amz-json-1.0")]
    [InlineData(200, "null", "application/x-amz-json-1.0")]
    [InlineData(200, "[]", "application/x-amz-json-1.0")]
    [InlineData(200, "{\"BackupDetails\":null}", "application/x-amz-json-1.0")]
    [InlineData(200, "{\"BackupDetails\":{}}", "application/x-amz-json-1.0")]
    [InlineData(200, "{\"BackupDetails\":{\"BackupArn\":\"arn:aws", "application/x-amz-json-1.0")]
    [InlineData(302, "", "text/html")]
    [InlineData(400, "<html>Bad Request</html>", "text/html")]
    [InlineData(404, "<html>Not Found</html>", "text/html")]
    [InlineData(408, "", "text/html")]
    [InlineData(500, "", "text/html")]
    [InlineData(502, "<html>Bad Gateway</html>", "text/html")]
    [InlineData(504, "{\"message\":\"Endpoint request timed out\"}", "application/json")]
    public async Task An_answer_that_is_not_the_services_says_nothing_of_what_was_done(int status, string body, string type)
    {
        using var server = CannedServer.With(status, body, type);
        using var service = EngineRun.Service(server.Url);

        await IsUnknownAsync(() => service.CreateAsync("Music", "nightly", TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"BackupDetails\":{\"BackupArn\":\"" + Arn + "\"}}")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"Bac")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n")]
    [InlineData("HTTP/1.1 200")]
    [InlineData("")]
    public async Task An_answer_that_is_cut_off_says_nothing_of_what_was_done(string answer)
    {
        using var server = CannedServer.Raw(answer);
        using var service = EngineRun.Service(server.Url);

        await IsUnknownAsync(() => service.CreateAsync("Music", "nightly", TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"BackupName\":\"nightly\",\"TableName\":\"Music\",\"BackupStatus\":\"AVAILABLE\"}")]
    public async Task A_listed_row_that_is_no_backup_costs_that_row_alone_and_is_counted(string row)
    {
        var good = $"{{\"BackupArn\":\"{Arn}\",\"BackupStatus\":\"AVAILABLE\"}}";
        using var server = CannedServer.With(200, $"{{\"BackupSummaries\":[{row},{good}]}}");
        using var service = EngineRun.Service(server.Url);

        var page = (await service.ListAsync(new BackupQuery(null, null), TestContext.Current.CancellationToken)).Value;

        Assert.Equal(Arn, Assert.Single(page.Summaries).BackupArn);
        Assert.Equal(1, page.Unreadable);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"BackupDescription\":{}}")]
    [InlineData("{\"BackupDescription\":{\"BackupDetails\":{}}}")]
    [InlineData("{\"BackupDescription\":{\"BackupDetails\":{\"BackupArn\":\"" + Arn + "\"}}}")]
    public async Task A_description_without_a_status_is_no_description(string body)
    {
        using var server = CannedServer.With(200, body);
        using var service = EngineRun.Service(server.Url);

        await IsUnknownAsync(() => service.DescribeAsync(Arn, TestContext.Current.CancellationToken));
    }

    private static async Task IsUnknownAsync(Func<Task> call) =>
        Assert.Equal(FaultClass.Unknown, ServiceFault.From(await Assert.ThrowsAnyAsync<Exception>(call)).Class);
}
