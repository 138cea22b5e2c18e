using System.Management.Automation;
using Amazon.Runtime;

namespace Amazon.PowerShell.Common;

/// <summary>A command that calls a service: finds the account and region of each record.</summary>
public abstract class ServiceCmdlet : AWSCommonArgumentsCmdlet
{
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? EndpointUrl { get; set; }

    public RegionEndpoint? _RegionEndpoint { get; private set; }

    protected AWSCredentials? _CurrentCredentials { get; private set; }

    protected bool _ExecuteWithAnonymousCredentials { get; set; }

    protected ClientConfig? _ClientConfig { get; set; }

    protected virtual void CustomizeClientConfig(ClientConfig config)
    {
        if (!string.IsNullOrEmpty(EndpointUrl))
        {
            // Setting the URL takes the region away, which the calls are still to be signed for.
            config.AuthenticationRegion = config.RegionEndpoint.SystemName;
            config.ServiceURL = EndpointUrl;
        }
    }

    protected override void ProcessRecord()
    {
        base.ProcessRecord();
        if (_ExecuteWithAnonymousCredentials)
        {
            _CurrentCredentials = new AnonymousAWSCredentials();
        }
        else if (CredentialSearch.Find(this, SessionState) is { } found)
        {
            _CurrentCredentials = found.Credentials;
            WriteDebug($"Credentials obtained from {found.Source}");
        }
        else
        {
            _CurrentCredentials = null;
            WriteVerbose("The AWS SDK is left to find the credentials.");
        }

        var region = RegionSearch.OfParameter(Region) ?? RegionOfConfig() ?? RegionSearch.OfDefaults(SessionState, ProfileLocation);
        if (region is null)
        {
            ThrowExecutionError("No region specified or obtained from persisted/shell defaults.");
        }

        _RegionEndpoint = region;
        WriteDebug($"Region obtained from {(Region is null ? "the defaults" : "region parameter")} with value '{region!.SystemName}'");
    }

    // The settings' own region; what the SDK's own search gives is none.
    private RegionEndpoint? RegionOfConfig()
    {
        var region = _ClientConfig?.RegionEndpoint;
        return region is not null && region.SystemName != RegionSearch.OfSdk()?.SystemName ? region : null;
    }
}
