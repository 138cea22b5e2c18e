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

// Not that of its folder: the type's full name is in the id of each error, such as TableNotFound,DynamoBackup.NewDdbBackupCommand.
namespace DynamoBackup;

/// <summary>Creates on-demand backups of DynamoDB tables, none of them twice as far as the service can be asked.</summary>
[Cmdlet(VerbsCommon.New, "DdbBackup", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(BackupDetails))]
public sealed class NewDdbBackupCommand : TableCommand
{
    private const string DefaultSelect = nameof(CreateBackupResponse.BackupDetails);

    private readonly HashSet<(BackupTarget Target, string Table, string BackupName)> _matched = [];
    private readonly SharedNames _sharedNames = new();
    private bool _selectIsGiven;
    private bool _nameIsScripted;

    /// <summary>
    /// The tables: names, wildcards for names (*, ? and [a-c], whatever the case), or ARNs, whose region is used where -Region
    /// is not given.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("TableArn")]
    [SubjectTransformation("TableArn", "TableName")]
    [SupportsWildcards]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(TableNameCompleter))]
    public string?[]? TableName { get; set; }

    /// <summary>
    /// The backup's name: 3 to 255 of letters, digits, '_', '.' and '-', and tokens that each backup fills in: {table}, {date},
    /// {time}, {random} and {region}. Without it, or where it is empty: {table}-backup-{date}{time}-{random}.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(BackupNameCompleter))]
    public string? BackupName { get; set; }

    /// <summary>Whether to go on until each backup is AVAILABLE, and to emit it then.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <summary>
    /// What to emit, as with AWS Tools' own cmdlets: '*' for the whole answer, a property's path in it, or '^Parameter' for a
    /// parameter's value. Default BackupDetails.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [NotGivenTransformation]
    public string? Select { get; set; } = DefaultSelect;

    /// <summary>
    /// Whether not to ask for confirmation, whatever $ConfirmPreference says. -WhatIf creates nothing even so, and -Confirm asks
    /// even so.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [NotGivenTransformation]
    public SwitchParameter Force { get; set; }

    /// <summary>
    /// A fixed interval between polls of a backup, in seconds. Without it the first look comes after 70 milliseconds, and they
    /// spread out to one each tenth of the time the backup has taken, 15 seconds at most.
    /// </summary>
    [Parameter]
    [TimeTransformation(TimeUnit.Seconds)]
    [ValidateTime(TimeUnit.Seconds)]
    [ArgumentCompleter(typeof(ValueCompleter))]
    public double PollIntervalSeconds { get; set; }

    private TimeSpan? PollInterval => ParameterWasBound(nameof(PollIntervalSeconds)) ? TimeSpan.FromSeconds(PollIntervalSeconds) : null;

    private protected override string Done => Wait ? Texts.Available : Texts.Created;

    private protected override string Beginning => Wait ? Texts.BacksUpAndWaits : Texts.BacksUp;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _selectIsGiven = ParameterWasBound(nameof(Select));

        // Until there is a record, PowerShell holds its own type in the place of a script block's text.
        _nameIsScripted = MyInvocation.BoundParameters.TryGetValue(nameof(BackupName), out var given) && given is not (null or string);
        base.BeginProcessing();
    }

    private protected override void SubmitRecord()
    {
        // An empty cell of a CSV file means what a missing column does.
        var select = string.IsNullOrEmpty(Select) ? DefaultSelect : Select;
        var selector = SelectorOf(select);
        if (selector is null && _selectIsGiven)
        {
            ThrowTerminatingError(ErrorRecords.InvalidSelectOf(select, table: null));
        }

        var nameText = string.IsNullOrEmpty(BackupName) ? NameTemplate.Default.Text : BackupName;
        var nameIsGood = NameTemplate.TryParse(nameText, out var template, out var nameProblem);
        foreach (var text in TableName ?? [null])
        {
            TableReference? table = null;
            if (!TablePattern.TryParse(text, out var pattern) && !TableReference.TryParse(text, out table, out var problem))
            {
                var isName = text?.Trim() is { } name && name != text && TableReference.TryParse(name, out _, out _);
                var rule = isName ? Texts.SpaceAround(text!.Trim()) : problem;
                WriteSkipped(InvalidSubject.Of(ErrorRecords.InvalidTableName, nameof(TableName), text, rule, Texts.GiveATable(Commands)));
            }
            else if (!nameIsGood)
            {
                WriteSkipped(ErrorRecords.Invalid(
                    ErrorRecords.InvalidBackupName, BackupName, Texts.OfTable(nameProblem!, text!), Texts.GiveABackupName));
            }
            else if (selector is null)
            {
                WriteSkipped(ErrorRecords.InvalidSelectOf(select, text));
            }
            else if (pattern is not null)
            {
                SubmitMatchesOf(pattern, template!, selector);
            }
            else
            {
                Submit(table!, template!, selector);
            }
        }
    }

    private void SubmitMatchesOf(TablePattern pattern, NameTemplate template, Selector selector)
    {
        if (ContextOf(arnRegion: null, Texts.NoBackupOf(pattern.Text), pattern.Text) is not { } context)
        {
            return;
        }

        foreach (var table in MatchesOf(pattern, context))
        {
            // What two wildcards match is one table, and one backup of it was asked for.
            if (_matched.Add((context.Target, table.Name, template.Text)))
            {
                Submit(table, template, selector);
            }
        }
    }

    private void Submit(TableReference table, NameTemplate template, Selector selector)
    {
        if (Preferences.IsDryRun(this) && IsWithoutCredentials(table.Region))
        {
            var region = table.Region ?? Region?.ToString();
            var name = template.Render(table.Name, region ?? "REGION", DateTimeOffset.UtcNow, Random.Shared);
            Consent.IsGiven(this, Force, Texts.TableToConfirm(table.Text, region, Texts.NoneFound, name), Texts.Operation);
            return;
        }

        if (ContextOf(table.Region, Texts.NoBackupOf(table.Name), table.Text) is not { } context)
        {
            return;
        }

        // Named here: what was shown and agreed to is the name it gets.
        var request = new CreateRequest(context.Target, table, template.Text, Wait, Timeout, PollInterval);
        request.MakeName(DateTimeOffset.UtcNow, Random.Shared);
        WarnOfSharedName(request);
        var account = table.Account is { } id ? $"account {id}" : context.Account;
        var shown = Texts.TableToConfirm(table.Text, context.Target.Region, account, request.BackupName!);
        if (IsAllowed(request, Force, shown, Texts.Operation, Texts.NoBackupOf(table.Name), context.Wrap(table.Text)))
        {
            Submit(request, context, outcome => WriteObject(selector(context, table, outcome), enumerateCollection: true));
        }
    }

    // A dry run goes without: it shows what it can.
    private bool IsWithoutCredentials(string? arnRegion)
    {
        try
        {
            Resolve(arnRegion);
            return false;
        }
        catch (RefusalException e)
        {
            return e.Kind is RefusalKind.NoCredentials;
        }
    }

    // In the script block $_ is the record: of a list of strings "$($_.TableName)-nightly" is -nightly for each.
    private void WarnOfSharedName(CreateRequest request)
    {
        if (_nameIsScripted && !string.IsNullOrEmpty(BackupName)
            && _sharedNames.OtherTableOf(request.BackupName!, request.TableName) is { } other)
        {
            WriteWarning(Texts.OneNameForSeveral(request.BackupName!, other, request.TableName));
        }
    }

    private static CreateBackupResponse ResponseOf(BackupEvent outcome) =>
        outcome is BackupAvailable available ? available.Response! : ((BackupCreated)outcome).Response;

    private static PSObject Wrap(RecordContext context, BackupDetails details, BackupEvent outcome) =>
        context.Wrap(details, (outcome as BackupAvailable)?.TableId);

    // -Select by AWS Tools' own rules, but for the parameters that differ from backup to backup: by the time a backup is
    // ready, the command's own properties are those of a later record.
    private Selector? SelectorOf(string? select)
    {
        switch (select?.ToUpperInvariant())
        {
            case "BACKUPDETAILS":
                return (context, _, outcome) => Wrap(context, ResponseOf(outcome).BackupDetails, outcome);
            case "^TABLENAME" or "^TABLEARN":
                return (_, table, _) => table.Text;
            case "^BACKUPNAME":
                return (_, _, outcome) => ResponseOf(outcome).BackupDetails.BackupName;
            default:
                break;
        }

        if (CreateSelectDelegate<CreateBackupResponse, NewDdbBackupCommand>(select!) is not { } selectOf)
        {
            return null;
        }

        if (select!.StartsWith('^'))
        {
            var value = selectOf(null!, this);
            return (_, _, _) => value;
        }

        return (context, _, outcome) => selectOf(ResponseOf(outcome), this) switch
        {
            object[] values => values.Select(value => value is BackupDetails details ? Wrap(context, details, outcome) : value).ToArray(),
            var selected => selected,
        };
    }

    private delegate object? Selector(RecordContext context, TableReference table, BackupEvent outcome);
}
