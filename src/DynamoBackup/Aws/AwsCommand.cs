using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using Amazon.DynamoDBv2;
using Amazon.PowerShell.Cmdlets.DDB;
using Amazon.Runtime;
using DynamoBackup.Binding;
using DynamoBackup.Completion;
using DynamoBackup.Connection;
using DynamoBackup.Output;

namespace DynamoBackup.Aws;

/// <summary>
/// What leads a command to AWS: the account and region of each record by AWS Tools' own rules, and the client for it. Records
/// that mean the same account, region and endpoint share one client, and so one rate.
/// </summary>
public abstract partial class AwsCommand : AmazonDynamoDBClientCmdlet, IDisposable
{
    private readonly Dictionary<RecordParameters, RecordContext> _contexts = [];
    private readonly Dictionary<RecordParameters, RefusalException> _refusals = [];
    private readonly Dictionary<PlaceKey, BackupTarget> _places = [];
    private readonly List<DynamoDBBackupService> _services = [];
    private readonly DefaultCredentials _defaultCredentials = new();
    private RecordParameters? _commandLine;
    private ConnectionSettings? _connection;
    private bool _connectionIsAskedFor;
    private string? _givenServiceUrl;
    private bool _configIsCustomized;

    /// <summary>
    /// Whether any certificate of the endpoint's is accepted, as with the AWS CLI's --no-verify-ssl. For tests alone: whoever
    /// sits between can read and change everything.
    /// </summary>
    [Parameter]
    public SwitchParameter SkipCertificateCheck { get; set; }

    /// <summary>A PEM file of one or more roots to trust beside the system's. Default: the environment's AWS_CA_BUNDLE.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? CaBundle { get; set; }

    /// <summary>
    /// The most one service call may take, in seconds; 0 for no limit. Default 60. A call given up so is handled as any of
    /// unknown outcome: looked for before it is made again.
    /// </summary>
    [Parameter]
    [TimeTransformation(TimeUnit.Seconds)]
    [ValidateTime(TimeUnit.Seconds, AllowZero = true)]
    [ArgumentCompleter(typeof(ValueCompleter))]
    public double ReadTimeoutSeconds { get; set; } = 60;

    /// <summary>
    /// The most a connection may take to be made, in seconds; 0 for no limit. Default 10, or half of
    /// <see cref="ReadTimeoutSeconds"/> where that is less. A connection that was not made sent nothing.
    /// </summary>
    [Parameter]
    [TimeTransformation(TimeUnit.Seconds)]
    [ValidateTime(TimeUnit.Seconds, AllowZero = true)]
    [ArgumentCompleter(typeof(ValueCompleter))]
    public double ConnectTimeoutSeconds { get; set; } = 10;

    /// <summary>Whether no credentials are looked up and none sent, as with the AWS CLI's --no-sign-request.</summary>
    [Parameter]
    public SwitchParameter NoSignRequest { get; set; }

    /// <summary>The credentials, as of Get-AWSCredential.</summary>
    [Parameter(ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [NotGivenTransformation]
    public new AWSCredentials? Credential
    {
        get => base.Credential;
        set => base.Credential = value;
    }

    /// <summary>The settings of the client, for what no parameter sets. They stay as they are.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [NotGivenTransformation]
    public new AmazonDynamoDBConfig? ClientConfig
    {
        get => base.ClientConfig;
        set => base.ClientConfig = value;
    }

    // AWS Tools takes it from the pipeline by value, and PSCredential has a constructor that takes any PSObject: PowerShell
    // would make new network credentials of every CSV row, and each row would seem to bring an account of its own.

    /// <summary>
    /// The network credentials for a SAML profile: given at the command line, or a record's property of that name. Unlike AWS
    /// Tools' own it is never the record as a whole.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [NotGivenTransformation]
    public new PSCredential? NetworkCredential
    {
        get => base.NetworkCredential;
        set => base.NetworkCredential = value;
    }

    /// <summary>The most one service call may take; null for no limit.</summary>
    private protected TimeSpan? CallTimeout => LimitOf(ReadTimeoutSeconds);

    /// <summary>The commands that messages print about the record at hand.</summary>
    private protected PrintedCommands Commands => RecordParameters.Read(this).Commands;

    /// <summary>The commands that messages print, for each place that records have led to so far.</summary>
    private protected IEnumerable<PrintedCommands> CommandsOfAll => _places.Values.Select(target => target.Commands);

    /// <summary>How many accounts and regions, each with an endpoint, the records so far lead to.</summary>
    private protected int PlaceCount => _places.Count;

    /// <summary>Whether the command line leads the record at hand, and nothing that came with it.</summary>
    private protected bool IsOfCommandLine { get; private set; }

    /// <summary>Releases the clients.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases the clients.</summary>
    /// <param name="disposing">Whether it is called by <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
        _services.ForEach(service => service.Dispose());
        _services.Clear();
        _connection?.Dispose();
    }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (AwsToolsInternals.FindProblem() is { } problem)
        {
            ThrowTerminatingError(ErrorRecords.UnsupportedAwsTools(problem, exception: null));
        }

        base.BeginProcessing();
        _commandLine = RecordParameters.Read(this);
        _connection = CreateConnection();
        _ExecuteWithAnonymousCredentials = NoSignRequest;
    }

