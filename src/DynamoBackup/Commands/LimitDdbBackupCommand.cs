using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using Amazon.DynamoDBv2.Model;
using DynamoBackup.Aws;
using DynamoBackup.Binding;
using DynamoBackup.Commands;
using DynamoBackup.Completion;
using DynamoBackup.Output;

// Not that of its folder: the type's full name is in the id of each error, such as AccessDenied,DynamoBackup.LimitDdbBackupCommand.
namespace DynamoBackup;

/// <summary>Deletes the old on-demand backups of DynamoDB tables, but for those that at least one rule keeps.</summary>
[Cmdlet(VerbsData.Limit, "DdbBackup", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(BackupDetails), typeof(PlannedTableBackup))]
public sealed partial class LimitDdbBackupCommand : TableCommand
{
    // A day is 86,400 s: the shortest time is a second.
    private const double ShortestDays = 1.0 / 86_400;
    private const double LongestDays = 36_500;

    private readonly TablesOnce _tables = new();
    private readonly DryRunSum _dryRun = new();
    private readonly NothingToLimit _nothingToLimit = new();
    private KeepRules _keep = new();
    private Predicate<string>? _names;
    private bool _isDryRun;
    private bool _hasWarnedOfName;

    /// <summary>
    /// The tables: names, wildcards for names (*, ? and [a-c], whatever the case), ARNs, or backups, which stand for their tables.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("TableArn")]
    [SubjectTransformation("BackupArn", "BackupDetails.BackupArn", "TableArn", "TableName")]
    [SupportsWildcards]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(TableNameCompleter))]
    public string?[]? TableName { get; set; }

    /// <summary>Keeps the newest so many backups.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    [ArgumentCompleter(typeof(ValueCompleter))]
    public int KeepLast { get; set; }

    /// <summary>
    /// Keeps what is at most so many days older than the table's newest AVAILABLE backup that the rules are about: a second to a
    /// hundred years. It does not count from now: where no new backups are made, it deletes nothing.
    /// </summary>
    [Parameter]
    [TimeTransformation(TimeUnit.Days)]
    [ValidateRange(ShortestDays, LongestDays)]
    [ArgumentCompleter(typeof(ValueCompleter))]
    public double KeepWithinDays { get; set; }

    /// <summary>Keeps the newest backup of each of the last so many days (UTC) that have one.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    [ArgumentCompleter(typeof(ValueCompleter))]
    public int KeepDaily { get; set; }

    /// <summary>Keeps the newest backup of each of the last so many ISO weeks (UTC) that have one.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    [ArgumentCompleter(typeof(ValueCompleter))]
    public int KeepWeekly { get; set; }

    /// <summary>Keeps the newest backup of each of the last so many months (UTC) that have one.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    [ArgumentCompleter(typeof(ValueCompleter))]
    public int KeepMonthly { get; set; }

    /// <summary>Keeps the newest backup of each of the last so many years (UTC) that have one.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    [ArgumentCompleter(typeof(ValueCompleter))]
    public int KeepYearly { get; set; }

    /// <summary>
    /// Which backups the rules are about, by wildcards for their names; case matters, as it does to DynamoDB. Default: the names
    /// that New-DdbBackup makes where none is given. All others are neither counted nor deleted.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NamePatternCompleter))]
    public string[]? BackupName { get; set; }

    /// <summary>Whether not to ask for confirmation. -WhatIf deletes nothing even so, and -Confirm asks even so.</summary>
    [Parameter]
    [NotGivenTransformation]
    public SwitchParameter Force { get; set; }

    private protected override string Done => Texts.Done;

    private protected override string Beginning => LimitWords.Beginning;

    private protected override bool MaySubmitMore => _tables.HasWaiting;

    private protected override RunWords Words => new LimitWords(_isDryRun);

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _keep = new KeepRules
        {
            Last = Given(nameof(KeepLast), KeepLast),
            Within = ParameterWasBound(nameof(KeepWithinDays)) ? TimeSpan.FromDays(KeepWithinDays) : null,
            Daily = Given(nameof(KeepDaily), KeepDaily),
            Weekly = Given(nameof(KeepWeekly), KeepWeekly),
            Monthly = Given(nameof(KeepMonthly), KeepMonthly),
            Yearly = Given(nameof(KeepYearly), KeepYearly),
        };
        if (_keep.IsEmpty)
        {
            ThrowTerminatingError(ErrorRecords.NoKeepRule());
        }

        if (BackupName is not null)
        {
            WildcardPattern[] patterns = [.. BackupName.Select(PatternOf)];
            _names = name => Array.Exists(patterns, pattern => pattern.IsMatch(name));
        }

        _isDryRun = Preferences.IsDryRun(this);
        base.BeginProcessing();
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        foreach (var warning in _nothingToLimit.Warnings())
        {
            WriteWarning(warning);
        }

        // Of one table that loses something its own line says as much.
        if (_isDryRun && (_dryRun.Tables > 1 || _dryRun is { Tables: 1, ToDelete: 0 }))
        {
            ShowWhatIf(LimitWords.SumOfDryRun(_dryRun));
        }
    }

    private protected override void SubmitRecord()
    {
        foreach (var text in TableName ?? [null])
        {
            if (TablePattern.TryParse(text, out var pattern))
            {
                SubmitMatchesOf(pattern);
            }
            else if (BackupArnText.TryParse(text, out var backup, out _)
                && TableReference.TryParse(backup.TableName, out var ofBackup, out _))
            {
                Submit(ofBackup, backup.Region, backup);
            }
            else if (TableReference.TryParse(text, out var table, out var problem))
            {
                Submit(table, table.Region, newBackup: null);
            }
            else
            {
                WriteSkipped(InvalidSubject.Of(
                    ErrorRecords.InvalidTableName, nameof(TableName), text, problem, LimitWords.GiveATable(Commands)));
            }
        }
    }

    private protected override void OnFailed(BackupRequest request) => SubmitWaiting((LimitRequest)request);

    private protected override string? WarningOfEnd(
        IReadOnlyCollection<Submission> open, IReadOnlyCollection<ErrorRecord> unwritten, Exception exception)
    {
        CancelRun();
        string[] asked = [.. OpenDeletions.Order(StringComparer.Ordinal)];
        if (asked.Length > 0)
        {
            exception.Data[nameof(BackupDetails.BackupArn)] = asked;
        }

        return LimitWords.EndsAtError(open.Count + unwritten.Count, asked);
    }

    // What is not deleted yet stays; but the service may have taken what was on its way.
    private protected override string? LineOfStop(IReadOnlyCollection<Submission> open) =>
        OpenDeletions is { Count: > 0 } asked ? LimitWords.MayBeGone([.. asked.Order(StringComparer.Ordinal)]) : null;

    private int? Given(string parameter, int value) => ParameterWasBound(parameter) ? value : null;

    private WildcardPattern PatternOf(string text)
    {
        if (text.IndexOfAny(['{', '}']) >= 0)
        {
            ThrowTerminatingError(ErrorRecords.InvalidNamePattern(text, new ArgumentException(LimitWords.NoTemplate)));
        }

        // What deletes takes names as they are: case matters to DynamoDB.
        var pattern = new WildcardPattern(text, WildcardOptions.CultureInvariant);
        try
        {
            // A bracket that is never closed comes to light only here.
            _ = pattern.IsMatch(string.Empty);
        }
        catch (WildcardPatternException e)
        {
            ThrowTerminatingError(ErrorRecords.InvalidNamePattern(text, e));
        }

        return pattern;
    }

    private void SubmitMatchesOf(TablePattern pattern)
    {
        if (ContextOf(arnRegion: null, LimitWords.NothingDeletedOf(pattern.Text), pattern.Text) is not { } context)
        {
            return;
        }

        var tables = MatchesOf(pattern, context);
        WriteVerbose(LimitWords.MatchesExisting(pattern.Text, tables.Count, context.Target.Region));
        foreach (var table in tables)
        {
            Submit(table, context, newBackup: null, isNamed: false);
        }
    }

    private void Submit(TableReference table, string? arnRegion, BackupArnText? newBackup)
    {
        if (ContextOf(arnRegion, LimitWords.NothingDeletedOf(table.Name), table.Text) is { } context)
        {
            Submit(table, context, newBackup, isNamed: true);
        }
    }

    private void Submit(TableReference table, RecordContext context, BackupArnText? newBackup, bool isNamed)
    {
        var request = new LimitRequest(context.Target, table, _keep, Timeout, _names, newBackup);
        if (_tables.TryAdd(request, context, out var failure))
        {
            Submit(request, context, isNamed);
        }
        else if (failure is not null)
        {
            WriteSkipped(ErrorRecords.Of(failure, context.Wrap(table.Text)));
        }
    }

    private void Submit(LimitRequest request, RecordContext context, bool isNamed) =>
        Submit(request, context, step => Write(step, context, isNamed));

    // Only what the user named has an account to wait with.
    private void SubmitWaiting(LimitRequest before)
    {
        foreach (var (request, context) in IsEnding ? [] : _tables.TakeWaiting(before))
        {
            Submit(request, context, isNamed: true);
        }
    }

    private void Write(RequestEvent step, RecordContext context, bool isNamed)
    {
        switch (step)
        {
            case TablePlanned plan:
                Answer(plan, context, isNamed);
                break;
            case BackupDeleted deleted:
                WriteObject(context.Wrap(deleted.Details, deleted.TableId));
                break;
            default:
                break;
        }
    }
}
