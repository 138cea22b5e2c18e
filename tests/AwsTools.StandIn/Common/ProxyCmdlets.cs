using System.Management.Automation;
using System.Net;
using Amazon.Runtime;

namespace Amazon.PowerShell.Common;

[Cmdlet(VerbsCommon.Set, "AWSProxy")]
public sealed class SetProxyCmdlet : PSCmdlet
{
    [Parameter(Position = 0, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    public string? Hostname { get; set; }

    [Parameter(Position = 1, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    public int Port { get; set; }

    [Parameter(Position = 4, ValueFromPipelineByPropertyName = true)]
    [Alias("Credentials")]
    public ICredentials? Credential { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string[]? BypassList { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    public SwitchParameter BypassOnLocal { get; set; }

    protected override void ProcessRecord() => SessionVariables.Set(
        this,
        SessionVariables.Proxy,
        new WebProxy(Hostname, Port)
        {
            Credentials = Credential,
            BypassList = BypassList ?? [],
            BypassProxyOnLocal = BypassOnLocal,
        });
}

[Cmdlet(VerbsCommon.Clear, "AWSProxy")]
public sealed class ClearProxyCmdlet : PSCmdlet
{
    protected override void ProcessRecord() => SessionVariables.Set(this, SessionVariables.Proxy, null);
}

/// <summary>The session's proxy.</summary>
public static class SessionProxy
{
    /// <summary>Has a client use it.</summary>
    public static void Apply(PSCmdlet command, ClientConfig config)
    {
        if (command.SessionState.PSVariable.GetValue(SessionVariables.Proxy) is WebProxy proxy)
        {
            config.SetWebProxy(proxy);
        }
    }
}
