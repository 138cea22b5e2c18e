using System.Net;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Xunit;

namespace DynamoBackup.Tests.Engine;

public class PrintableExceptionTests
{
    private const string Raw = "no \u001b[31mtable";
    private const string Escaped = "no \\u001b[31mtable";

    [Fact]
    public void An_exception_without_control_characters_stays_the_same_object()
    {
        var exception = new TableNotFoundException(
            "no table", new IOException("gone"), ErrorType.Sender, "Code", "id", HttpStatusCode.BadRequest);

        Assert.Same(exception, PrintableException.Of(exception));
    }

    [Theory]
    [InlineData(typeof(TableNotFoundException))]
    [InlineData(typeof(BackupNotFoundException))]
    [InlineData(typeof(AmazonDynamoDBException))]
    public void A_service_exception_keeps_its_type_and_all_that_it_tells(Type type)
    {
        var exception = (AmazonServiceException)Activator.CreateInstance(
            type, Raw, new IOException("gone"), ErrorType.Sender, "Co\u001bde", "i\u001bd", HttpStatusCode.BadRequest)!;

        var printable = (AmazonServiceException)PrintableException.Of(exception);

        Assert.Equal(type, printable.GetType());
        Assert.Equal(Escaped, printable.Message);
        Assert.Equal(("Co\\u001bde", "i\\u001bd"), (printable.ErrorCode, printable.RequestId));
        Assert.Equal((ErrorType.Sender, HttpStatusCode.BadRequest), (printable.ErrorType, printable.StatusCode));
        Assert.Same(exception.InnerException, printable.InnerException);
    }

    [Fact]
    public void A_service_exception_with_a_message_of_megabytes_keeps_its_type_and_has_a_short_one()
    {
        var exception = new TableNotFoundException(
            new string('\u001b', 2_000_000), null, ErrorType.Sender, new string('C', 2_000), "id", HttpStatusCode.BadRequest);

        var printable = Assert.IsType<TableNotFoundException>(PrintableException.Of(exception));

        Assert.Equal(Printable.LongestExcerpt, printable.Message.Length);
        Assert.Equal(Printable.LongestExcerpt, printable.ErrorCode.Length);
    }

    public static TheoryData<Exception, Type> Others => new()
    {
        {
            new AmazonUnmarshallingException("bad answer", "path", $"<{Raw}>", new FormatException(Raw), HttpStatusCode.OK),
            typeof(AmazonUnmarshallingException)
        },
        { new AmazonClientException(Raw), typeof(AmazonClientException) },
        { new HttpRequestException(Raw, new IOException(Raw)), typeof(HttpRequestException) },
        { new TimeoutException("late", new AmazonDynamoDBException(Raw)), typeof(TimeoutException) },
        { new OneOfItsOwn(), typeof(InvalidOperationException) },
        { new AggregateException(new IOException(Raw)), typeof(AggregateException) },
    };

    [Theory]
    [MemberData(nameof(Others))]
    public void No_words_of_any_exception_hold_a_control_character(Exception exception, Type type)
    {
        var printable = PrintableException.Of(exception);

        Assert.IsType(type, printable);
        Assert.Contains('\u001b', exception.ToString());
        for (var e = printable; e is not null; e = e.InnerException!)
        {
            Assert.DoesNotContain(e.Message, char.IsControl);
        }
    }

    private sealed class OneOfItsOwn() : InvalidOperationException(Raw);
}
