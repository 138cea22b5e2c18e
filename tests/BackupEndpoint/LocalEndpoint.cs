using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;

namespace DynamoBackup.BackupEndpoint;

/// <summary>A DynamoDB backup control plane on 127.0.0.1: it speaks DynamoDB's JSON 1.0 protocol, keeps the published rates,
/// takes each backup from CREATING to AVAILABLE, and goes wrong on command. Every member is safe to use while calls come in.</summary>
public sealed class LocalEndpoint : IAsyncDisposable
{
    private readonly ControlPlane _plane;
    private readonly ControlApi _control;
    private readonly CallHandler _calls;
    private readonly Certificates? _certificates;
    private readonly SemaphoreSlim _listenerLock = new(1);
    private readonly CancellationTokenSource _ending = new();
    private volatile EndpointSettings _settings;
    private Listener? _listener;

    private LocalEndpoint(EndpointOptions options)
    {
        _settings = options;
        _plane = new ControlPlane(options, () => _settings);
        _control = new ControlApi(this);
        _certificates = options.Tls == TlsMode.None ? null : new Certificates(options.Tls);
        Port = options.Port;
        Faults = new FaultList(options.Seed, options.Faults);
        Statistics = new Statistics(options.TimeProvider);
        _calls = new CallHandler(options, () => _settings, _plane, Faults, Statistics);
    }

    /// <summary>Where clients send their requests, such as http://127.0.0.1:8000.</summary>
    public string Url => $"{(_certificates is null ? "http" : "https")}://127.0.0.1:{Port}";

    /// <summary>The TCP port; it stays the same over <see cref="GoDownAsync"/> and <see cref="ComeBackAsync"/>.</summary>
    public int Port { get; private set; }

    /// <summary>What goes wrong.</summary>
    public FaultList Faults { get; }

    /// <summary>What came in.</summary>
    public Statistics Statistics { get; }

    /// <summary>Every backup ever made, deleted ones included, by account, region and time.</summary>
    public IReadOnlyList<BackupSnapshot> Backups => [.. _plane.Setup.Backups];

    /// <summary>Every table of each account and region that was called or set up, by account, region and name.</summary>
    public IReadOnlyList<TableSnapshot> Tables => [.. _plane.Setup.Tables];

    /// <summary>The root that signed the certificate served; null without TLS.</summary>
    public X509Certificate2? RootCertificate => _certificates?.Root;

    /// <summary>How the service behaves from the next call on. Set it by
    /// <c>endpoint.Settings = endpoint.Settings with { ... }</c>.</summary>
    /// <exception cref="ArgumentException">A value is out of range; nothing has changed.</exception>
    public EndpointSettings Settings
    {
        get => _settings;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            value.Validate();
            _settings = value;
        }
    }

    /// <summary>Starts an endpoint; it serves when the task completes.</summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<LocalEndpoint> StartAsync(EndpointOptions? options = null)
    {
        options ??= new EndpointOptions();
        options.Validate();
        var endpoint = new LocalEndpoint(options);
        if (options.RootPemFile is { } file)
        {
            await File.WriteAllTextAsync(file, endpoint._certificates!.Root.ExportCertificatePem() + "\n");
        }

        await endpoint.ListenAsync();
        return endpoint;
    }

    /// <summary>Lets another caller of the account take a fraction of every rate.</summary>
    /// <param name="fraction">0 to 0.95.</param>
    public void SetOthers(double fraction) => Settings = Settings with { Others = fraction };

    /// <summary>Puts a table in, in the place of one of its name where there is one.</summary>
    /// <exception cref="ArgumentException">A member is out of range; nothing has changed.</exception>
    public void AddTable(TableSetup table)
    {
        ArgumentNullException.ThrowIfNull(table);
        _plane.Setup.Add(table);
    }

    /// <summary>Puts a backup in, of any age.</summary>
    /// <returns>Its ARN.</returns>
    /// <exception cref="ArgumentException">A member is out of range; nothing has changed.</exception>
    public string AddBackup(BackupSetup backup)
    {
        ArgumentNullException.ThrowIfNull(backup);
        return _plane.Setup.Add(backup);
    }

    /// <summary>Stops listening and drops every connection: clients are refused from now on. Tables, backups, faults and
    /// statistics stay.</summary>
    public async Task GoDownAsync()
    {
        await _listenerLock.WaitAsync();
        try
        {
            if (_listener is { } listener)
            {
                _listener = null;
                await listener.StopAsync();
            }
        }
        finally
        {
            _listenerLock.Release();
        }
    }

    /// <summary>Listens again on the same port.</summary>
    /// <exception cref="IOException">Another program took the port and kept it for five seconds.</exception>
    public async Task ComeBackAsync()
    {
        await _listenerLock.WaitAsync();
        try
        {
            // A client that calls while nobody listens may be given this very port for its own end: it lets go of it soon.
            for (int attempt = 1; _listener is null; attempt++)
            {
                try
                {
                    await ListenAsync();
                }
                catch (IOException e) when (e.InnerException is AddressInUseException && attempt < 50)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(100));
                }
            }
        }
        finally
        {
            _listenerLock.Release();
        }
    }

    /// <summary>Stops serving at once; calls still unanswered are dropped.</summary>
    public async ValueTask DisposeAsync()
    {
        await GoDownAsync();
        await _ending.CancelAsync();
        _certificates?.Dispose();
    }

    private async Task ListenAsync()
    {
        _listener = await Listener.StartAsync(Port, _certificates?.Leaf, HandleAsync);
        Port = _listener.Port;
    }

    private Task HandleAsync(HttpContext http, CancellationToken leaving)
    {
        if (http.Request.Path.StartsWithSegments("/control"))
        {
            return _control.HandleAsync(http);
        }

        if (HttpMethods.IsPost(http.Request.Method))
        {
            return _calls.HandleAsync(http, leaving, _ending.Token);
        }

        http.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
