using System;
using System.Linq;
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
        var profile = profileName ?? Profiles.OfEnvironment;
        var region = profile is null ? null : Profiles.Find(profile, profileLocation)?.Region?.SystemName;
        var ofEnvironment = Environment.GetEnvironmentVariable("AWS_DEFAULT_REGION");
        return new UnusedRegions(profile, region, string.IsNullOrEmpty(ofEnvironment) ? null : ofEnvironment);
    }
}
