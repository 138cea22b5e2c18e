using Amazon.Runtime;

namespace DynamoBackup.Engine.Service;

/// <summary>Makes the SDK's HTTP clients as another factory would, or the SDK itself, with an <see cref="AnswerCheck"/> in front.</summary>
/// <param name="own">The factory; null for a client like the SDK's own.</param>
internal sealed class CheckedHttpClientFactory(HttpClientFactory? own) : HttpClientFactory
{
    /// <inheritdoc/>
    public override HttpClient CreateHttpClient(IClientConfig clientConfig)
    {
        var client = own?.CreateHttpClient(clientConfig);
        var proxy = clientConfig.GetWebProxy() ?? HttpClient.DefaultProxy;
        return new HttpClient(new AnswerCheck(client is null ? HandlerOf(clientConfig) : new SentBy(client), proxy))
        {
            Timeout = client?.Timeout ?? clientConfig.Timeout ?? TimeSpan.FromSeconds(100),
        };
    }

    /// <inheritdoc/>
    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) =>
        own?.UseSDKHttpClientCaching(clientConfig) ?? base.UseSDKHttpClientCaching(clientConfig);

    /// <inheritdoc/>
    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) =>
        own?.DisposeHttpClientsAfterUse(clientConfig) ?? base.DisposeHttpClientsAfterUse(clientConfig);

    /// <inheritdoc/>
    public override string? GetConfigUniqueString(IClientConfig clientConfig) =>
        own?.GetConfigUniqueString(clientConfig) is { } unique ? $"{nameof(CheckedHttpClientFactory)}|{unique}" : null;

    private static SocketsHttpHandler HandlerOf(IClientConfig clientConfig)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };
        if (clientConfig.GetWebProxy() is { } proxy)
        {
            proxy.Credentials = clientConfig.ProxyCredentials ?? proxy.Credentials;
            handler.Proxy = proxy;
        }

        if (clientConfig.MaxConnectionsPerServer is { } most)
        {
            handler.MaxConnectionsPerServer = most;
        }

        return handler;
    }

    // A client takes each request once, so it gets a copy of the one that another has taken.
    private sealed class SentBy(HttpClient client) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var copy = new HttpRequestMessage(request.Method, request.RequestUri)
            {
                Content = request.Content,
                Version = request.Version,
                VersionPolicy = request.VersionPolicy,
            };
            foreach (var header in request.Headers.NonValidated)
            {
                copy.Headers.TryAddWithoutValidation(header.Key, header.Value);
            }

            return client.SendAsync(copy, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }

        protected override void Dispose(bool disposing)
        {
            client.Dispose();
            base.Dispose(disposing);
        }
    }
}
