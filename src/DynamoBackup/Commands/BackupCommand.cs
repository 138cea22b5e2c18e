using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Threading;
using DynamoBackup.Aws;
using DynamoBackup.Binding;
using DynamoBackup.Completion;
using DynamoBackup.Connection;
using DynamoBackup.Output;

namespace DynamoBackup.Commands;

/// <summary>
/// Takes a command's records to the engine, and the engine's events to the pipeline. Everything is written on the pipeline
/// thread.
/// </summary>
public abstract partial class BackupCommand : AwsCommand
{
    // The bar's time goes on while nothing happens.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(0.2);

    private readonly CancellationTokenSource _stopping = new();
    private readonly Dictionary<BackupRequest, Submission> _open = new(ReferenceEqualityComparer.Instance);
    private readonly RejectedCredentials<ErrorRecord> _rejected = new();
    private readonly List<ErrorRecord> _unwritten = [];
    private BackupEngine? _engine;
    private RunReport? _report;
    private bool _isRunning;
    private bool _isEnding;
    private bool _stopIsTold;

    /// <summary>
    /// The whole time allowed to one backup, in minutes: more than 0, up to a year. Retries of its creation count; time spent
    /// behind other tables does not. Default 10.
    /// </summary>
    [Parameter]
    [Alias("Timeout")]
    [TimeTransformation(TimeUnit.Minutes)]
    [ValidateTime(TimeUnit.Minutes)]
    [ArgumentCompleter(typeof(ValueCompleter))]
    public double TimeoutMinutes { get; set; } = 10;

    /// <summary>The most service calls in flight at once. The published rates are kept whatever it is.</summary>
    [Parameter]
    [ValidateRange(1, EngineOptions.MaxThrottleLimit)]
    [ArgumentCompleter(typeof(ValueCompleter))]
    public int ThrottleLimit { get; set; } = EngineOptions.DefaultThrottleLimit;

    /// <summary>What the command sets out to do, for the first line of a log.</summary>
    private protected abstract string Beginning { get; }

    /// <summary>What becomes of a backup that does not fail: available, or created.</summary>
    private protected abstract string Done { get; }

    /// <summary>The whole time allowed to one backup.</summary>
    private protected TimeSpan Timeout => TimeSpan.FromMinutes(TimeoutMinutes);

    /// <summary>The words of the bar and the log.</summary>
    private protected virtual RunWords Words => new BackupWords(Texts.FirstLine(Beginning, TimeoutMinutes), Done);

    /// <summary>Whether what has no outcome yet may lead to more requests.</summary>
    private protected virtual bool MaySubmitMore => false;

    /// <summary>Whether an error is about to end the command: nothing new is begun then.</summary>
    private protected bool IsEnding => _isEnding;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        // A stop may come meanwhile: the source of its token is left, as it holds nothing once it is cancelled.
        _engine?.Dispose();
        if (_isRunning)
        {
            _isRunning = false;
            RunningCommands.Leave();
        }

