using System.Buffers;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace DynamoBackup.BackupEndpoint;

/// <summary>A DynamoDB backup control plane on 127.0.0.1: it speaks DynamoDB's JSON 1.0 protocol, keeps the published rates,
/// takes each backup from CREATING to AVAILABLE, and goes wrong on command. Every member is safe to use while calls come in.</summary>
public sealed class LocalEndpoint : IAsyncDisposable
{
    // DynamoDB's request ids are 52 of these.
    private const string RequestIdCharacters = "0123456789ABCDEFGHIJKLMNOPQRSTUV";

    // The service writes what it may as it is, where the default encoder would escape every '+', '<' and '&'.
    private static readonly JsonWriterOptions AnswerOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly EndpointOptions _options;
    private readonly ControlPlane _plane;
    private readonly ControlApi _control;
    private readonly Certificates? _certificates;
    private readonly SemaphoreSlim _listenerLock = new(1);
    private readonly Lock _jitterLock = new();
    private readonly Random _jitter;
    private volatile EndpointSettings _settings;
    private WebApplication? _listener;
    private CancellationTokenSource _leaving = new();

    private LocalEndpoint(EndpointOptions options)
    {
        _options = options;
        _settings = options;
        _jitter = new Random(options.Seed);
        _plane = new ControlPlane(options, () => _settings);
        _control = new ControlApi(this);
        _certificates = options.Tls == TlsMode.None ? null : new Certificates(options.Tls);
        Port = options.Port;
        Faults = new FaultList(options.Seed, options.Faults);
        Statistics = new Statistics(options.TimeProvider);
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
    public IReadOnlyList<BackupSnapshot> Backups => [.. _plane.Backups];

    /// <summary>The root that signed the certificate served; null without TLS.</summary>
    public X509Certificate2? RootCertificate => _certificates?.Root;

    /// <summary>How the service behaves from the next call on. Set it by <c>endpoint.Settings = endpoint.Settings with { ... }</c>.</summary>
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

    /// <summary>Stops listening and drops every connection: clients are refused from now on. Tables, backups, faults and
    /// statistics stay.</summary>
    public async Task GoDownAsync()
    {
        await _listenerLock.WaitAsync();
        try
        {
            await StopListeningAsync();
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
        _certificates?.Dispose();
    }

    private async Task ListenAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<IHostLifetime, LifetimeWithoutSignals>();
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, Port, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                if (_certificates is not null)
                {
                    listen.UseHttps(_certificates.Leaf);
                }
            });
        });

        WebApplication listener = builder.Build();
        listener.Run(HandleAsync);
        _leaving = new CancellationTokenSource();
        await listener.StartAsync();
        string address = listener.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        Port = new Uri(address).Port;
        _listener = listener;
    }

    private async Task StopListeningAsync()
    {
        if (_listener is not { } listener)
        {
            return;
        }

        _listener = null;
        await _leaving.CancelAsync();
        // What is being written may end; whatever does not within a second is cut.
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await listener.StopAsync(patience.Token);
        await listener.DisposeAsync();
    }

    private async Task HandleAsync(HttpContext http)
    {
        try
        {
            if (http.Request.Path.StartsWithSegments("/control"))
            {
                await _control.HandleAsync(http);
            }
            else if (HttpMethods.IsPost(http.Request.Method))
            {
                await ServeAsync(http);
            }
            else
            {
                http.Response.StatusCode = StatusCodes.Status404NotFound;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ConnectionAbortedException or IOException)
        {
            http.Abort();
        }
    }

    private async Task ServeAsync(HttpContext http)
    {
        JsonDocument? document = null;
        try
        {
            string operation;
            Caller caller;
            try
            {
                document = await ReadAsync(http.Request);
                operation = OperationOf(http.Request);
                caller = Caller.From(http.Request, _options.AllowUnsigned);
            }
            catch (ServiceException e)
            {
                await SendAsync(http, Error(e), fault: null);
                return;
            }

            await CallAsync(http, operation, document.RootElement, caller);
        }
        finally
        {
            document?.Dispose();
        }
    }

    private async Task CallAsync(HttpContext http, string operation, JsonElement body, Caller caller)
    {
        EndpointSettings settings = _settings;
        bool inTime = Statistics.Arrive(operation, caller, settings);
        TimeSpan half = DrawLatency(settings) / 2;
        await DelayAsync(half);

        Fault? fault = null;
        Answer? answer;
        if (!inTime)
        {
            answer = Error(ServiceException.Throttling());
        }
        else
        {
            fault = Faults.Fire(operation, caller.AccessKey, f => Concerns(f, operation, body, caller));
            answer = fault is null ? Act(operation, body, caller) : ActWith(fault, operation, body, caller);
        }

        Count(operation, caller, fault, answer);
        await DelayAsync(half);
        await SendAsync(http, answer, fault);
    }

    private bool Concerns(Fault fault, string operation, JsonElement body, Caller caller)
    {
        if (fault.Kind == FaultKind.Deleted)
        {
            return _plane.BackupToDelete(fault, operation, body, caller) is not null;
        }

        if (fault.Table is null)
        {
            return true;
        }

        string member = operation is Operations.DescribeBackup or Operations.DeleteBackup ? "BackupArn" : "TableName";
        return body.TryGetProperty(member, out JsonElement value) && value.ValueKind == JsonValueKind.String
            && fault.MatchesTable(Arn.TableOf(value.GetString()));
    }

    /// <summary>The answer under a fault; null where there is none to come.</summary>
    private Answer? ActWith(Fault fault, string operation, JsonElement body, Caller caller)
    {
        switch (fault.Kind)
        {
            case FaultKind.Refuse:
                return Error(new ServiceException(fault.Code!, fault.Message ?? "Refused by a fault rule", fault.Status));
            case FaultKind.Throttle:
                return Error(ServiceException.Throttling(fault.Message));
            case FaultKind.ErrorBefore:
                return Error(ServiceException.InternalServerError(fault.Message));
            case FaultKind.Missing:
                return Error(ServiceException.BackupNotFound(body.TryGetProperty("BackupArn", out JsonElement arn) ? arn.ToString() : ""));
            case FaultKind.Unavailable:
                return new Answer(503, "<html><body><h1>503 Service Unavailable</h1></body></html>"u8.ToArray(), "text/html", IsThrottle: false);
            case FaultKind.DropBefore or FaultKind.Hang:
                return null;
            case FaultKind.Deleted:
                _plane.DeleteBehindTheCaller(fault, operation, body, caller);
                return Act(operation, body, caller);
        }

        Answer answer = Act(operation, body, caller);
        return fault.Kind switch
        {
            FaultKind.DropAfter or FaultKind.HangAfter => null,
            FaultKind.ErrorAfter => Error(ServiceException.InternalServerError(fault.Message)),
            FaultKind.Garbage => new Answer(200, "\u0000\u0001 this is no JSON {{{"u8.ToArray(), Answer.Json, IsThrottle: false),
            _ => answer,
        };
    }

    private Answer Act(string operation, JsonElement body, Caller caller)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        try
        {
            using var json = new Utf8JsonWriter(buffer, AnswerOptions);
            _plane.Act(operation, body, caller, json);
            json.Flush();
            return new Answer(200, buffer.WrittenMemory, Answer.Json, IsThrottle: false);
        }
        catch (ServiceException e)
        {
            return Error(e);
        }
    }

    private static Answer Error(ServiceException e)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, AnswerOptions);
        json.WriteStartObject();
        json.WriteString("__type", e.Type);
        if (e.Text is not null)
        {
            json.WriteString(e.MessageMember, e.Text);
        }

        json.WriteEndObject();
        json.Flush();
        return new Answer(e.Status, buffer.WrittenMemory, Answer.Json, e.Code == "ThrottlingException");
    }

    private void Count(string operation, Caller caller, Fault? fault, Answer? answer)
    {
        if (fault is not null)
        {
            Statistics.Faulted(operation, caller);
        }

        if (answer is { IsThrottle: true })
        {
            Statistics.Throttled(operation, caller);
        }
        else if (answer is null or { Status: >= 400 })
        {
            Statistics.Failed(operation, caller);
        }
    }

    private async Task SendAsync(HttpContext http, Answer? answer, Fault? fault)
    {
        if (answer is null)
        {
            if (fault?.Kind is FaultKind.Hang or FaultKind.HangAfter)
            {
                using var end = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, _leaving.Token);
                await Task.Delay(Timeout.Infinite, end.Token);
            }

            http.Abort();
            return;
        }

        HttpResponse response = http.Response;
        response.StatusCode = answer.Status;
        response.ContentType = answer.ContentType;
        response.ContentLength = answer.Body.Length;
        response.Headers.Date = _plane.UtcNow.ToString("r");
        response.Headers["x-amzn-RequestId"] = new string(Random.Shared.GetItems<char>(RequestIdCharacters, 52));
        uint crc = Crc32.Compute(answer.Body.Span);
        response.Headers["x-amz-crc32"] = (fault?.Kind == FaultKind.BadCrc ? crc ^ 1 : crc).ToString();
        if (fault?.Kind != FaultKind.Trickle)
        {
            await response.Body.WriteAsync(answer.Body, _leaving.Token);
            return;
        }

        for (int i = 0; i < answer.Body.Length; i++)
        {
            await response.Body.WriteAsync(answer.Body.Slice(i, 1), _leaving.Token);
            await response.Body.FlushAsync(_leaving.Token);
            await Task.Delay(TimeSpan.FromMilliseconds(fault.DelayMs), _options.TimeProvider, http.RequestAborted);
        }
    }

    private static async Task<JsonDocument> ReadAsync(HttpRequest request)
    {
        try
        {
            JsonDocument document = await JsonDocument.ParseAsync(request.Body);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document : throw ServiceException.Serialization(null);
        }
        catch (JsonException)
        {
            throw ServiceException.Serialization(null);
        }
    }

    private static string OperationOf(HttpRequest request)
    {
        const string Prefix = "DynamoDB_20120810.";
        string target = request.Headers["X-Amz-Target"].ToString();
        return target.StartsWith(Prefix, StringComparison.Ordinal) && Operations.All.TryGetValue(target[Prefix.Length..], out string? operation)
            ? operation
            : throw new ServiceException("UnknownOperationException", null);
    }

    private TimeSpan DrawLatency(EndpointSettings settings)
    {
        if (settings.LatencyJitter == TimeSpan.Zero)
        {
            return settings.Latency;
        }

        lock (_jitterLock)
        {
            return settings.Latency + (settings.LatencyJitter * _jitter.NextDouble());
        }
    }

    // Not bound to the client: a service goes on with what it has begun when the client is gone.
    private Task DelayAsync(TimeSpan span) =>
        span == TimeSpan.Zero ? Task.CompletedTask : Task.Delay(span, _options.TimeProvider, _leaving.Token);

    /// <summary>What goes over the wire.</summary>
    private sealed record Answer(int Status, ReadOnlyMemory<byte> Body, string ContentType, bool IsThrottle)
    {
        public const string Json = "application/x-amz-json-1.0";
    }

    /// <summary>Leaves Ctrl+C and SIGTERM to the process that the endpoint is in; the usual lifetime would swallow them.</summary>
    private sealed class LifetimeWithoutSignals : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
