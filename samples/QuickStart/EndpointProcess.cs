using System.Diagnostics;
using DynamoBackup.Tests;

namespace DynamoBackup.QuickStart;

/// <summary>The local endpoint as a process of its own. It ends with this object, or with this process, however that ends.</summary>
internal sealed class EndpointProcess : IDisposable
{
    private const string FirstLine = "Listening on ";

    private readonly Process _process;

    private EndpointProcess(Process process, string url)
    {
        _process = process;
        Url = url;
    }

    /// <summary>Where it listens.</summary>
    public string Url { get; }

    /// <summary>Starts it with twelve tables, whose backups take long enough for progress to be seen: 1 to 4 s.</summary>
    /// <param name="cancellation">Ends the start.</param>
    /// <exception cref="QuickStartException">It has not been built, or it did not start.</exception>
    public static async Task<EndpointProcess> StartAsync(CancellationToken cancellation)
    {
        string program = Path.Combine(
            Checkout.Root, "tests", "BackupEndpoint", "bin", ProjectBuild.Configuration, "net10.0", "BackupEndpoint.dll");
        if (!File.Exists(program))
        {
            throw new QuickStartException($"The local endpoint has not been built ('{program}' is missing): leave out --no-build.");
        }

        string[] arguments =
            [program, "--port", "0", "--tables", "12", "--backup-seconds-min", "1", "--backup-seconds-max", "4", "--exit-with-stdin"];
        Process process = Process.Start(new ProcessStartInfo(DotnetTool.Dotnet, arguments)
        {
            // The other end of its standard input closes with this process.
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        string line = await process.StandardOutput.ReadLineAsync(cancellation) ?? string.Empty;
        return line.StartsWith(FirstLine, StringComparison.Ordinal)
            ? new EndpointProcess(process, line[FirstLine.Length..])
            : throw new QuickStartException($"The local endpoint did not start. Its first line of output was '{line}'.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(5)))
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
