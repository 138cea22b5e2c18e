using System;
using System.Management.Automation;
using Amazon.Runtime;

namespace Amazon.PowerShell.Common;

// The members of AWS Tools' base classes that this module touches, and no more. Compiled against, never shipped; a
// Pester test holds each against the AWS Tools that is installed.

public abstract class BaseCmdlet : PSCmdlet
{
    protected bool ParameterWasBound(string parameterName) => throw null!;

    protected static Func<TResponse, TCmdlet, object> CreateSelectDelegate<TResponse, TCmdlet>(string selectString)
        where TCmdlet : BaseCmdlet => throw null!;

    protected override void BeginProcessing() => throw null!;

    protected override void EndProcessing() => throw null!;
}

public class AWSCommonArgumentsCmdlet : BaseCmdlet
{
    public object? Region { get; set; }

    public string? AccessKey { get; set; }

    public string? SecretKey { get; set; }

    public string? SessionToken { get; set; }

    public string? ProfileName { get; set; }

    public string? ProfileLocation { get; set; }

    public AWSCredentials? Credential { get; set; }

    public PSCredential? NetworkCredential { get; set; }
}

public abstract class ServiceCmdlet : AWSCommonArgumentsCmdlet
{
    public string? EndpointUrl { get; set; }

    public RegionEndpoint _RegionEndpoint => throw null!;

    protected bool _ExecuteWithAnonymousCredentials { get; set; }

    protected virtual void CustomizeClientConfig(ClientConfig config) => throw null!;

    protected override void ProcessRecord() => throw null!;
}
