using System;
using System.Management.Automation;

namespace DynamoBackup.Aws;

/// <summary>Where the roots to trust are: the file of -CaBundle, or else that of AWS_CA_BUNDLE.</summary>
/// <param name="Source">The parameter or variable that names it.</param>
/// <param name="Path">The file, as a full path.</param>
/// <param name="IsGiven">Whether the command line names it.</param>
internal sealed record BundlePath(string Source, string Path, bool IsGiven)
{
    /// <summary>Finds it.</summary>
    /// <param name="command">The command.</param>
    /// <param name="given">What the command line names; or null.</param>
    /// <returns>The file; null where none is named.</returns>
    public static BundlePath? Of(PSCmdlet command, string? given)
    {
        if (given is not null)
        {
            return new BundlePath("-CaBundle", command.GetUnresolvedProviderPathFromPSPath(given), IsGiven: true);
        }

        // Where the session is, not where its process began.
        const string Variable = "AWS_CA_BUNDLE";
        var folder = command.SessionState.Path.CurrentFileSystemLocation.ProviderPath;
        return Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } path
            ? new BundlePath(Variable, System.IO.Path.Combine(folder, path), IsGiven: false)
            : null;
    }
}