    /// <inheritdoc/>
    protected override void CustomizeClientConfig(ClientConfig config)
    {
        var region = config.RegionEndpoint.SystemName;
        base.CustomizeClientConfig(config);
        _configIsCustomized = true;

        // The credentials that a client is made with come before these.
        if (AwsToolsInternals.CredentialsOf(this) is null)
        {
            config.DefaultAWSCredentials = FindDefaultCredentials(config);
        }

        // The settings' own URL is lost where AWS Tools sets the region.
        if (string.IsNullOrEmpty(EndpointUrl) && _givenServiceUrl is { Length: > 0 })
        {
            config.ServiceURL = _givenServiceUrl;
        }

        // Where the URL is not the region's own, also one of the environment's or a profile's, which the SDK looks up here at
        // the latest, the SDK would sign for a region that it guesses from the URL.
        if (!string.IsNullOrEmpty(config.ServiceURL))
        {
            config.AuthenticationRegion = region;
        }

        // A factory of the user's own stays, unless the command line asks for what it would not know.
        if (_connection is not null && (config.HttpClientFactory is null || _connectionIsAskedFor))
        {
            config.HttpClientFactory = _connection;
        }

        DynamoDBBackupService.Prepare(config);

        // The engine keeps the time; the SDK's own 100 s would come before a longer one.
        if (ParameterWasBound(nameof(ReadTimeoutSeconds)))
        {
            config.Timeout = System.Threading.Timeout.InfiniteTimeSpan;
        }
    }

    /// <summary>The account and region of the record at hand, by AWS Tools' own rules.</summary>
    /// <param name="arnRegion">The region that the record's ARN names, used where none is given; or null.</param>
    /// <exception cref="RefusalException">It leads nowhere.</exception>
    private protected RecordContext Resolve(string? arnRegion)
    {
        var parameters = RecordParameters.Read(this);
        IsOfCommandLine = parameters == _commandLine;
        if (arnRegion is not null && parameters.Region is { } given && !given.Equals(arnRegion, StringComparison.OrdinalIgnoreCase))
        {
            throw new RefusalException(RefusalKind.OtherRegion, ErrorRecords.RegionMismatch(arnRegion, given));
        }

        if (parameters.RegionProblem is { } problem)
        {
            throw new RefusalException(RefusalKind.InvalidRegion, new ArgumentException(problem));
        }

        parameters = parameters with { Region = parameters.Region ?? arnRegion };
        if (_contexts.TryGetValue(parameters, out var known))
        {
            return known;
        }

        // Looking for credentials where there are none can take seconds: once is enough.
        if (_refusals.TryGetValue(parameters, out var refusal))
        {
            throw refusal;
        }

        try
        {
            if (EndpointUrl is not null && !IsUrl(EndpointUrl))
            {
                throw new RefusalException(RefusalKind.Complete, ErrorRecords.InvalidEndpointUrl(EndpointUrl));
            }

            if (parameters.HasPartialKeys)
            {
                throw new RefusalException(RefusalKind.UnusableCredentials, new ArgumentException(Texts.KeysArePartial));
            }

            var (target, credentials) = TargetOf(parameters);
            var account = AccountText.Of(credentials, parameters, GetVariableValue("StoredAWSCredentials"));
            var context = new RecordContext(target, ProfileName, EndpointUrl, IsOfCommandLine, account);
            _contexts.Add(parameters, context);
            return context;
        }
        catch (RefusalException e)
        {
            _refusals.Add(parameters, e);
            throw;
        }
    }

    // AWS Tools found no credentials. Where a profile or its file is named, those that the SDK finds would be another account's.
    private AWSCredentials FindDefaultCredentials(ClientConfig config) => (ProfileName, ProfileLocation) switch
    {
        ({ } name, var location) => throw Profiles.Missing(name, location),
        (_, { }) => throw new RefusalException(RefusalKind.UnusableCredentials, new ArgumentException(Texts.LocationIsAlone)),
        _ => config.DefaultAWSCredentials ?? _defaultCredentials.Find(config),
    };

    private static TimeSpan? LimitOf(double seconds) => seconds > 0 ? TimeSpan.FromSeconds(seconds) : null;

    private static bool IsUrl(string text) => Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https";

    private ConnectionSettings CreateConnection()
    {
        if (SkipCertificateCheck)
        {
            WriteWarning(Texts.CertificatesAreNotChecked);
        }

        var bundle = ReadBundle();
        var connectTimeout = ConnectTimeoutSeconds;
        if (!ParameterWasBound(nameof(ConnectTimeoutSeconds)) && ReadTimeoutSeconds > 0)
        {
            // A call's time includes its connection's: the call must not be over first.
            connectTimeout = Math.Min(connectTimeout, ReadTimeoutSeconds / 2);
        }

        _connectionIsAskedFor = ParameterWasBound(nameof(ConnectTimeoutSeconds)) || SkipCertificateCheck || bundle is not null;
        return new ConnectionSettings(SkipCertificateCheck, bundle, LimitOf(connectTimeout));
    }

    private CertificateBundle? ReadBundle()
    {
        if (SkipCertificateCheck || BundlePath.Of(this, CaBundle) is not { } path)
        {
            return null;
        }

        var bundle = CertificateBundle.Read(path.Path, readsAll: path.IsGiven, out var problem);
        if (bundle is null)
        {
            ThrowTerminatingError(ErrorRecords.InvalidCaBundle(path.Source, path.Path, problem!));
        }

        return bundle;
    }
}
