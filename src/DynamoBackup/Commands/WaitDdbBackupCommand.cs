using System;
using System.Management.Automation;
using Amazon.DynamoDBv2.Model;
using DynamoBackup.Aws;
using DynamoBackup.Binding;
using DynamoBackup.Commands;
using DynamoBackup.Completion;
using DynamoBackup.Output;

// Not that of its folder: the type's full name is in the id of each error, such as BackupTimeout,DynamoBackup.WaitDdbBackupCommand.
namespace DynamoBackup;

/// <summary>Waits until DynamoDB backups are AVAILABLE.</summary>
[Cmdlet(VerbsLifecycle.Wait, "DdbBackup")]
[OutputType(typeof(BackupDetails))]
public sealed class WaitDdbBackupCommand : BackupCommand
{
    /// <summary>
    /// The backups' ARNs; a backup object of any command gives its own. The ARN's region is used where -Region is not given.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SubjectTransformation("BackupArn", "BackupDetails.BackupArn")]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(BackupArnCompleter))]
    public string?[]? BackupArn { get; set; }

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

    private protected override string Done => Texts.Available;

    private protected override string Beginning => Texts.Waits;

    private protected override void SubmitRecord()
    {
        foreach (var text in BackupArn ?? [null])
        {
            if (!BackupArnText.TryParse(text, out var arn, out var problem))
            {
                WriteSkipped(InvalidBackupArn(text, problem!));
            }
            else if (ContextOf(arn!.Region, Texts.NoWaitFor(arn.TableName), arn.Text) is { } context)
            {
                var request = new WaitRequest(context.Target, arn, Timeout, PollInterval);
                Submit(request, context, outcome => WriteAvailable((BackupAvailable)outcome, context));
            }
        }
    }

    private void WriteAvailable(BackupAvailable available, RecordContext context) =>
        WriteObject(context.Wrap(available.Details, available.TableId));

    private ErrorRecord InvalidBackupArn(string? text, string problem)
    {
        var isName = TableReference.TryParse(text, out var name, out _) && name.Region is null;
        return InvalidSubject.Of(
            ErrorRecords.InvalidBackupArn,
            nameof(BackupArn),
            text,
            isName ? Texts.NameIsNoArn : problem,
            isName ? Texts.WaitForNamed(name!.Name, Commands) : Texts.GiveABackup(Commands));
    }
}
