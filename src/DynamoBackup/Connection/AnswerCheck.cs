using System.IO;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using DynamoBackup.Output;

namespace DynamoBackup.Connection;

/// <summary>
/// Lets through only what DynamoDB can have answered: no redirect, which would lead the call and its session token to another
/// host, and no more than 4 MB.
/// </summary>
/// <param name="inner">Sends the calls.</param>
internal sealed class AnswerCheck(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    // The largest answer there is: a ListBackups page of 100 rows, each of less than 4 KB (service model: ARNs of at most 1,024
    // characters, names of at most 255).
    private const int MostBytes = 4 << 20;

    private const int FirstRedirect = 300;
    private const int FirstError = 400;

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        try
        {
            // The SDK itself would follow a 307.
            if ((int)response.StatusCode is >= FirstRedirect and < FirstError)
            {
                throw new HttpRequestException(
                    HttpRequestError.InvalidResponse,
                    Texts.Redirected(request.RequestUri!, response.StatusCode, response.Headers.Location));
            }

            response.Content = await ReadAsync(request, response.Content, cancellationToken).ConfigureAwait(false);
            return response;
        }
        catch
        {
            // Closes the connection where there is more to come.
            response.Dispose();
            throw;
        }
    }

    private static async Task<HttpContent> ReadAsync(HttpRequestMessage request, HttpContent content, CancellationToken cancellationToken)
    {
        using (content)
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
                        throw new HttpRequestException(
                            HttpRequestError.ConfigurationLimitExceeded, Texts.AnswerIsTooLarge(request.RequestUri!, MostBytes >> 20));
                    }

                    whole.Write(buffer, 0, count);
                }

                var read = new ByteArrayContent(whole.GetBuffer(), 0, (int)whole.Length);
                foreach (var header in content.Headers.NonValidated)
                {
                    read.Headers.TryAddWithoutValidation(header.Key, header.Value);
                }

                return read;
            }
        }
    }
}
