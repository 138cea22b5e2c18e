using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.PowerShell.Cmdlets.DDB.Model;

namespace Amazon.PowerShell.Cmdlets.DDB;

[Cmdlet(VerbsCommon.Get, "DDBTable")]
[OutputType(typeof(TableDescription))]
public sealed class GetDDBTableCmdlet : OperationCmdlet<GetDDBTableCmdlet, DescribeTableResponse>
{
    public GetDDBTableCmdlet()
        : base(nameof(DescribeTableResponse.Table))
    {
    }

    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public string? TableName { get; set; }

    protected override Task<DescribeTableResponse> CallAsync(IAmazonDynamoDB client, CancellationToken stop) =>
        client.DescribeTableAsync(new DescribeTableRequest { TableName = TableName }, stop);
}

[Cmdlet(VerbsCommon.Get, "DDBTableList")]
[OutputType(typeof(string))]
public sealed class GetDDBTableListCmdlet : OperationCmdlet<GetDDBTableListCmdlet, ListTablesResponse>
{
    private string? _next;

    public GetDDBTableListCmdlet()
        : base(nameof(ListTablesResponse.TableNames))
    {
    }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("NextToken")]
    public string? ExclusiveStartTableName { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("MaxItems")]
    public int? Limit { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    public SwitchParameter NoAutoIteration { get; set; }

    protected override Task<ListTablesResponse> CallAsync(IAmazonDynamoDB client, CancellationToken stop)
    {
        var request = new ListTablesRequest { ExclusiveStartTableName = _next ?? ExclusiveStartTableName, Limit = Limit };
        _next = null;
        return client.ListTablesAsync(request, stop);
    }

    protected override string? NextOf(ListTablesResponse response) =>
        NoAutoIteration || ExclusiveStartTableName is not null || string.IsNullOrEmpty(response.LastEvaluatedTableName)
            ? null
            : response.LastEvaluatedTableName;

    protected override void Continue(string next) => _next = next;
}

[Cmdlet(VerbsCommon.Remove, "DDBTable", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(TableDescription))]
public sealed class RemoveDDBTableCmdlet : ChangingCmdlet<RemoveDDBTableCmdlet, DeleteTableResponse>
{
    public RemoveDDBTableCmdlet()
        : base(nameof(DeleteTableResponse.TableDescription))
    {
    }

    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public string? TableName { get; set; }

    protected override string? Target => TableName;

    protected override Task<DeleteTableResponse> CallAsync(IAmazonDynamoDB client, CancellationToken stop) =>
        client.DeleteTableAsync(new DeleteTableRequest { TableName = TableName }, stop);
}

[Cmdlet(VerbsCommon.New, "DDBTable", SupportsShouldProcess = true)]
[OutputType(typeof(TableDescription))]
public sealed class NewDDBTableCmdlet : ChangingCmdlet<NewDDBTableCmdlet, CreateTableResponse>
{
    public NewDDBTableCmdlet()
        : base(nameof(CreateTableResponse.TableDescription))
    {
    }

    [Parameter(Position = 0, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    public string? TableName { get; set; }

    [Parameter(Position = 1, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public TableSchema? Schema { get; set; }

    [Parameter(Position = 4, ValueFromPipelineByPropertyName = true)]
    public BillingMode? BillingMode { get; set; }

    protected override string? Target => TableName;

    protected override Task<CreateTableResponse> CallAsync(IAmazonDynamoDB client, CancellationToken stop)
    {
        var request = new CreateTableRequest
        {
            TableName = TableName,
            KeySchema = Schema!.KeySchema,
            AttributeDefinitions = Schema.AttributeSchema,
            BillingMode = BillingMode,
        };
        return client.CreateTableAsync(request, stop);
    }
}

[Cmdlet(VerbsCommon.New, "DDBTableSchema")]
[OutputType(typeof(TableSchema))]
public sealed class NewDDBTableSchemaCmdlet : PSCmdlet
{
    protected override void ProcessRecord() => WriteObject(new TableSchema());
}

[Cmdlet(VerbsCommon.Add, "DDBKeySchema")]
[OutputType(typeof(TableSchema))]
public sealed class AddDDBKeySchemaCmdlet : PSCmdlet
{
    [Parameter(Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public TableSchema? Schema { get; set; }

    [Parameter(Position = 0, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    public string? KeyName { get; set; }

    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    public KeyType KeyType { get; set; } = KeyType.HASH;

    [Parameter(Position = 2, ValueFromPipelineByPropertyName = true)]
    public ScalarAttributeType? KeyDataType { get; set; }

    protected override void ProcessRecord()
    {
        Schema!.KeySchema.Add(new KeySchemaElement(KeyName, KeyType));
        Schema.AttributeSchema.Add(new AttributeDefinition(KeyName, KeyDataType));
        WriteObject(Schema);
    }
}
