using System;
using System.Net;
using System.Net.Http;
using System.Net.Security;
using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;
using Amazon.Runtime;

namespace DynamoBackup;

/// <summary>
/// Makes the SDK's HttpClient with what the SDK's own settings cannot say: the time allowed to connect, without which a
/// host that drops packets cannot be told from one that is slow to answer, and certificates to trust. Everything else is
/// as the client's settings say.
/// </summary>
internal sealed class ConnectionSettings : HttpClientFactory, IDisposable
{
    // The most that SocketsHttpHandler.ConnectTimeout takes.
    private static readonly TimeSpan LongestTimer = TimeSpan.FromMilliseconds(int.MaxValue);

    private readonly bool _skipCertificateCheck;
    private readonly CertificateBundle? _bundle;
    private readonly TimeSpan? _connectTimeout;
    private HttpClient? _client;

    /// <summary>Makes the settings.</summary>
    /// <param name="skipCertificateCheck">Whether any certificate is good.</param>
    /// <param name="bundle">Roots to trust besides the system's, or null.</param>
    /// <param name="connectTimeout">The most a connection may take to be made; null for no limit.</param>
    public ConnectionSettings(bool skipCertificateCheck, CertificateBundle? bundle, TimeSpan? connectTimeout)
    {
        _skipCertificateCheck = skipCertificateCheck;
        _bundle = bundle;
        _connectTimeout = connectTimeout;
    }

    /// <inheritdoc/>
    public override HttpClient CreateHttpClient(IClientConfig clientConfig) =>
        UseSDKHttpClientCaching(clientConfig) ? NewClient(clientConfig) : _client ??= NewClient(clientConfig);

    // Where nothing is said of certificates the SDK keeps the client, and with it its connections, for the commands that follow.
    /// <inheritdoc/>
    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => !_skipCertificateCheck && _bundle is null;

    /// <inheritdoc/>
    public override string GetConfigUniqueString(IClientConfig clientConfig) => string.Join(
        "|",
        nameof(DynamoBackup),
        _connectTimeout,
        clientConfig.AllowAutoRedirect,
        clientConfig.Timeout,
        clientConfig.MaxConnectionsPerServer,
        (clientConfig.GetWebProxy() as WebProxy)?.Address,
        clientConfig.ProxyCredentials is { } credentials ? RuntimeHelpers.GetHashCode(credentials) : 0);

    /// <inheritdoc/>
    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;

    public void Dispose() => _client?.Dispose();

    private HttpClient NewClient(IClientConfig clientConfig)
    {
        // SocketsHttpHandler is newer than netstandard2.0; every PowerShell this module runs on has it.
        var handler = (HttpMessageHandler)Activator.CreateInstance(Type.GetType("System.Net.Http.SocketsHttpHandler, System.Net.Http", throwOnError: true)!)!;
        Set(handler, "AllowAutoRedirect", clientConfig.AllowAutoRedirect);
        Set(handler, "UseCookies", false);
        if (clientConfig.GetWebProxy() is { } proxy)
        {
            proxy.Credentials = clientConfig.ProxyCredentials ?? proxy.Credentials;
            Set(handler, "Proxy", proxy);
        }

        if (clientConfig.MaxConnectionsPerServer is { } most)
        {
            Set(handler, "MaxConnectionsPerServer", most);
        }

        if (_connectTimeout is { } connectTimeout)
        {
            Set(handler, "ConnectTimeout", connectTimeout < LongestTimer ? connectTimeout : LongestTimer);
        }

        if (_skipCertificateCheck || _bundle is not null)
        {
            var options = handler.GetType().GetProperty("SslOptions")!.GetValue(handler)!;
            Set(options, "RemoteCertificateValidationCallback", (RemoteCertificateValidationCallback)IsTrusted);
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

    private static void Set(object target, string property, object value) =>
        target.GetType().GetProperty(property)!.SetValue(target, value);
}
