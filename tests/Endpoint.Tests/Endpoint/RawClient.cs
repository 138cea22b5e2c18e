using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Xunit;

namespace DynamoBackup.Tests.Endpoint;

/// <summary>Speaks the protocol with nothing but HttpClient: what a test sends is what goes over the wire.</summary>
internal sealed class RawClient(string url, string accessKey = "test", string region = "us-east-1") : IDisposable
{
    private readonly HttpClient _http = new();

    public string Url => url;

    public Task<RawAnswer> CallAsync(string operation, object body) => SendAsync(operation, JsonSerializer.Serialize(body));

    public Task<RawAnswer> SendAsync(string operation, string json) =>
        SendAsync(Request(json, $"DynamoDB_20120810.{operation}", Authorization(accessKey, region)));

    /// <summary>Makes calls of an operation one after the other, on one table and backup.</summary>
    /// <returns>How many were not throttled.</returns>
    public async Task<int> AcceptedAsync(string operation, int calls)
    {
        int accepted = 0;
        for (int i = 0; i < calls; i++)
        {
            RawAnswer answer = await CallAsync(operation, new
            {
                TableName = "Music",
                BackupName = "nightly",
                BackupArn = "arn:aws:dynamodb:us-east-1:123456789012:table/Music/backup/01500000000000-00000000",
            });
            accepted += answer.Type == "com.amazon.coral.availability#ThrottlingException" ? 0 : 1;
        }

        return accepted;
    }

    public async Task<RawAnswer> SendAsync(HttpRequestMessage request)
    {
        using HttpResponseMessage response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        byte[] body = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        return new RawAnswer((int)response.StatusCode, body, response.Headers, response.Content.Headers.ContentType?.ToString());
    }

    public HttpRequestMessage Request(string json, string? target, string? authorization)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, url)
        {
            Content = new StringContent(json, Encoding.UTF8, "application/x-amz-json-1.0"),
        };
        if (target is not null)
        {
            request.Headers.Add("X-Amz-Target", target);
        }

        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        return request;
    }

    public static string Authorization(string accessKey, string region) =>
        $"AWS4-HMAC-SHA256 Credential={accessKey}/20260301/{region}/dynamodb/aws4_request, SignedHeaders=host, Signature=00";

    public void Dispose() => _http.Dispose();
}

/// <summary>An answer as it came.</summary>
internal sealed record RawAnswer(int Status, byte[] Body, HttpResponseHeaders Headers, string? ContentType)
{
    public JsonElement Json => JsonElement.Parse(Body);

    /// <summary>The error code with its name space; null where the answer is no error.</summary>
    public string? Type => Json.TryGetProperty("__type", out JsonElement type) ? type.GetString() : null;

    public string? Message => Json.TryGetProperty("message", out JsonElement message) ? message.GetString() : null;

    public string Text => Encoding.UTF8.GetString(Body);

    public string Header(string name) => Assert.Single(Headers.GetValues(name));
}
