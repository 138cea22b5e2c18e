namespace DynamoBackup.Tests;

/// <summary>A module that PowerShell found on its module path.</summary>
internal sealed record InstalledModule(string Name, string Version, string Folder);

/// <summary>
/// Which AWS Tools is used: the machine's own 5.x, else the one that was saved to <c>.modules</c> in the checkout, else the
/// stand-in of <c>tests/AwsTools.StandIn</c>.
/// </summary>
public sealed class AwsToolsLocation
{
    private const string Needed = "AWS.Tools.DynamoDBv2";

    private AwsToolsLocation(string modulePath, string description, bool isStandIn)
    {
        ModulePath = modulePath;
        Description = description;
        IsStandIn = isStandIn;
    }

    /// <summary>What <c>PSModulePath</c> has to be.</summary>
    public string ModulePath { get; }

    /// <summary>A line that says which one is used, and why where it is the stand-in.</summary>
    public string Description { get; }

    /// <summary>Whether it is the stand-in.</summary>
    public bool IsStandIn { get; }

    /// <summary>Where <c>build.ps1</c> saves modules from the PowerShell Gallery.</summary>
    internal static string Saved { get; } = Path.Combine(Checkout.Root, ".modules");

    /// <summary>Where the stand-in's build puts its modules.</summary>
    private static string StandIn { get; } = Path.Combine(Checkout.Root, "out", "AwsTools.StandIn");

    /// <param name="modules">What PowerShell found, <see cref="Saved"/> last.</param>
    /// <param name="modulePath">Its module path without <see cref="Saved"/>.</param>
    internal static AwsToolsLocation From(IReadOnlyList<InstalledModule> modules, string modulePath)
    {
        InstalledModule? real = modules.FirstOrDefault(module => module.Name == Needed && Version.Parse(module.Version).Major == 5);
        if (real is null)
        {
            InstalledModule? other = modules.FirstOrDefault();
            string instead = other is null ? string.Empty : $" ({other.Name} {other.Version} is, and cannot take its place)";
            return new(
                StandIn + Path.PathSeparator + modulePath, $"{Needed} 5.x is not installed{instead}: using the stand-in.", isStandIn: true);
        }

        bool isSaved = real.Folder.StartsWith(Saved + Path.DirectorySeparatorChar, StringComparison.Ordinal);
        return new(
            isSaved ? Saved + Path.PathSeparator + modulePath : modulePath,
            $"Using {Needed} {real.Version} of {real.Folder}.",
            isStandIn: false);
    }
}
