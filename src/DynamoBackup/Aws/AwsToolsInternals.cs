using System;
using System.Management.Automation;
using System.Reflection;
using Amazon.PowerShell.Common;
using Amazon.Runtime;
using DynamoBackup.Output;

namespace DynamoBackup.Aws;

/// <summary>
/// What this module relies on of AWS Tools beyond its public members. Read in the sources of release 5
/// (aws-tools-for-powershell, modules/AWSPowerShell/Common/BaseCmdlets.cs), and checked where a command begins: a release
/// that differs is told by one clear error.
/// </summary>
internal static class AwsToolsInternals
{
    private const string Credentials = "_CurrentCredentials";
    private const string Region = "_RegionEndpoint";

    private static readonly PropertyInfo? CurrentCredentials = PropertyOf(typeof(ServiceCmdlet), Credentials);
    private static readonly PropertyInfo? CurrentRegion = PropertyOf(typeof(ServiceCmdlet), Region);

    /// <summary>What the installed AWS Tools lacks.</summary>
    /// <returns>A sentence; null where all is there.</returns>
    public static string? FindProblem() => ProblemOf(typeof(ServiceCmdlet));

    /// <summary>What a base class of AWS Tools' cmdlets lacks.</summary>
    /// <param name="serviceCmdlet">The class that stands for ServiceCmdlet.</param>
    /// <returns>A sentence; null where all is there.</returns>
    internal static string? ProblemOf(Type serviceCmdlet)
    {
        foreach (var name in new[] { Credentials, Region })
        {
            if (PropertyOf(serviceCmdlet, name) is not { } property || !property.CanRead || !property.CanWrite)
            {
                return Texts.AwsToolsLacks($"{serviceCmdlet.Name}.{name}", serviceCmdlet.Assembly.GetName());
            }
        }

        return null;
    }

    /// <summary>What went wrong inside AWS Tools, where that is no matter of the user's settings.</summary>
    /// <param name="exception">What AWS Tools threw.</param>
    /// <returns>A sentence; null for anything else.</returns>
    internal static string? ProblemOf(Exception exception) =>
        exception is NullReferenceException or MissingMemberException or TypeLoadException or InvalidCastException
            ? Texts.AwsToolsFails(exception, typeof(ServiceCmdlet).Assembly.GetName())
            : null;

    /// <summary>What the installed AWS Tools leaves out while it makes a client.</summary>
    /// <param name="member">The member that was not called, or not set.</param>
    internal static string Skips(string member) => Texts.AwsToolsSkips(member, typeof(ServiceCmdlet).Assembly.GetName());

    /// <summary>
    /// Takes back the credentials and region of the record before. AWS Tools keeps them, privately, where a record leaves
    /// them to its search and nothing is found.
    /// </summary>
    /// <param name="command">The command.</param>
    public static void Forget(ServiceCmdlet command)
    {
        CurrentCredentials!.SetValue(command, null);
        CurrentRegion!.SetValue(command, null);
    }

    /// <summary>
    /// The credentials that AWS Tools found for the record: those of the command line, the record or the session. Null where it
    /// leaves the search to the AWS SDK, and where it did not get so far.
    /// </summary>
    /// <param name="command">The command.</param>
    public static AWSCredentials? CredentialsOf(ServiceCmdlet command) => (AWSCredentials?)CurrentCredentials!.GetValue(command);

    /// <summary>Sorts an error that AWS Tools would have ended the command with, by its type, id and first words.</summary>
    /// <param name="error">The error.</param>
    /// <param name="command">The command.</param>
    public static RefusalException Sort(ErrorRecord error, ServiceCmdlet command)
    {
        var kind = error switch
        {
            // An SSO login that has expired.
            { Exception: UnauthorizedAccessException } => RefusalKind.UnusableCredentials,

            // AWS Tools has one type and one id for both.
            { Exception: InvalidOperationException e, FullyQualifiedErrorId: nameof(InvalidOperationException) } => KindOf(e.Message),
            _ => RefusalKind.Complete,
        };
        return kind is RefusalKind.NoCredentials && command.ProfileName is { } profile
            ? Profiles.Missing(profile, command.ProfileLocation)
            : new RefusalException(kind, error);
    }

    /// <summary>Sorts what the SDK threw while AWS Tools looked for an account and region: by how far it got.</summary>
    /// <param name="exception">The exception.</param>
    /// <param name="command">The command.</param>
    public static RefusalException Sort(Exception exception, ServiceCmdlet command) => new(
        command._RegionEndpoint is not null ? RefusalKind.InvalidSettings
        // Nothing can go wrong about credentials that nobody names, and those of the session are ready.
        : CredentialsOf(command) is null && (command.ProfileName ?? command.AccessKey) is not null ? RefusalKind.UnusableCredentials
        : RefusalKind.InvalidRegion,
        exception);

    private static RefusalKind KindOf(string message) =>
        message.StartsWith("No credentials", StringComparison.OrdinalIgnoreCase) ? RefusalKind.NoCredentials
        : message.StartsWith("No region", StringComparison.OrdinalIgnoreCase) ? RefusalKind.NoRegion
        : RefusalKind.Complete;

    private static PropertyInfo? PropertyOf(Type type, string name) =>
        type.GetProperty(name, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);
}