        base.Dispose(disposing);
    }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        ScreenWidth.Remember(this);
        _isRunning = true;
        var calls = OpenFiles.Fit(ThrottleLimit);
        if (calls < ThrottleLimit)
        {
            WriteVerbose(Texts.FewerCalls(calls));
        }

        _engine = new BackupEngine(new EngineOptions
        {
            Created = RunningCommands.Enter(),
            ThrottleLimit = calls,
            CallTimeout = CallTimeout,
            LogDecisions = Preferences.AsksFor(this, "Verbose"),
            LogCalls = Preferences.AsksFor(this, "Debug"),
        });
        _report = new RunReport(this, _engine, Words);
    }

    /// <inheritdoc/>
    protected sealed override void ProcessRecord()
    {
        try
        {
            SubmitRecord();
            WriteWhatIsThere();
        }
        catch (Exception e)
        {
            // Whatever ends the command here, no bar stays behind.
            _report!.HideBar();
            EndEarly(e);
            throw;
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        try
        {
            while (MaySubmitMore && !_engine!.IsDone)
            {
                WriteNext(LongestWait);
            }

            _engine!.CompleteAdding();
            _report!.TotalIsKnown = true;
            while (!_engine.IsDone)
            {
                WriteNext(LongestWait);
            }

            // A log must show that a run was given nothing; a dry run of New-DdbBackup never begins one.
            if (!Preferences.IsDryRun(this))
            {
                _report.Begin();
            }

            _report.End();
        }
        catch (Exception e)
        {
            EndEarly(e);
            throw;
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
        // In this order: where the engine were stopped first, the command could see that and end as if all were done.
        _stopping.Cancel();
        _engine?.Cancel();
        base.StopProcessing();
    }

    /// <summary>Submits what the record at hand asks for.</summary>
    private protected abstract void SubmitRecord();

    /// <summary>The account and region of the record at hand; where it leads nowhere, its error is written here.</summary>
    /// <param name="arnRegion">The region that the record's ARN names, used where none is given; or null.</param>
    /// <param name="consequence">What a record without an account or region comes to, the beginning of a sentence.</param>
    /// <param name="target">What of the record can be given again; the target of an error.</param>
    /// <returns>Where to send the record's calls; null where there is no such place.</returns>
    private protected RecordContext? ContextOf(string? arnRegion, string consequence, string target)
    {
        try
        {
            return Resolve(arnRegion);
        }
        catch (RefusalException e)
        {
            var given = RecordParameters.Read(this);
            var unused = UnusedRegions.Find(given.ProfileName, given.ProfileLocation);
            var error = RefusalErrors.Of(
                e, consequence, given.ProfileName, given.ProfileLocation, given.Region ?? arnRegion, unused, target);
            if (e.Kind is not RefusalKind.OtherRegion && RejectedCredentials<ErrorRecord>.EndsUnresolved(IsOfCommandLine, PlaceCount))
            {
                ThrowTerminatingError(error);
            }

            WriteSkipped(error);
            return null;
        }
    }

    /// <summary>Hands a request to the engine, and writes the events there are meanwhile.</summary>
    /// <param name="request">The request.</param>
    /// <param name="context">Where it goes.</param>
    /// <param name="write">Writes its outcome, where it is no failure, and takes a table's plan and deletions.</param>
    private protected void Submit(BackupRequest request, RecordContext context, Action<RequestEvent> write)
    {
        _report!.Begin();
        while (!_engine!.TrySubmit(request))
        {
            WriteNext(LongestWait);
        }

        _open.Add(request, new Submission(request, context, write));
        WriteWhatIsThere();
    }

    /// <summary>Asks whether something may be done to a table, where it must be asked. Where nobody can answer, the command ends.</summary>
    /// <param name="request">What would be done.</param>
    /// <param name="force">What -Force says.</param>
    /// <param name="shown">What it is about, as the question shows it.</param>
    /// <param name="operation">What would be done to it.</param>
    /// <param name="consequence">What it comes to where nobody can answer, the beginning of a sentence.</param>
    /// <param name="table">The table, as it can be given again.</param>
    private protected bool IsAllowed(
        BackupRequest request, bool force, string shown, string operation, string consequence, object table)
    {
        try
        {
            return Consent.IsGiven(this, force, shown, operation);
        }
        catch (NobodyToAskException e)
        {
            var error = ErrorRecords.ConfirmationUnavailable(consequence, e.InnerException!, table);
            PrepareEnd(error, about: request);
            ThrowTerminatingError(error);
            return false;
        }
    }

    /// <summary>Consents to some of a plan's deletions, and to no others.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="backupArns">The backups that may be deleted.</param>
    private protected void Approve(TablePlanned plan, IReadOnlyCollection<string> backupArns) =>
        _engine!.Approve(plan.Request, backupArns);

    /// <summary>The ARNs of the backups whose deletion was asked for, and of which nothing was written yet.</summary>
    private protected IReadOnlyCollection<string> OpenDeletions => _engine!.OpenDeletions;

    /// <summary>Has no further call made.</summary>
    private protected void CancelRun() => _engine!.Cancel();

    /// <summary>Goes on where a request failed, once its error is written.</summary>
    /// <param name="request">The request.</param>
    private protected virtual void OnFailed(BackupRequest request)
    {
    }

    /// <summary>What the user must know where the first error ends the command.</summary>
    /// <param name="open">What has no outcome yet.</param>
    /// <param name="unwritten">Errors that came after the one that ends the command.</param>
    /// <param name="exception">The exception of that one, which a script can catch.</param>
    /// <returns>A warning; null where there is nothing to know.</returns>
    private protected virtual string? WarningOfEnd(
        IReadOnlyCollection<Submission> open, IReadOnlyCollection<ErrorRecord> unwritten, Exception exception) =>
        new GoingOn(open, _engine!.MayHaveCreated, unwritten, CommandsOfAll).Warning(exception);

    /// <summary>What the user must know who stopped the command.</summary>
    /// <param name="open">What has no outcome yet.</param>
    /// <returns>A line; null where there is nothing to know.</returns>
    private protected virtual string? LineOfStop(IReadOnlyCollection<Submission> open) =>
        new GoingOn(open, _engine!.MayHaveCreated, unwritten: [], CommandsOfAll).Line();

    // Nothing is called any more for a command that hears of no answer: where Select-Object has enough, PowerShell disposes of this
    // one only after the commands behind it have ended, however long that takes, and has it neither end nor stop before.
    private void EndEarly(Exception exception)
    {
        CancelRun();
        TellOfStop(exception);
    }

    // On the pipeline's thread, as all that is written: the one that stops the command may find the host busy. The pipeline takes
    // nothing any more, so the line goes to the host, where that is a console, which takes it at any time.
    private void TellOfStop(Exception exception)
    {
        if (exception is PipelineStoppedException && Stopping && !_stopIsTold
            && Host is { Name: "ConsoleHost", UI: { } console } && Preferences.Warns(this) && LineOfStop(_open.Values) is { } line)
        {
            _stopIsTold = true;
            console.WriteWarningLine(line);
        }
    }

    /// <summary>Lists the tables of an account and region, and writes the events there are meanwhile.</summary>
    /// <param name="context">The account and region.</param>
    private protected TableListing ListTables(RecordContext context)
    {
        var listing = _engine!.ListTablesAsync(context.Target);
        try
        {
            while (!listing.Wait(LongestWait, _stopping.Token))
            {
                WriteWhatIsThere();
            }
        }
        catch (Exception) when (_stopping.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }

        WriteWhatIsThere();
        return listing.Result;
    }

    /// <summary>Writes the error of a record for which nothing is sent, once what came before it is written.</summary>
    /// <param name="error">The error.</param>
    private protected void WriteSkipped(ErrorRecord error)
    {
        WriteWhatIsThere();
        _report!.Begin();
        _report.CountSkipped();
        WriteRecordError(error);
    }

    /// <summary>Writes why the tables of an account and region cannot be listed, for a record that asks for them.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="context">The account and region.</param>
    /// <param name="pattern">What of the record can be given again.</param>
    private protected void WriteListingFailure(BackupFailure failure, RecordContext context, string pattern)
    {
        _report!.Begin();
        _report.CountSkipped();
        WriteFailure(failure, context, pattern);
        SettleRejections();
    }
}
