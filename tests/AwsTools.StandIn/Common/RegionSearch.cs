using System;
using System.Management.Automation;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;

namespace Amazon.PowerShell.Common;

/// <summary>
/// Finds a region in the order of AWS Tools: the parameter, the session's, that of the default profile (or of the one that
/// AWS_PROFILE names), and then AWS_REGION and the instance's.
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

        try
        {
            return RegionEndpoint.GetBySystemName(name);
        }
        catch (ArgumentException e)
        {
            throw new ArgumentException($"'{name}' is not a supported region.", e);
        }
    }

    /// <summary>The region where none is given.</summary>
    /// <returns>Null where none is set.</returns>
    public static RegionEndpoint? OfDefaults(SessionState session, string? profileLocation) =>
        session.PSVariable.GetValue(SessionVariables.Region) is string name
            ? RegionEndpoint.GetBySystemName(name)
            : OfProfile(profileLocation) ?? OfSdk();

    /// <summary>The region that the SDK finds by itself, looked up anew: it remembers what it found first.</summary>
    public static RegionEndpoint? OfSdk()
    {
        FallbackRegionFactory.Reset();
        return FallbackRegionFactory.GetRegionEndpoint();
    }

    private static RegionEndpoint? OfProfile(string? location)
    {
        var name = Environment.GetEnvironmentVariable("AWS_PROFILE");
        name = string.IsNullOrEmpty(name) ? CredentialSearch.DefaultProfile : name;
        return new CredentialProfileStoreChain(location).TryGetProfile(name, out var profile) ? profile.Region : null;
    }
}
