using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Management.Automation;
using System.Reflection;
using System.Threading;
using Amazon;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.PowerShell.Cmdlets.DDB;
using Amazon.PowerShell.Common;
using Amazon.Runtime;
using DynamoBackup.Engine;

namespace DynamoBackup;

/// <summary>
/// What both commands do alike: find the account and region of each record by AWS Tools' own rules, hand requests to the
/// engine, and write what the engine tells. Everything is written on the pipeline thread.
/// </summary>
public abstract class BackupCommand : AmazonDynamoDBClientCmdlet, IDisposable
{
    // The bar's time goes on while nothing happens.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(0.2);

    // Where a record leaves the credentials to the SDK's own search, AWS Tools keeps those of the record before, and sets
    // them privately. Left so, the record would go to another's account.
    private static readonly PropertyInfo CurrentCredentials = typeof(ServiceCmdlet).GetProperty("_CurrentCredentials", BindingFlags.Instance | BindingFlags.NonPublic)!;

    private readonly CancellationTokenSource _stopping = new();
    private readonly Dictionary<CommonParameters, RequestContext> _contexts = [];
    private readonly Dictionary<CommonParameters, ErrorRecord> _refusals = [];
    private readonly Dictionary<CommonParameters, BackupTarget> _targets = [];
    private readonly List<DynamoDBBackupService> _services = [];
    private readonly List<ErrorRecord> _rejections = [];
    private CommonParameters? _commandLine;
    private bool _hasMade;
    private int _open;
    private ConnectionSettings? _connection;
    private bool _connectionIsAskedFor;
    private string? _givenServiceUrl;
    private BackupEngine? _engine;
    private RunReport? _report;

    /// <summary>
    /// <para type="description">The whole time allowed to one backup, in minutes: more than 0, up to a year. Retries of its
    /// creation count; time spent behind other tables does not. Default 10.</para>
    /// </summary>
    [Parameter]
    [Alias("Timeout")]
    [ValidateTime(TimeUnit.Minutes)]
    public double TimeoutMinutes { get; set; } = 10;

    /// <summary>
    /// <para type="description">A fixed interval between polls of a backup, in seconds. Without it the interval is a tenth
    /// of the time the backup has taken, from 1 to 15 seconds.</para>
    /// </summary>
    [Parameter]
    [ValidateTime(TimeUnit.Seconds)]
    public double PollIntervalSeconds { get; set; }

    /// <summary>
    /// <para type="description">The most service calls in flight at once, over all accounts and regions: 1 to 100. Default
    /// 16. The published rates are kept whatever it is.</para>
    /// </summary>
    [Parameter]
    [ValidateRange(1, EngineOptions.MaxThrottleLimit)]
    public int ThrottleLimit { get; set; } = EngineOptions.DefaultThrottleLimit;

    /// <summary>
    /// <para type="description">Accept any certificate of the endpoint's, as the AWS CLI's --no-verify-ssl. For tests alone:
    /// whoever sits between can read and change everything.</para>
    /// </summary>
    [Parameter]
    public SwitchParameter SkipCertificateCheck { get; set; }

    /// <summary>
    /// <para type="description">A PEM file of one or more roots to trust besides the system's. Default: the environment's
    /// AWS_CA_BUNDLE.</para>
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? CaBundle { get; set; }

    /// <summary>
    /// <para type="description">The most one service call may take, in seconds; 0 for no limit. Default 60. A call given up so is
    /// handled as any of unknown outcome: looked for before it is made again.</para>
    /// </summary>
    [Parameter]
    [ValidateTime(TimeUnit.Seconds, AllowZero = true)]
    public double ReadTimeoutSeconds { get; set; } = 60;

    /// <summary>
    /// <para type="description">The most a connection may take to be made, in seconds; 0 for no limit. Default 10, or half of
    /// -ReadTimeoutSeconds where that is less. A connection that was not made sent nothing.</para>
    /// </summary>
    [Parameter]
    [ValidateTime(TimeUnit.Seconds, AllowZero = true)]
    public double ConnectTimeoutSeconds { get; set; } = 10;

    /// <summary>
    /// <para type="description">Look up no credentials and send none, as the AWS CLI's --no-sign-request.</para>
    /// </summary>
    [Parameter]
    public SwitchParameter NoSignRequest { get; set; }

    /// <summary>What the command sets out to do, for the first line of a log.</summary>
    private protected abstract string Beginning { get; }

