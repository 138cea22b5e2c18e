using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace DynamoBackup.BackupEndpoint;

/// <summary>Listens on a port of 127.0.0.1. It takes request targets of the absolute form, too, so it serves a client that has
/// it for its HTTP proxy.</summary>
internal sealed class Listener
{
    private readonly CancellationTokenSource _leaving = new();
    private WebApplication? _server;

    private Listener()
    {
    }

    /// <summary>The port; the one asked for, or a free one where that was 0.</summary>
    public int Port { get; private set; }

    /// <summary>Listens.</summary>
    /// <param name="port">The port; 0 for a free one.</param>
    /// <param name="certificate">What to serve TLS with; null for plain HTTP.</param>
    /// <param name="handle">Handles a request; its token is cancelled when the listener stops.</param>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<Listener> StartAsync(
        int port, X509Certificate2? certificate, Func<HttpContext, CancellationToken, Task> handle)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<IHostLifetime, LifetimeWithoutSignals>();
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, port, listen => Configure(listen, certificate));
        });

        WebApplication server = builder.Build();
        var listener = new Listener { _server = server };
        server.Run(async http =>
        {
            try
            {
                await handle(http, listener._leaving.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or ConnectionAbortedException or IOException)
            {
                http.Abort();
            }
        });
        await server.StartAsync();
        string address = server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        listener.Port = new Uri(address).Port;
        return listener;
    }

    /// <summary>Stops listening and drops every connection. What is being written may end; whatever does not within a second is
    /// cut.</summary>
    public async Task StopAsync()
    {
        await _leaving.CancelAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _server!.StopAsync(limit.Token);
        await _server.DisposeAsync();
    }

    private static void Configure(ListenOptions listen, X509Certificate2? certificate)
    {
        listen.Protocols = HttpProtocols.Http1;
        if (certificate is not null)
        {
            // Given the certificate alone, Kestrel refuses one that is not a server's, which a client is to be shown here.
            var tls = new SslServerAuthenticationOptions { ServerCertificate = certificate };
            listen.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(tls) });
        }

        listen.Use(next => connection =>
        {
            connection.Transport = new DateHeaderFilter(connection.Transport);
            return next(connection);
        });
    }

    /// <summary>Leaves Ctrl+C and SIGTERM to the process that the endpoint is in; the usual lifetime would swallow them.</summary>
    private sealed class LifetimeWithoutSignals : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
