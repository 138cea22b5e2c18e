using Amazon.DynamoDBv2;
using Amazon.PowerShell.Common;

namespace Amazon.PowerShell.Cmdlets.DDB;

// As in AWS.Tools.Common's Cmdlets.cs: only what this module touches.

public abstract class AmazonDynamoDBClientCmdlet : ServiceCmdlet
{
    protected IAmazonDynamoDB Client => throw null!;

    public AmazonDynamoDBConfig? ClientConfig { get; set; }

    protected override void BeginProcessing() => throw null!;

    protected override void ProcessRecord() => throw null!;
}
