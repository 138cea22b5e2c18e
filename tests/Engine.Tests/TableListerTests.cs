using System.Net;
using Amazon.DynamoDBv2;
using Amazon.Runtime;
using Xunit;

namespace DynamoBackup.Tests.Engine;

/// <summary>Tables are listed once, to the end, or not at all.</summary>
public class TableListerTests
{
    [Fact]
    public void All_pages_are_listed_once_however_often_it_is_asked()
    {
        using var run = new VirtualRun();
        var asked = new List<string?>();
        run.Service.ListTables = after =>
        {
            asked.Add(after);
            var page = after is null ? new TablePage(["Alpha", "Beta"], "Beta") : new TablePage(["Gamma"], null);
            return Task.FromResult(new ServiceAnswer<TablePage>(page));
        };

        var first = run.ListTables();
        var second = run.ListTables();

        Assert.Null(first.Failure);
        Assert.Equal(["Alpha", "Beta", "Gamma"], first.Names);
        Assert.Equal(first.Names, second.Names);
        Assert.Equal([null, "Beta"], asked);
    }

    [Fact]
    public void A_page_that_fails_for_now_is_asked_for_again()
    {
        using var run = new VirtualRun();
        var calls = 0;
        run.Service.ListTables = _ => ++calls < 4
            ? throw Refusal("ThrottlingException")
            : Task.FromResult(new ServiceAnswer<TablePage>(new TablePage(["Alpha"], null)));

        Assert.Equal(["Alpha"], run.ListTables().Names);
    }

    [Fact]
    public void A_listing_that_goes_in_a_circle_gives_no_tables()
    {
        using var run = new VirtualRun();
        run.Service.ListTables = _ => Task.FromResult(new ServiceAnswer<TablePage>(new TablePage(["Alpha"], "Alpha")));

        var listing = run.ListTables();

        Assert.Empty(listing.Names);
        Assert.Contains("does not end", listing.Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_listing_that_goes_on_without_names_gives_no_tables()
    {
        using var run = new VirtualRun();
        var pages = 0;
        run.Service.ListTables = _ => Task.FromResult(new ServiceAnswer<TablePage>(new TablePage(["Alpha"], $"page {++pages}")));

        var listing = run.ListTables();

        Assert.Empty(listing.Names);
        Assert.Contains("does not end", listing.Failure!.Message, StringComparison.Ordinal);
        Assert.InRange(pages, 2, 20);
    }

    [Theory]
    [InlineData("AccessDeniedException", FailureKind.AccessDenied, "dynamodb:ListTables")]
    [InlineData("UnrecognizedClientException", FailureKind.CredentialsRejected, "Set-AWSCredential")]
    [InlineData("ValidationException", FailureKind.RequestRefused, "name the tables")]
    public void A_refusal_is_told_in_full(string code, FailureKind kind, string advice)
    {
        using var run = new VirtualRun();
        run.Service.ListTables = after => after is null
            ? Task.FromResult(new ServiceAnswer<TablePage>(new TablePage(["Alpha"], "Alpha")))
            : throw Refusal(code);

        var listing = run.ListTables();

        Assert.Empty(listing.Names);
        Assert.Equal(kind, listing.Failure!.Kind);
        Assert.Contains("us-east-1", listing.Failure.Message, StringComparison.Ordinal);
        Assert.Contains(advice, listing.Failure.RecommendedAction, StringComparison.Ordinal);
    }

    private static AmazonDynamoDBException Refusal(string code) =>
        new($"scripted {code}", null, ErrorType.Sender, code, "id", HttpStatusCode.BadRequest);
}
