using System.Management.Automation;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;

namespace Amazon.PowerShell.Common;

/// <summary>
/// Finds credentials in the order of AWS Tools 5: keys, a profile or a credentials object that the command is given, and those
/// of the session. Where there are none, or no profile of that name, a client is made without, and the AWS SDK looks for them:
/// the environment's keys, the profile that AWS_PROFILE names, else the default one, a container's or an instance's role.
/// </summary>
internal static class CredentialSearch
{
    internal const string DefaultProfile = "default";

    /// <summary>Finds them.</summary>
    /// <returns>Null where there are none.</returns>
    public static AWSPSCredentials? Find(AWSCommonArgumentsCmdlet given, SessionState session) =>
        OfParameters(given) is { } credentials ? credentials
        : !string.IsNullOrEmpty(given.ProfileName) ? OfProfile(given.ProfileName, given.ProfileLocation)
        : given.Credential is not null ? new AWSPSCredentials(given.Credential, "Credentials Object", "the supplied credentials object")
        : session.PSVariable.GetValue(SessionVariables.Credentials) is AWSPSCredentials stored
            ? new AWSPSCredentials(stored.Credentials, stored.Name, "shell variable $" + SessionVariables.Credentials)
        : null;

    /// <summary>Those of a stored profile.</summary>
    /// <returns>Null where there is no such profile.</returns>
    public static AWSPSCredentials? OfProfile(string? name, string? location)
    {
        name = string.IsNullOrEmpty(name) ? DefaultProfile : name!;
        var chain = new CredentialProfileStoreChain(location);
        return chain.TryGetProfile(name, out var profile)
            ? new AWSPSCredentials(AWSCredentialsFactory.GetAWSCredentials(profile, chain), name, $"stored profile named '{name}'")
            : null;
    }

    private static AWSPSCredentials? OfParameters(AWSCommonArgumentsCmdlet given)
    {
        if (string.IsNullOrEmpty(given.AccessKey) || string.IsNullOrEmpty(given.SecretKey))
        {
            return null;
        }

        AWSCredentials credentials = string.IsNullOrEmpty(given.SessionToken)
            ? new BasicAWSCredentials(given.AccessKey, given.SecretKey)
            : new SessionAWSCredentials(given.AccessKey, given.SecretKey, given.SessionToken);
        return new AWSPSCredentials(credentials, "Supplied Key Parameters", "the supplied key parameters");
    }
}
