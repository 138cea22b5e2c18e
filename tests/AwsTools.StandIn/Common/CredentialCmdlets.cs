using System.Linq;
using System.Management.Automation;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;

namespace Amazon.PowerShell.Common;

/// <summary>A command that takes credentials: keys, a profile's name, or an object.</summary>
public abstract class CredentialCmdlet : AWSCommonArgumentsCmdlet
{
    internal AWSPSCredentials FindCredentials()
    {
        var found = CredentialSearch.Find(this, SessionState);
        if (found is null)
        {
            ThrowArgumentError("Cannot determine credentials from supplied parameters");
        }

        return found!;
    }
}

[Cmdlet(VerbsCommon.New, "AWSCredential")]
[OutputType(typeof(AWSCredentials))]
public sealed class NewCredentialCmdlet : CredentialCmdlet
{
    protected override void ProcessRecord() => WriteObject(FindCredentials().Credentials);
}

[Cmdlet(VerbsCommon.Set, "AWSCredential")]
public sealed class SetCredentialCmdlet : CredentialCmdlet
{
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? StoreAs { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    public VariableScope? Scope { get; set; }

    protected override void ProcessRecord()
    {
        if (string.IsNullOrEmpty(StoreAs))
        {
            SessionVariables.Set(this, SessionVariables.Credentials, FindCredentials(), Scope);
            return;
        }

        var options = new CredentialProfileOptions { AccessKey = AccessKey, SecretKey = SecretKey, Token = SessionToken };
        new CredentialProfileStoreChain(ProfileLocation).RegisterProfile(new CredentialProfile(StoreAs, options));
    }
}

[Cmdlet(VerbsCommon.Clear, "AWSCredential")]
public sealed class ClearCredentialCmdlet : PSCmdlet
{
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public VariableScope? Scope { get; set; }

    protected override void ProcessRecord() => SessionVariables.Set(this, SessionVariables.Credentials, null, Scope);
}

[Cmdlet(VerbsCommon.Get, "AWSCredential", DefaultParameterSetName = "Shell")]
[OutputType(typeof(AWSCredentials))]
public sealed class GetCredentialCmdlet : PSCmdlet
{
    [Parameter(Position = 1, ParameterSetName = "SingleProfile", ValueFromPipelineByPropertyName = true)]
    [Alias("StoredCredentials")]
    public string? ProfileName { get; set; }

    [Parameter(ParameterSetName = "SingleProfile", ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = "ListDetail", ValueFromPipelineByPropertyName = true)]
    [Alias("AWSProfilesLocation", "ProfilesLocation")]
    public string? ProfileLocation { get; set; }

    [Parameter(ParameterSetName = "ListDetail", Mandatory = true)]
    public SwitchParameter ListProfileDetail { get; set; }

    protected override void ProcessRecord()
    {
        if (ListProfileDetail)
        {
            WriteObject(new CredentialProfileStoreChain(ProfileLocation).ListProfiles().Select(ProfileInfo.Of), enumerateCollection: true);
        }
        else if (string.IsNullOrEmpty(ProfileName))
        {
            WriteCredentials(SessionState.PSVariable.GetValue(SessionVariables.Credentials) as AWSPSCredentials);
        }
        else
        {
            WriteCredentials(CredentialSearch.OfProfile(ProfileName, ProfileLocation));
        }
    }

    private void WriteCredentials(AWSPSCredentials? found)
    {
        if (found is not null)
        {
            WriteObject(found.Credentials);
        }
    }
}

/// <summary>A stored profile, and where it is.</summary>
public sealed class ProfileInfo
{
    public string? ProfileName { get; private set; }

    public string? StoreTypeName { get; private set; }

    public string? ProfileLocation { get; private set; }

    internal static ProfileInfo Of(CredentialProfile profile) => new()
    {
        ProfileName = profile.Name,
        StoreTypeName = profile.CredentialProfileStore.GetType().Name,
        ProfileLocation = (profile.CredentialProfileStore as SharedCredentialsFile)?.FilePath,
    };
}
