using System;
using System.Net.Http;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Amazon.Runtime;

namespace DynamoBackup;

/// <summary>
/// Makes the SDK's HttpClient where the user said something of the connection that the SDK's own settings cannot:
/// certificates to trust, and the time allowed to connect. Everything else is as the client's settings say.
/// </summary>
internal sealed class ConnectionSettings : HttpClientFactory, IDisposable
{
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
    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => _client ??= NewClient(clientConfig);

    /// <inheritdoc/>
    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    /// <inheritdoc/>
    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;

    public void Dispose() => _client?.Dispose();

    private HttpClient NewClient(IClientConfig config)
    {
        // SocketsHttpHandler is newer than netstandard2.0; every PowerShell this module runs on has it.
        var handler = (HttpMessageHandler)Activator.CreateInstance(Type.GetType("System.Net.Http.SocketsHttpHandler, System.Net.Http", throwOnError: true)!)!;
        Set(handler, "AllowAutoRedirect", config.AllowAutoRedirect);
        Set(handler, "UseCookies", false);
        if (config.GetWebProxy() is { } proxy)
        {
            Set(handler, "Proxy", proxy);
        }

        if (config.MaxConnectionsPerServer is { } most)
        {
            Set(handler, "MaxConnectionsPerServer", most);
        }

        if (_connectTimeout is { } connectTimeout)
        {
            Set(handler, "ConnectTimeout", connectTimeout);
        }

        if (_skipCertificateCheck || _bundle is not null)
        {
            var options = handler.GetType().GetProperty("SslOptions")!.GetValue(handler)!;
            Set(options, "RemoteCertificateValidationCallback", (RemoteCertificateValidationCallback)IsTrusted);
        }

        var client = new HttpClient(handler);
        if (config.Timeout is { } timeout)
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
