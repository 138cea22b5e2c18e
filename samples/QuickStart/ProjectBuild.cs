using System.Diagnostics;
using System.Text.RegularExpressions;
using DynamoBackup.Tests;

namespace DynamoBackup.QuickStart;

/// <summary>Builds what the commands need, and shows that it is being built.</summary>
internal static partial class ProjectBuild
{
    /// <summary>The configuration of this program's own build, which the others are built in as well.</summary>
    public const string Configuration =
#if DEBUG
        "Debug";
#else
        "Release";
#endif

    /// <summary>Builds a project or a solution.</summary>
    /// <param name="what">What it makes, in words for the user.</param>
    /// <param name="project">Its path in the checkout.</param>
    /// <param name="cancellation">Ends the build.</param>
    /// <exception cref="QuickStartException">The build failed, or a package source cannot be reached.</exception>
    public static async Task RunAsync(string what, string project, CancellationToken cancellation)
    {
        // The audit of packages needs the network even where every package is there.
        string[] arguments =
        [
            "build", Path.Combine(Checkout.Root, project), "-c", Configuration, "--verbosity", "quiet", "--tl:off", "-nologo",
            "-nodeReuse:false", "-p:NuGetAudit=false",
        ];
        var clock = Stopwatch.StartNew();
        using Process build = Process.Start(new ProcessStartInfo(DotnetTool.Dotnet, arguments) { RedirectStandardOutput = true })!;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task shown = ShowAsync(what, clock, end.Token);
        try
        {
            string output = await ReadAsync(build.StandardOutput, cancellation);
            await build.WaitForExitAsync(cancellation);
            if (build.ExitCode != 0)
            {
                throw new QuickStartException($"{output}{Environment.NewLine}Building {what} failed; the errors above say why.");
            }
        }
        finally
        {
            await end.CancelAsync();
            await shown;
            build.Kill(entireProcessTree: true);
        }

        if (Console.IsOutputRedirected)
        {
            Console.WriteLine($"Built {what} in {clock.Elapsed.TotalSeconds:0} s.");
        }
    }

    // NuGet tries each package again, for half a minute: the first of its errors says enough.
    private static async Task<string> ReadAsync(StreamReader output, CancellationToken cancellation)
    {
        var lines = new List<string>();
        while (await output.ReadLineAsync(cancellation) is { } line)
        {
            if (UnreachableSource().Match(line) is { Success: true } match)
            {
                throw new QuickStartException(
                    $"The NuGet packages that the build needs could not be downloaded from {match.Groups["source"].Value}: connect to " +
                    "the network, or add a package source that you can reach ('dotnet nuget add source URL'), and run the command again.");
            }

            lines.Add(line);
        }

        return string.Join(Environment.NewLine, lines);
    }

    // A terminal counts the seconds in one line, which a log cannot do.
    private static async Task ShowAsync(string what, Stopwatch clock, CancellationToken end)
    {
        if (Console.IsOutputRedirected)
        {
            Console.WriteLine($"Building {what}.");
            return;
        }

        while (!end.IsCancellationRequested)
        {
            Console.Write($"\rBuilding {what}: {clock.Elapsed.TotalSeconds:0} s");
            await Task.Delay(TimeSpan.FromSeconds(1), end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        Console.WriteLine();
    }

    [GeneratedRegex(@"error NU1301: .* (?<source>https?://\S+?)\.?( |$)")]
    private static partial Regex UnreachableSource();
}
