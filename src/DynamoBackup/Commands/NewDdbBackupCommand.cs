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

/// <summary>Creates on-demand backups of DynamoDB tables, each exactly once.</summary>
[Cmdlet(VerbsCommon.New, "DdbBackup", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(BackupDetails))]
public sealed class NewDdbBackupCommand : BackupCommand
{
    private const string DefaultSelect = nameof(CreateBackupResponse.BackupDetails);

    private bool _selectIsGiven;

    /// <summary>The tables: names, or ARNs, whose region is used where -Region is not given.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("TableArn")]
    [SubjectTransformation("TableArn", "TableName")]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(TableNameCompleter))]
    public string?[]? TableName { get; set; }

    /// <summary>
    /// The backup's name: 3 to 255 of letters, digits, '_', '.' and '-'. Without it, or where it is empty, a name is made:
    /// {table}-backup-{yyyyMMddHHmmss}-{8 random}.
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
    public string Select { get; set; } = DefaultSelect;

    /// <summary>Whether not to ask for confirmation, whatever $ConfirmPreference says.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public SwitchParameter Force { get; set; }

    private protected override string Done => Wait ? Texts.Available : Texts.Created;

    private protected override string Beginning => Wait ? Texts.BacksUpAndWaits : Texts.BacksUp;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _selectIsGiven = ParameterWasBound(nameof(Select));
        base.BeginProcessing();
    }

    private protected override void SubmitRecord()
    {
        // An empty cell of a CSV file means what a missing column does.
        var select = string.IsNullOrEmpty(Select) && !_selectIsGiven ? DefaultSelect : Select;
        var selector = SelectorOf(select);
        if (selector is null && _selectIsGiven)
        {
            ThrowTerminatingError(ErrorRecords.InvalidSelectOf(select, table: null));
        }

        foreach (var text in TableName ?? [null])
        {
            if (!TableReference.TryParse(text, out var table, out var problem))
            {
                var isName = text?.Trim() is { } name && name != text && TableReference.TryParse(name, out _, out _);
                var rule = isName ? Texts.SpaceAround(text!.Trim()) : problem!;
                WriteSkipped(ErrorRecords.Invalid(ErrorRecords.InvalidTableName, text, rule, Texts.GiveATable));
            }
            else if (!string.IsNullOrEmpty(BackupName) && BackupNameRules.ProblemOf(BackupName) is { } brokenRule)
            {
                WriteSkipped(ErrorRecords.Invalid(
                    ErrorRecords.InvalidBackupName, BackupName, Texts.OfTable(brokenRule, table!.Text), Texts.GiveABackupName));
            }
            else if (selector is null)
            {
                WriteSkipped(ErrorRecords.InvalidSelectOf(select, table!.Text));
            }
            else if (ConfirmShouldProceed(Force, Texts.TableToConfirm(table!.Text), Texts.Operation))
            {
                Submit(table, selector);
            }
        }
    }

    private void Submit(TableReference table, Selector selector)
    {
        if (ContextOf(table.Region, Texts.NoBackupOf(table.Name), table.Text) is not { } context)
        {
            return;
        }

        var request = BackupRequest.ToCreate(
            context.Target, table, string.IsNullOrEmpty(BackupName) ? null : BackupName, Wait, Timeout, PollInterval);
        Submit(request, context, outcome => WriteObject(selector(context, table, ResponseOf(outcome)), enumerateCollection: true));
    }

    private static CreateBackupResponse ResponseOf(BackupEvent outcome) =>
        outcome is BackupAvailable available ? available.Response! : ((BackupCreated)outcome).Response;

    // -Select by AWS Tools' own rules, but for the parameters that differ from backup to backup: by the time a backup is
    // ready, the command's own properties are those of a later record.
    private Selector? SelectorOf(string? select)
    {
        switch (select?.ToUpperInvariant())
        {
            case "BACKUPDETAILS":
                return (context, _, response) => context.Wrap(response.BackupDetails);
            case "^TABLENAME" or "^TABLEARN":
                return (_, table, _) => table.Text;
            case "^BACKUPNAME":
                return (_, _, response) => response.BackupDetails.BackupName;
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

        return (context, _, response) => selectOf(response, this) switch
        {
            object[] values => values.Select(value => value is BackupDetails details ? context.Wrap(details) : value).ToArray(),
            var selected => selected,
        };
    }

    private delegate object? Selector(RecordContext context, TableReference table, CreateBackupResponse response);
}
