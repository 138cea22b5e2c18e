using System;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace Amazon.PowerShell.Cmdlets.DDB;

[Cmdlet(VerbsCommon.New, "DDBBackup", SupportsShouldProcess = true)]
[OutputType(typeof(BackupDetails))]
public sealed class NewDDBBackupCmdlet : ChangingCmdlet<NewDDBBackupCmdlet, CreateBackupResponse>
{
    public NewDDBBackupCmdlet()
        : base(nameof(CreateBackupResponse.BackupDetails))
    {
    }

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    public string? BackupName { get; set; }

    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public string? TableName { get; set; }

    protected override string? Target => TableName;

    protected override Task<CreateBackupResponse> CallAsync(IAmazonDynamoDB client, CancellationToken stop) =>
        client.CreateBackupAsync(new CreateBackupRequest { TableName = TableName, BackupName = BackupName }, stop);
}

[Cmdlet(VerbsCommon.Get, "DDBBackup")]
[OutputType(typeof(BackupDescription))]
public sealed class GetDDBBackupCmdlet : OperationCmdlet<GetDDBBackupCmdlet, DescribeBackupResponse>
{
    public GetDDBBackupCmdlet()
        : base(nameof(DescribeBackupResponse.BackupDescription))
    {
    }

    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public string? BackupArn { get; set; }

    protected override Task<DescribeBackupResponse> CallAsync(IAmazonDynamoDB client, CancellationToken stop) =>
        client.DescribeBackupAsync(new DescribeBackupRequest { BackupArn = BackupArn }, stop);
}

[Cmdlet(VerbsCommon.Get, "DDBBackupList")]
[OutputType(typeof(BackupSummary))]
public sealed class GetDDBBackupListCmdlet : OperationCmdlet<GetDDBBackupListCmdlet, ListBackupsResponse>
{
    private string? _next;

    public GetDDBBackupListCmdlet()
        : base(nameof(ListBackupsResponse.BackupSummaries))
    {
    }

    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public string? TableName { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    public BackupTypeFilter? BackupType { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    public DateTime? TimeRangeLowerBound { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    public DateTime? TimeRangeUpperBound { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("NextToken")]
    public string? ExclusiveStartBackupArn { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("MaxItems")]
    public int? Limit { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    public SwitchParameter NoAutoIteration { get; set; }

    protected override async Task<ListBackupsResponse> CallAsync(IAmazonDynamoDB client, CancellationToken stop)
    {
        var request = new ListBackupsRequest
        {
            TableName = TableName,
            BackupType = BackupType,
            TimeRangeLowerBound = TimeRangeLowerBound,
            TimeRangeUpperBound = TimeRangeUpperBound,
            ExclusiveStartBackupArn = _next ?? ExclusiveStartBackupArn,
            Limit = Limit,
        };
        _next = null;
        return await client.ListBackupsAsync(request, stop);
    }

    protected override string? NextOf(ListBackupsResponse response) =>
        NoAutoIteration || ExclusiveStartBackupArn is not null || string.IsNullOrEmpty(response.LastEvaluatedBackupArn)
            ? null
            : response.LastEvaluatedBackupArn;

    protected override void Continue(string next) => _next = next;
}

[Cmdlet(VerbsCommon.Remove, "DDBBackup", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(BackupDescription))]
public sealed class RemoveDDBBackupCmdlet : ChangingCmdlet<RemoveDDBBackupCmdlet, DeleteBackupResponse>
{
    public RemoveDDBBackupCmdlet()
        : base(nameof(DeleteBackupResponse.BackupDescription))
    {
    }

    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public string? BackupArn { get; set; }

    protected override string? Target => BackupArn;

    protected override Task<DeleteBackupResponse> CallAsync(IAmazonDynamoDB client, CancellationToken stop) =>
        client.DeleteBackupAsync(new DeleteBackupRequest { BackupArn = BackupArn }, stop);
}

[Cmdlet(VerbsData.Restore, "DDBTableFromBackup", SupportsShouldProcess = true)]
[OutputType(typeof(TableDescription))]
public sealed class RestoreDDBTableFromBackupCmdlet : ChangingCmdlet<RestoreDDBTableFromBackupCmdlet, RestoreTableFromBackupResponse>
{
    public RestoreDDBTableFromBackupCmdlet()
        : base(nameof(RestoreTableFromBackupResponse.TableDescription))
    {
    }

    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public string? TargetTableName { get; set; }

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    public string? BackupArn { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    public BillingMode? BillingModeOverride { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    public GlobalSecondaryIndex[]? GlobalSecondaryIndexOverride { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    public LocalSecondaryIndex[]? LocalSecondaryIndexOverride { get; set; }

    protected override string? Target => TargetTableName;

    protected override Task<RestoreTableFromBackupResponse> CallAsync(IAmazonDynamoDB client, CancellationToken stop)
    {
        var request = new RestoreTableFromBackupRequest
        {
            TargetTableName = TargetTableName,
            BackupArn = BackupArn,
            BillingModeOverride = BillingModeOverride,
            GlobalSecondaryIndexOverride = GlobalSecondaryIndexOverride?.ToList(),
            LocalSecondaryIndexOverride = LocalSecondaryIndexOverride?.ToList(),
        };
        return client.RestoreTableFromBackupAsync(request, stop);
    }
}
