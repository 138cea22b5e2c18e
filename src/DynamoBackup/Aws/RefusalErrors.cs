using System.Management.Automation;
using DynamoBackup.Output;

namespace DynamoBackup.Aws;

/// <summary>The errors of records that lead nowhere, with what to do about it.</summary>
internal static class RefusalErrors
{
    /// <summary>The error of a record.</summary>
    /// <param name="refusal">Why it leads nowhere.</param>
    /// <param name="consequence">What it comes to, the beginning of a sentence.</param>
    /// <param name="profileName">The profile that was given; or null.</param>
    /// <param name="profileLocation">The credentials file that was given; or null.</param>
    /// <param name="region">The region that was given; or null.</param>
    /// <param name="unused">The regions that AWS Tools leaves unused, where none is known.</param>
    /// <param name="target">What can be given again.</param>
    public static ErrorRecord Of(
        RefusalException refusal,
        string consequence,
        string? profileName,
        string? profileLocation,
        string? region,
        UnusedRegions unused,
        string target)
    {
        var of = profileName is null ? string.Empty : $" of profile '{profileName}'";
        var reason = refusal.Error.Exception.Message;
        return refusal.Kind switch
        {
            RefusalKind.NoCredentials => Rejected(Texts.NoCredentials(consequence), Texts.SetCredentials),
            RefusalKind.NoSuchProfile => Rejected(
                $"{consequence}: {reason}.", Texts.CheckProfile(new PrintedCommands { ProfileLocation = profileLocation }.ListProfiles)),
            RefusalKind.UnusableCredentials => Rejected(Texts.UnusableCredentials(consequence, of, reason), Texts.MendCredentials),
            RefusalKind.NoRegion => Make(
                nameof(RefusalKind.NoRegion), $"{Texts.NoRegion(consequence)}{unused.Text}", Texts.GiveARegion(unused.First)),
            RefusalKind.InvalidRegion when region is not null && !KnownRegions.Contains(region) => Make(
                nameof(RefusalKind.InvalidRegion),
                $"{consequence}: {KnownRegions.Miss(region)}",
                $"{Texts.RegionsAreListed} {Texts.GiveARegion()}"),
            RefusalKind.InvalidRegion => Make(
                nameof(RefusalKind.InvalidRegion), Texts.InvalidRegion(consequence, reason), Texts.GiveARegion()),
            RefusalKind.InvalidSettings => Make("InvalidClientConfig", Texts.InvalidSettings(consequence, reason), Texts.MendSettings),
            RefusalKind.OtherRegion => Make(
                nameof(ErrorRecords.RegionMismatch), $"{consequence}: {reason}", refusal.Error.ErrorDetails.RecommendedAction),
            _ => new ErrorRecord(refusal.Error.Exception, refusal.Error.FullyQualifiedErrorId, refusal.Error.CategoryInfo.Category, target)
            {
                ErrorDetails = refusal.Error.ErrorDetails,
            },
        };

        ErrorRecord Rejected(string message, string action) => ErrorRecords.Make(
            refusal.Error.Exception, nameof(FailureKind.CredentialsRejected), ErrorCategory.AuthenticationError, message, action, target);

        ErrorRecord Make(string id, string message, string action) =>
            ErrorRecords.Make(refusal.Error.Exception, id, ErrorCategory.InvalidArgument, message, action, target);
    }
}
