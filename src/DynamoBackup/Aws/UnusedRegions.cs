using System;
using System.Linq;
using Amazon.Runtime.CredentialManagement;
using DynamoBackup.Output;

namespace DynamoBackup.Aws;

/// <summary>
/// Regions that a user has set and AWS Tools leaves unused: that of a profile other than the default one, and that of
/// AWS_DEFAULT_REGION (seen with AWS Tools 5.0.100).
/// </summary>
/// <param name="Profile">The profile that is used; or null.</param>
/// <param name="OfProfile">Its region; or null.</param>
/// <param name="OfEnvironment">The region of AWS_DEFAULT_REGION; or null.</param>
internal sealed record UnusedRegions(string? Profile, string? OfProfile, string? OfEnvironment)
{
    /// <summary>One of them; or null.</summary>
    public string? First => OfProfile ?? OfEnvironment;

    /// <summary>A sentence about each, with a space before it.</summary>
    public string Text => string.Concat(
        new[]
        {
            OfProfile is null ? null : Texts.RegionOfProfileIsUnused(Profile!, OfProfile),
            OfEnvironment is null ? null : Texts.DefaultRegionIsUnused(OfEnvironment),
        }.Where(sentence => sentence is not null).Select(sentence => $" {sentence}"));

    /// <summary>Looks for them.</summary>
    /// <param name="profileName">The profile that was given; or null.</param>
    /// <param name="profileLocation">The file that the profile is in; null for the usual ones.</param>
    public static UnusedRegions Find(string? profileName, string? profileLocation)
    {
        var profile = profileName ?? ValueOf("AWS_PROFILE");
        return new UnusedRegions(profile, RegionOf(profile, profileLocation), ValueOf("AWS_DEFAULT_REGION"));
    }

    private static string? ValueOf(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;

    private static string? RegionOf(string? profile, string? location)
    {
        try
        {
            return profile is not null && new CredentialProfileStoreChain(location).TryGetProfile(profile, out var found)
                ? found.Region?.SystemName
                : null;
        }
        catch (Exception)
        {
            // A file that cannot be read has no region to tell of.
            return null;
        }
    }
}
