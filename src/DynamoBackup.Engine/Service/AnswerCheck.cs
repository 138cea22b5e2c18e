using System.Net;
using System.Text.Json;

namespace DynamoBackup.Engine.Service;

/// <summary>
/// Lets through only what DynamoDB can have answered, so that the SDK makes neither a result nor an error of anything else. An answer is
/// DynamoDB's by its form alone: a result is a JSON object that is not empty; an error is a JSON object with the error's code in
/// <c>__type</c> (the AWS JSON 1.0 protocol; DynamoDB Local, moto and others answer so too, moto with the type application/json).
/// </summary>
/// <param name="inner">Sends the calls.</param>
/// <param name="proxy">The proxy that it sends them through; null where there is none.</param>
internal sealed class AnswerCheck(HttpMessageHandler inner, IWebProxy? proxy) : DelegatingHandler(inner)
{
    // The largest answer there is: a ListBackups page of 100 rows, each of less than 4 KB (service model: ARNs of at most 1,024
    // characters, names of at most 255).
    private const int MostBytes = 4 << 20;

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await SendThroughProxyAsync(request, cancellationToken).ConfigureAwait(false);
        try
        {
            var body = await ReadAsync(response.Content, cancellationToken).ConfigureAwait(false);
            if (body is null || !IsDynamoDBs(response, body))
            {
                throw Foreign(request.RequestUri!, response, body);
            }

            var content = new ByteArrayContent(body);
            foreach (var header in response.Content.Headers.NonValidated)
            {
                content.Headers.TryAddWithoutValidation(header.Key, header.Value);
            }

            response.Content = content;
            return response;
        }
        catch
        {
            // Closes the connection where there is more to come.
            response.Dispose();
            throw;
        }
    }

    private static bool IsDynamoDBs(HttpResponseMessage response, byte[] body) => response.StatusCode is HttpStatusCode.OK
        ? HasMember(body, name: null)
        : (int)response.StatusCode >= 400
            && response.Content.Headers.ContentType?.MediaType is "application/x-amz-json-1.0" or "application/json"
            && HasMember(body, "__type");

    // Whether it is a JSON object with a member of that name, or with any.
    private static bool HasMember(byte[] body, string? name)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            var found = false;
            if (!reader.Read() || reader.TokenType is not JsonTokenType.StartObject)
            {
                return false;
            }

            while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
            {
                found |= name is null || reader.ValueTextEquals(name);
                reader.Skip();
            }

            return found && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    // Null where it is too large.
    private static async Task<byte[]?> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var whole = new MemoryStream();
            var buffer = new byte[16 << 10];
            int count;
            while ((count = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
            {
                if (whole.Length + count > MostBytes)
                {
                    return null;
                }

                whole.Write(buffer, 0, count);
            }

            return whole.ToArray();
        }
    }

    private static string HostOf(Uri url) => $"{url.Scheme}://{url.Authority}";

    private ForeignAnswerException Foreign(Uri url, HttpResponseMessage response, byte[]? body)
    {
        string?[] parts =
        [
            response.Content.Headers.ContentType?.MediaType,
            body is null ? $"more than {MostBytes >> 20} MB" : PageTitle.Of(body) is { } title ? $"\"{title}\"" : null,

            // The SDK would follow some redirects, and send the session token along.
            response.Headers.Location is { } location ? $"a redirect to '{location.OriginalString}', which is not followed" : null,
            ProxyOf(url) is { } through ? $"through the proxy {HostOf(through)}" : null,
        ];
        var details = string.Join(", ", parts.Where(part => part is not null));
        return new ForeignAnswerException(
            $"{HostOf(url)} answered with HTTP status {(int)response.StatusCode}{(details.Length > 0 ? $" ({details})" : string.Empty)}, "
            + "which is not a DynamoDB response",
            response.StatusCode);
    }

    private async Task<HttpResponseMessage> SendThroughProxyAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (response.StatusCode is not HttpStatusCode.ProxyAuthenticationRequired)
            {
                return response;
            }

            // From the proxy itself, which has not passed the call on.
            response.Dispose();
            throw new HttpRequestException(
                HttpRequestError.ProxyTunnelError,
                $"the proxy {HostOf(ProxyOf(request.RequestUri!) ?? request.RequestUri!)} asks for authentication (HTTP status 407)");
        }
        catch (HttpRequestException e) when (e.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
            && ProxyOf(request.RequestUri!) is not null)
        {
            throw new HttpRequestException(
                e.HttpRequestError, $"the proxy {HostOf(ProxyOf(request.RequestUri!)!)} cannot be reached: {e.Message}", e);
        }
    }

    private Uri? ProxyOf(Uri url) => proxy is null || proxy.IsBypassed(url) ? null : proxy.GetProxy(url);
}
