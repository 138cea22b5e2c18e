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
public sealed class LimitDdbBackupCommand : TableCommand
{
    // A day is 86,400 s: the shortest time is a second.
    private const double ShortestDays = 1.0 / 86_400;
    private const double LongestDays = 36_500;

    private readonly HashSet<(BackupTarget Target, string TableName)> _known = [];
    private KeepRules _keep = new();
    private Predicate<string>? _names;
    private bool _isDryRun;
    private int _tables;
    private int _toDelete;
    private int _toKeep;
    private int _others;
    private long _bytes;

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
    public string[]? BackupName { get; set; }

    /// <summary>Whether not to ask for confirmation. -WhatIf deletes nothing even so, and -Confirm asks even so.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override string Done => Texts.Done;

    private protected override string Beginning => LimitWords.Beginning;

    private protected override RunWords Words => new LimitWords();

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
        if (_isDryRun && _tables > 0)
        {
            // A dry run shows the text, and nothing comes of it.
            var sum = LimitWords.SumOfDryRun(_tables, _toDelete, _toKeep, _others, _bytes);
            ShouldProcess(sum, sum, LimitWords.Operation);
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
                WriteSkipped(InvalidSubject.Of(ErrorRecords.InvalidTableName, nameof(TableName), text, problem, LimitWords.GiveATable));
            }
        }
    }

    private protected override string? WarningOfEnd(
        IReadOnlyCollection<Submission> open, IReadOnlyCollection<ErrorRecord> unwritten)
    {
        CancelRun();
        return LimitWords.EndsAtError(open.Count + unwritten.Count);
    }

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

        foreach (var table in MatchesOf(pattern, context))
        {
            Submit(table, context, newBackup: null);
        }
    }

    private void Submit(TableReference table, string? arnRegion, BackupArnText? newBackup)
    {
        if (ContextOf(arnRegion, LimitWords.NothingDeletedOf(table.Name), table.Text) is { } context)
        {
            Submit(table, context, newBackup);
        }
    }

    private void Submit(TableReference table, RecordContext context, BackupArnText? newBackup)
    {
        // Each table is handled once, however often it comes.
        if (_known.Add((context.Target, table.Name)))
        {
            var request = BackupRequest.ToLimit(context.Target, table, _keep, Timeout, _names, newBackup);
            Submit(request, context, step => Write(step, context));
        }
    }

    private void Write(BackupEvent step, RecordContext context)
    {
        switch (step)
        {
            case TablePlanned plan:
                Approve(plan, Ask(plan));
                break;
            case BackupDeleted deleted:
                WriteObject(context.Wrap(deleted.Details, deleted.TableId));
                break;
            default:
                break;
        }
    }

    private List<string> Ask(TablePlanned plan)
    {
        var approved = new List<string>();
        if (IsEnding)
        {
            return approved;
        }

        _tables++;
        foreach (var backup in plan.Backups)
        {
            var planned = new PlannedTableBackup(plan.Request!, backup, DateTime.UtcNow);
            if (backup.Fate is BackupFate.Delete && IsAllowed(planned))
            {
                approved.Add(backup.Details.BackupArn);
            }

            if (_isDryRun)
            {
                Count(planned);
                WriteObject(planned);
            }
        }

        return approved;
    }

    // What is shown is not done, whatever else was given; what was not asked is not forced.
    private bool IsAllowed(PlannedTableBackup backup)
    {
        var asks = MyInvocation.BoundParameters.TryGetValue("Confirm", out var confirm) && LanguagePrimitives.IsTrue(confirm);
        return (Force && !asks && !_isDryRun) || ShouldProcess(LimitWords.BackupToDelete(backup), LimitWords.Operation);
    }

    private void Count(PlannedTableBackup backup)
    {
        _toKeep += backup.Fate is BackupFate.Keep ? 1 : 0;
        _others += backup.Fate is BackupFate.Ignore ? 1 : 0;
        _toDelete += backup.Fate is BackupFate.Delete ? 1 : 0;
        _bytes += backup.Fate is BackupFate.Delete ? backup.SizeBytes : 0;
    }
}
