using System;
using System.Linq;
using System.Management.Automation;
using Amazon.DynamoDBv2.Model;
using DynamoBackup.Engine;

namespace DynamoBackup;

/// <summary>
/// <para type="synopsis">Creates on-demand backups of DynamoDB tables, each exactly once.</para>
/// </summary>
[Cmdlet(VerbsCommon.New, "DdbBackup", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(BackupDetails))]
public sealed class NewDdbBackupCommand : BackupCommand
{
    private const string DefaultSelect = nameof(CreateBackupResponse.BackupDetails);

    /// <summary>
    /// <para type="description">The tables: names, or ARNs, whose region is used where -Region is not given.</para>
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("TableArn")]
    [SubjectTransformation("TableArn", "TableName")]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(TableNameCompleter))]
    public string?[]? TableName { get; set; }

    /// <summary>
    /// <para type="description">The backup's name: 3 to 255 of letters, digits, '_', '.' and '-'. Without it, or where it is
    /// empty, a name is made: {table}-backup-{yyyyMMddHHmmss}-{8 random}.</para>
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(BackupNameCompleter))]
    public string? BackupName { get; set; }

    /// <summary>
    /// <para type="description">Go on until each backup is AVAILABLE, and emit it then.</para>
    /// </summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <summary>
    /// <para type="description">What to emit, as with AWS Tools' own cmdlets: '*' for the whole answer, a property's path in
    /// it, or '^Parameter' for a parameter's value. Default BackupDetails.</para>
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string Select { get; set; } = DefaultSelect;

    /// <summary>
    /// <para type="description">Do not ask for confirmation, whatever $ConfirmPreference says.</para>
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public SwitchParameter Force { get; set; }

    private protected override string Done => Wait ? "available" : "created";

    private protected override string Beginning => Wait ? "Backing up DynamoDB tables and waiting" : "Backing up DynamoDB tables";

    private protected override void TakeRecord()
    {
        var output = OutputOf(Select);
        foreach (var text in TableName ?? [null])
        {
            if (!TableReference.TryParse(text, out var table, out var problem))
            {
                WriteRecordError(ErrorRecords.Invalid(
                    ErrorRecords.InvalidTableName, text, problem!, "Give the name or the ARN of a table, or an object with a TableName (a hashtable is none: make it a [pscustomobject]). Get-DDBTableList shows the tables."));
            }
            else if (!string.IsNullOrEmpty(BackupName) && Engine.BackupName.ProblemOf(BackupName) is { } rule)
            {
                WriteRecordError(ErrorRecords.Invalid(
                    ErrorRecords.InvalidBackupName, BackupName, $"{rule} (table '{table!.Name}')", "Give another -BackupName, or none to have one made."));
            }
            else if (ConfirmShouldProceed(Force, $"table '{table!.Text}'", "New-DdbBackup (CreateBackup)"))
            {
                Submit(table, output);
            }
        }
    }

    private protected override void WriteOutcome(BackupEvent outcome)
    {
        var context = (NewBackupContext)outcome.Request!.Tag!;
        var response = outcome is BackupAvailable available ? available.Response! : ((BackupCreated)outcome).Response;
        context.Output(context, response);
    }

    private void Submit(TableReference table, Action<NewBackupContext, CreateBackupResponse> output)
    {
        if (ContextOf(table.Region, $"No backup of table '{table.Name}' was made", table.Text) is not { } context)
        {
            return;
        }

        var request = BackupRequest.ToCreate(
            context.Target, table, string.IsNullOrEmpty(BackupName) ? null : BackupName, Wait, Timeout, PollInterval);
        request.Tag = new NewBackupContext(context, table, output);
        Submit(request);
    }

    // -Select by AWS Tools' own rules, but for the parameters that differ from backup to backup: by the time a backup is
    // ready, the command's own properties are those of a later record.
    private Action<NewBackupContext, CreateBackupResponse> OutputOf(string select)
    {
        if (string.Equals(select, DefaultSelect, StringComparison.OrdinalIgnoreCase))
        {
            return (context, response) => WriteObject(context.Wrap(response.BackupDetails));
        }

        switch (select?.ToUpperInvariant())
        {
            case "^TABLENAME" or "^TABLEARN":
                return (context, _) => WriteObject(context.Table.Text);
            case "^BACKUPNAME":
                return (_, response) => WriteObject(response.BackupDetails.BackupName);
            default:
                break;
        }

        var selector = CreateSelectDelegate<CreateBackupResponse, NewDdbBackupCommand>(select!);
        if (selector is null)
        {
            ThrowTerminatingError(ErrorRecords.InvalidParameter(
                nameof(Select), select, "it takes '*', a property's path in CreateBackupResponse, or '^' and the name of a parameter that this command does not share with others (^TableName, ^BackupName).", "Give one of these, such as BackupDetails.BackupArn, or leave -Select out."));
        }

        if (select!.StartsWith("^", StringComparison.Ordinal))
        {
            var value = selector!(null!, this);
            return (_, _) => WriteObject(value, enumerateCollection: true);
        }

        return (context, response) =>
        {
            var selected = selector!(response, this);
            WriteObject(
                selected is object[] values ? values.Select(value => value is BackupDetails details ? context.Wrap(details) : value).ToArray() : selected,
                enumerateCollection: true);
        };
    }

    private sealed class NewBackupContext : RequestContext
    {
        public NewBackupContext(RequestContext context, TableReference table, Action<NewBackupContext, CreateBackupResponse> output)
            : base(context)
        {
            Table = table;
            Output = output;
        }

        public TableReference Table { get; }

        public Action<NewBackupContext, CreateBackupResponse> Output { get; }
    }
}
