using System;
using System.Management.Automation;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;

namespace Amazon.PowerShell.Common;

/// <summary>
/// Finds a region in the order of AWS Tools: the parameter, the session's, that of the default profile, and AWS_REGION. It asks
/// no instance for its region.
/// </summary>
internal static class RegionSearch
{
    /// <summary>The region that -Region means: a name, or what Get-AWSRegion emits.</summary>
    /// <returns>Null where it is not given.</returns>
    public static RegionEndpoint? OfParameter(object? value)
    {
        var given = value is PSObject wrapped ? wrapped.BaseObject : value;
        if (given is null)
        {
            return null;
        }

        var name = given is AWSRegion region ? region.Region : given as string;
        if (string.IsNullOrEmpty(name))
        {
            throw new ArgumentException("-Region takes a region's system name, or a region as Get-AWSRegion emits it.");
        }

        return RegionEndpoint.GetBySystemName(name);
    }

    /// <summary>The region where none is given.</summary>
    /// <returns>Null where none is set.</returns>
    public static RegionEndpoint? OfDefaults(SessionState session, string? profileLocation) =>
        session.PSVariable.GetValue(SessionVariables.Region) is string name
            ? RegionEndpoint.GetBySystemName(name)
            : OfDefaultProfile(profileLocation) ?? OfEnvironment();

    /// <summary>The region that the SDK finds by itself, looked up anew: it remembers what it found first.</summary>
    public static RegionEndpoint? OfSdk()
    {
        FallbackRegionFactory.Reset();
        return FallbackRegionFactory.GetRegionEndpoint();
    }

    private static RegionEndpoint? OfEnvironment() =>
        Environment.GetEnvironmentVariable(EnvironmentVariableAWSRegion.ENVIRONMENT_VARIABLE_REGION) is { Length: > 0 } name
            ? RegionEndpoint.GetBySystemName(name)
            : null;

    private static RegionEndpoint? OfDefaultProfile(string? location) =>
        new CredentialProfileStoreChain(location).TryGetProfile(CredentialSearch.DefaultProfile, out var profile) ? profile.Region : null;
}
