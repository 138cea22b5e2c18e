using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Net.Http;
using System.Net.Security;
using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;
using Amazon.Runtime;

namespace DynamoBackup.Connection;

/// <summary>
/// Makes the SDK's HttpClient with what the SDK's own settings cannot express: the time allowed to connect, without which a
/// host that drops packets cannot be told from one that is slow to answer, and certificates to trust. Everything else is as the
/// client's settings say.
/// </summary>
internal sealed class ConnectionSettings : HttpClientFactory, IDisposable
{
    // The most that SocketsHttpHandler.ConnectTimeout takes.
    private static readonly TimeSpan LongestTimer = TimeSpan.FromMilliseconds(int.MaxValue);

    // The SDK's own proxies and the system's have nothing in common but to tell which one a host is called by.
    private static readonly Uri SomeHost = new("https://dynamodb.us-east-1.amazonaws.com");

    private readonly bool _skipCertificateCheck;
    private readonly CertificateBundle? _bundle;
    private readonly TimeSpan? _connectTimeout;
    private readonly ConcurrentDictionary<string, Lazy<HttpClient>> _clients = new(StringComparer.Ordinal);

    /// <summary>Makes the settings.</summary>
    /// <param name="skipCertificateCheck">Whether any certificate is good.</param>
    /// <param name="bundle">Roots to trust beside the system's, or null.</param>
    /// <param name="connectTimeout">The most a connection may take to be made; null for no limit.</param>
    public ConnectionSettings(bool skipCertificateCheck, CertificateBundle? bundle, TimeSpan? connectTimeout)
    {
        _skipCertificateCheck = skipCertificateCheck;
        _bundle = bundle;
        _connectTimeout = connectTimeout;
    }

    private bool TrustsSystemOnly => !_skipCertificateCheck && _bundle is null;

    /// <inheritdoc/>
    public override HttpClient CreateHttpClient(IClientConfig clientConfig) =>
        !clientConfig.CacheHttpClient || TrustsSystemOnly
            ? NewClient(clientConfig)
            : _clients.GetOrAdd(GetConfigUniqueString(clientConfig), _ => new Lazy<HttpClient>(() => NewClient(clientConfig))).Value;

    // Where the system's trust is enough the SDK keeps the client, and with it its connections, for the commands that follow.
    /// <inheritdoc/>
    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => clientConfig.CacheHttpClient && TrustsSystemOnly;

    /// <inheritdoc/>
    public override string GetConfigUniqueString(IClientConfig clientConfig) => string.Join(
        "|",
        nameof(DynamoBackup),
        _connectTimeout,
        clientConfig.Timeout,
        clientConfig.MaxConnectionsPerServer,
        clientConfig.GetWebProxy()?.GetProxy(SomeHost),
        clientConfig.ProxyCredentials is { } credentials ? RuntimeHelpers.GetHashCode(credentials) : 0);

    /// <inheritdoc/>
    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => !clientConfig.CacheHttpClient;

    /// <summary>Closes the connections that were not left to the SDK.</summary>
    public void Dispose()
    {
        // One that nobody took is not made only to be closed.
        foreach (var client in _clients.Values.Where(client => client.IsValueCreated))
        {
            client.Value.Dispose();
        }

        _clients.Clear();
    }

    private HttpClient NewClient(IClientConfig clientConfig)
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

        if (_connectTimeout is { } connectTimeout)
        {
            handler.ConnectTimeout = connectTimeout < LongestTimer ? connectTimeout : LongestTimer;
        }

        if (!TrustsSystemOnly)
        {
            handler.SslOptions.RemoteCertificateValidationCallback = IsTrusted;
        }

        var client = new HttpClient(handler);
        if (clientConfig.Timeout is { } timeout)
        {
            client.Timeout = timeout;
        }

        return client;
    }

    private bool IsTrusted(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) =>
        _skipCertificateCheck || _bundle!.Trusts(certificate, chain, errors);
}
