using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace DynamoBackup.BackupEndpoint;

/// <summary>What goes over the wire: a body, and, where an answer is to be huge, a piece that is repeated, and an end.</summary>
internal sealed record Answer(int Status, ReadOnlyMemory<byte> Body, string ContentType)
{
    private const string AwsJson = "application/x-amz-json-1.0";

    // The service writes what it may as it is, where the default encoder would escape every '+', '<' and '&'.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The error's code; null where the answer is none.</summary>
    public string? Error { get; init; }

    /// <summary>Where a redirect leads; null elsewhere.</summary>
    public string? Location { get; init; }

    public ReadOnlyMemory<byte> Filler { get; init; }

    public int FillerCount { get; init; }

    public ReadOnlyMemory<byte> Tail { get; init; }

    public bool IsThrottle => Error == "ThrottlingException";

    public long Length => Body.Length + ((long)Filler.Length * FillerCount) + Tail.Length;

    public static Answer Of(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var json = new Utf8JsonWriter(buffer, Options);
        write(json);
        json.Flush();
        return new Answer(200, buffer.WrittenMemory, AwsJson);
    }

    public static Answer Of(ServiceException error)
    {
        Answer answer = Of(json =>
        {
            json.WriteStartObject();
            json.WriteString("__type", error.Type);
            if (error.Text is not null)
            {
                json.WriteString(error.MessageMember, error.Text);
            }

            json.WriteEndObject();
        });
        return answer with { Status = error.Status, Error = error.Code };
    }

    /// <summary>200 with what is no JSON.</summary>
    public static Answer Garbage() => new(200, "\u0000\u0001 this is no JSON {{{"u8.ToArray(), AwsJson);

    /// <summary>What a load balancer says that has nobody behind it.</summary>
    public static Answer Unavailable() => new(503, "<html><body><h1>503 Service Unavailable</h1></body></html>"u8.ToArray(), "text/html");

    /// <summary>What something between the caller and the service says.</summary>
    public static Answer Page(Fault fault)
    {
        int status = fault.Status ?? 503;
        string body = fault.Body
            ?? $"<html><head><title>Answer {status} of a gateway</title></head><body><h1>It is not the service's.</h1></body></html>";
        return new Answer(status, Encoding.UTF8.GetBytes(body), fault.ContentType);
    }

    public static Answer Redirect(int status, string location) =>
        new(status, ReadOnlyMemory<byte>.Empty, "text/html") { Location = location };
}