    /// <summary>What becomes of a backup that does not fail: available, or created.</summary>
    private protected abstract string Done { get; }

    /// <summary>The whole time allowed to one backup.</summary>
    private protected TimeSpan Timeout => TimeSpan.FromMinutes(TimeoutMinutes);

    /// <summary>The fixed poll interval; null where it adapts.</summary>
    private protected TimeSpan? PollInterval =>
        ParameterWasBound(nameof(PollIntervalSeconds)) ? TimeSpan.FromSeconds(PollIntervalSeconds) : null;

    /// <summary>Stops the run and lets go of the clients.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Stops the run and lets go of the clients.</summary>
    /// <param name="disposing">Whether it is called by <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
        _engine?.Dispose();
        _services.ForEach(service => service.Dispose());
        _services.Clear();
        _connection?.Dispose();
    }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        Views.Load(this);
        _commandLine = ReadCommonParameters();
        _connection = ConnectionOf(ReadBundle());
        _ExecuteWithAnonymousCredentials = NoSignRequest;
        _engine = new BackupEngine(new EngineOptions
        {
            ThrottleLimit = ThrottleLimit,
            CallTimeout = LimitOf(ReadTimeoutSeconds),
            TellDecisions = IsAskedFor("Verbose", "VerbosePreference"),
            TellCalls = IsAskedFor("Debug", "DebugPreference"),
        });
        _report = new RunReport(
            this, _engine, $"{Beginning}, up to {TimeoutMinutes.ToString("0.##", CultureInfo.InvariantCulture)} min each.", Done);
    }

    /// <inheritdoc/>
    protected sealed override void ProcessRecord()
    {
        try
        {
            TakeRecord();
            Drain();
        }
        catch
        {
            // Whatever ends the command here, no bar stays behind.
            _report!.HideBar();
            throw;
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        try
        {
            _engine!.CompleteAdding();
            _report!.TotalIsKnown = true;
            while (!_engine.IsDone)
            {
                Take(Patience);
            }

            _report!.End();
        }
        finally
        {
            _report!.HideBar();
        }

        base.EndProcessing();
    }

    /// <inheritdoc/>
    protected override void StopProcessing()
    {
        _engine?.Cancel();
        _stopping.Cancel();
        base.StopProcessing();
    }

    /// <inheritdoc/>
    protected override void CustomizeClientConfig(ClientConfig config)
    {
        base.CustomizeClientConfig(config);
        DynamoDBBackupService.SendOnce(config);

        // The settings' own URL is lost where AWS Tools sets the region; it takes the region along, as -EndpointUrl does.
        if (string.IsNullOrEmpty(EndpointUrl) && _givenServiceUrl is { Length: > 0 })
        {
            config.AuthenticationRegion = config.RegionEndpoint.SystemName;
            config.ServiceURL = _givenServiceUrl;
        }

        // A factory of the user's own stays, unless the command line asks for what it would not know.
        if (_connection is not null && (config.HttpClientFactory is null || _connectionIsAskedFor))
        {
            config.HttpClientFactory = _connection;
        }

        // The engine keeps the time; the SDK's own 100 s would come before a longer one.
        if (ParameterWasBound(nameof(ReadTimeoutSeconds)))
        {
            config.Timeout = System.Threading.Timeout.InfiniteTimeSpan;
        }
    }

    /// <summary>Submits the record that is bound.</summary>
    private protected abstract void TakeRecord();

    /// <summary>The account and region of this record, by AWS Tools' own rules; or else what is wrong is written here.</summary>
    /// <param name="arnRegion">The region that the record's ARN names, used where none is given; or null.</param>
    /// <param name="consequence">What a record without an account or region comes to, the beginning of a sentence.</param>
    /// <param name="target">What of the record can be given again; the target of an error.</param>
    /// <returns>Where to send the record's calls, and what rides along with its output; null where there is no such place.</returns>
    private protected RequestContext? ContextOf(string? arnRegion, string consequence, string target)
    {
        var isOfCommandLine = ReadCommonParameters().Equals(_commandLine);
        var given = new CommonParameters(this, (Region ?? arnRegion)?.ToString());
        if (_contexts.TryGetValue(given, out var known))
        {
            return known;
        }

        try
        {
            // Looking for credentials where there are none can take seconds: once is enough.
            if (_refusals.TryGetValue(given, out var refusal))
            {
                throw new RefusalException(refusal);
            }

            if (EndpointUrl is not null && !IsUrl(EndpointUrl))
            {
                throw new RefusalException(ErrorRecords.InvalidParameter(
                    nameof(EndpointUrl), EndpointUrl, "it takes the http or https URL of an endpoint.", "Give a URL such as https://dynamodb.eu-west-1.amazonaws.com, or leave -EndpointUrl out."));
            }

            var context = new RequestContext(TargetOf(given, arnRegion), ProfileName, EndpointUrl, isOfCommandLine);
            _contexts.Add(given, context);
            return context;
        }
        catch (RefusalException e)
        {
            _refusals[given] = e.Error;
            var error = ErrorRecords.Of(e.Error, consequence, ProfileName, target);
            if (EndsCommand(isOfCommandLine, targets: 0))
            {
                ThrowTerminatingError(error);
            }

            WriteRecordError(error);
            return null;
        }
    }

    /// <summary>Hands a request to the engine, and writes what the engine has to say meanwhile.</summary>
    /// <param name="request">The request.</param>
    private protected void Submit(BackupRequest request)
    {
        _report!.Begin();
        while (!_engine!.TrySubmit(request))
        {
            Take(Patience);
        }

        _open++;
        Drain();
    }

    /// <summary>Writes what the engine has to say by now, without waiting.</summary>
    private protected void Drain()
    {
        while (Take(TimeSpan.Zero))
        {
        }
    }

    /// <summary>Writes a request's outcome.</summary>
    /// <param name="outcome">A created or available backup; failures are written here.</param>
    private protected abstract void WriteOutcome(BackupEvent outcome);

    /// <summary>Writes an error of one record, once what came before it is written.</summary>
    /// <param name="error">The error.</param>
    private protected void WriteRecordError(ErrorRecord error)
    {
        Drain();
        WriteError(error);
    }

    private static TimeSpan? LimitOf(double seconds) => seconds > 0 ? TimeSpan.FromSeconds(seconds) : null;

    // The SDK offers no copy of its settings, and its properties depend on each other; the fields as they are do not.
    private static AmazonDynamoDBConfig? CopyOf(AmazonDynamoDBConfig? config) => config is null
        ? null
        : (AmazonDynamoDBConfig)typeof(object).GetMethod(nameof(MemberwiseClone), BindingFlags.Instance | BindingFlags.NonPublic)!.Invoke(config, null)!;

    private CertificateBundle? ReadBundle()
    {
        var isGiven = ParameterWasBound(nameof(CaBundle));
        var path = isGiven ? CaBundle! : Environment.GetEnvironmentVariable("AWS_CA_BUNDLE");
        if (string.IsNullOrEmpty(path) || SkipCertificateCheck)
        {
            return null;
        }

        path = isGiven ? GetUnresolvedProviderPathFromPSPath(path) : Path.Combine(SessionState.Path.CurrentFileSystemLocation.ProviderPath, path);
        var bundle = CertificateBundle.Read(path!, readsAll: isGiven, out var problem);
        if (bundle is null)
        {
            ThrowTerminatingError(ErrorRecords.InvalidCaBundleOf(isGiven ? "-CaBundle" : "AWS_CA_BUNDLE", path!, problem!));
        }

        return bundle;
    }

    private ConnectionSettings ConnectionOf(CertificateBundle? bundle)
    {
        if (SkipCertificateCheck)
        {
            WriteWarning("-SkipCertificateCheck: any certificate is accepted, so whoever sits between you and the endpoint can read and change everything.");
        }

        var connectTimeout = ConnectTimeoutSeconds;
        if (ParameterWasBound(nameof(ConnectTimeoutSeconds)))
        {
            _connectionIsAskedFor = true;
        }
        else if (ReadTimeoutSeconds > 0)
        {
            // A call's time includes its connection's: the call must not be over first.
            connectTimeout = Math.Min(connectTimeout, ReadTimeoutSeconds / 2);
        }

        _connectionIsAskedFor |= SkipCertificateCheck || bundle is not null;
        return new ConnectionSettings(SkipCertificateCheck, bundle, LimitOf(connectTimeout));
    }

    private CommonParameters ReadCommonParameters()
    {
        // An empty cell of a CSV file means what a missing column does.
        ProfileName = NullIfEmpty(ProfileName);
        EndpointUrl = NullIfEmpty(EndpointUrl);
        Region = (Region as PSObject)?.BaseObject ?? Region;
        Region = Region is string { Length: 0 } ? null : (Region as RegionEndpoint)?.SystemName ?? Region;
        return new CommonParameters(this, Region?.ToString());
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static bool IsUrl(string text) => Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https";

    private BackupTarget TargetOf(CommonParameters given, string? arnRegion)
    {
        var (givenRegion, givenConfig, runtime) = (Region, ClientConfig, CommandRuntime);
        try
        {
            Region ??= arnRegion;

            // AWS Tools writes into the settings it is given: they stay as the user made them.
            ClientConfig = CopyOf(givenConfig);
            _givenServiceUrl = givenConfig?.ServiceURL;
            if (_contexts.Count > 0)
            {
                CurrentCredentials.SetValue(this, null);
            }

            CommandRuntime = new RefusalCatcher(runtime);
            base.ProcessRecord();
        }
        catch (Exception e) when (e is not RefusalException and not PipelineStoppedException)
        {
            // A profile that is half a profile, say: AWS Tools lets through whatever the SDK throws at it.
            throw new RefusalException(ErrorRecords.Unresolved(e));
        }
        finally
        {
            CommandRuntime = runtime;
            (Region, ClientConfig) = (givenRegion, givenConfig);
        }

        // Records that name their region and records that leave it to the defaults share one client and one pace.
        var resolved = given.In(_RegionEndpoint.SystemName);
        if (_targets.TryGetValue(resolved, out var target))
        {
            Client.Dispose();
            return target;
        }

        var service = new DynamoDBBackupService(Client);
        _services.Add(service);
        target = new BackupTarget(service, _RegionEndpoint.SystemName, EndpointUrl ?? Client.DetermineServiceOperationEndpoint(new ListBackupsRequest()).URL);
        _targets.Add(resolved, target);
        return target;
    }

    private bool Take(TimeSpan patience)
    {
        _report!.Refresh();
        BackupEvent? backupEvent;
        try
        {
            if (!_engine!.TryTake(out backupEvent, patience, _stopping.Token))
            {
                return false;
            }

            _open -= backupEvent!.EndsRequest ? 1 : 0;
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }

        switch (backupEvent)
        {
            case EngineNote { Level: NoteLevel.Debug } note:
                WriteDebug(note.Text);
                break;
            case EngineNote note:
                WriteVerbose(note.Text);
                break;
            case BackupFailed failed:
                WriteFailure(failed);
                break;
            case { EndsRequest: true } outcome:
                WriteOutcome(outcome!);
                break;
            default:
                break;
        }

        _hasMade |= backupEvent is BackupCreated or BackupAvailable;
        SettleRejections();
        return true;
    }

    // Rejected credentials end the command, but not before it is known that no call that was under way has made a backup:
    // PowerShell takes nothing from a command that was ended.
    private void SettleRejections()
    {
        if (_hasMade || _targets.Count > 1)
        {
            _rejections.ForEach(WriteError);
            _rejections.Clear();
        }
        else if (_rejections.Count > 0 && _open == 0)
        {
            ThrowTerminatingError(_rejections[0]);
        }
    }

    private void WriteFailure(BackupFailed failed)
    {
        var context = (RequestContext)failed.Request!.Tag!;
        var target = failed.Failure.Details is { } details ? context.Wrap(details) : context.Wrap(failed.Request.Table!.Text);
        var error = ErrorRecords.Of(failed.Failure, target);
        if (failed.Failure is { Kind: FailureKind.CredentialsRejected, Details: null } && EndsCommand(context.IsOfCommandLine, targets: 1) && !_hasMade)
        {
            _rejections.Add(error);
        }
        else
        {
            WriteError(error);
        }
    }

    // What the command line itself gets wrong is wrong for every record that follows, unless one goes elsewhere.
    private bool EndsCommand(bool isOfCommandLine, int targets) => isOfCommandLine && _targets.Count == targets;

    // A -Verbose or -Debug of this command comes before the session's preference.
    private bool IsAskedFor(string parameter, string preference) =>
        MyInvocation.BoundParameters.TryGetValue(parameter, out var bound) && bound is SwitchParameter asked
            ? asked
            : LanguagePrimitives.TryConvertTo(GetVariableValue(preference), out ActionPreference preferred)
                && preferred is not ActionPreference.SilentlyContinue and not ActionPreference.Ignore;
}
