using System.Management.Automation;
using Amazon.DynamoDBv2.Model;
using DynamoBackup.Engine;

namespace DynamoBackup;

/// <summary>
/// <para type="synopsis">Waits until DynamoDB backups are AVAILABLE.</para>
/// </summary>
[Cmdlet(VerbsLifecycle.Wait, "DdbBackup")]
[OutputType(typeof(BackupDetails))]
public sealed class WaitDdbBackupCommand : BackupCommand
{
    /// <summary>
    /// <para type="description">The backups' ARNs; a backup object of any command gives its own. The ARN's region is used
    /// where -Region is not given.</para>
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SubjectTransformation("BackupArn", "BackupDetails.BackupArn")]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(BackupArnCompleter))]
    public string?[]? BackupArn { get; set; }

    private protected override string Done => "available";

    private protected override string Beginning => "Waiting for DynamoDB backups";

    private protected override void TakeRecord()
    {
        foreach (var text in BackupArn ?? [null])
        {
            if (!Engine.BackupArn.TryParse(text, out var arn, out var problem))
            {
                WriteRecordError(ErrorRecords.Invalid(
                    ErrorRecords.InvalidBackupArn, text, problem!, "Give a backup's ARN or a backup, of any command: Get-DDBBackupList shows them."));
            }
            else if (ContextOf(arn!.Region, $"The backup of table '{arn.TableName}' cannot be watched", arn.Text) is { } context)
            {
                var request = BackupRequest.ToWait(context.Target, arn, Timeout, PollInterval);
                request.Tag = context;
                Submit(request);
            }
        }
    }

    private protected override void WriteOutcome(BackupEvent outcome) =>
        WriteObject(((RequestContext)outcome.Request!.Tag!).Wrap(((BackupAvailable)outcome).Details));
}
