using System.Management.Automation;
using Amazon.DynamoDBv2;
using Amazon.PowerShell.Common;

namespace Amazon.PowerShell.Cmdlets.DDB;

/// <summary>A command that calls DynamoDB: makes a client for the account and region of each record.</summary>
public abstract class AmazonDynamoDBClientCmdlet : ServiceCmdlet
{
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public AmazonDynamoDBConfig? ClientConfig
    {
        get => (AmazonDynamoDBConfig?)_ClientConfig;
        set => _ClientConfig = value;
    }

    protected IAmazonDynamoDB? Client { get; private set; }

    protected override void BeginProcessing() => base.BeginProcessing();

    protected override void ProcessRecord()
    {
        base.ProcessRecord();
        var config = ClientConfig ?? new AmazonDynamoDBConfig();
        config.RegionEndpoint = _RegionEndpoint;
        SessionProxy.Apply(this, config);
        CustomizeClientConfig(config);
        Client = new AmazonDynamoDBClient(_CurrentCredentials, config);
    }
}
