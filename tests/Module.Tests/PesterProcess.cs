using System.Diagnostics;
using System.IO.Pipes;
using System.Reflection;
using System.Text.Json;

namespace DynamoBackup.Tests.Module;

/// <summary>A PowerShell process that runs files of tests/pester, one after the other.</summary>
internal sealed class PesterProcess : IAsyncDisposable
{
    private readonly NamedPipeServerStream _pipe;
    private readonly Process _process;
    private readonly StreamReader _results;
    private readonly StreamWriter _files;
    private readonly Queue<string> _lastLines = [];

    private PesterProcess(NamedPipeServerStream pipe, Process process)
    {
        _pipe = pipe;
        _process = process;
        _results = new StreamReader(pipe);
        _files = new StreamWriter(pipe);
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>What it wrote last, and how it ended.</summary>
    public string LastLines
    {
        get
        {
            lock (_lastLines)
            {
                string exitCode = _process.HasExited ? $"It exited with {_process.ExitCode}." : string.Empty;
                return string.Join(Environment.NewLine, [.. _lastLines, exitCode]);
            }
        }
    }

    /// <summary>Starts one.</summary>
    /// <param name="powerShell">The PowerShell.</param>
    /// <param name="cancellation">Ends the wait for it.</param>
    public static async Task<PesterProcess> StartAsync(PowerShellHost powerShell, CancellationToken cancellation)
    {
        string name = $"dynamobackup-{Guid.NewGuid():n}";
        string pester = typeof(PesterProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(data => data.Key == "Pester").Value!;
        var pipe = new NamedPipeServerStream(name, PipeDirection.InOut, 1, PipeTransmissionMode.Byte, PipeOptions.Asynchronous);
        ProcessStartInfo start = powerShell.CreateStartInfo(
            "-NoProfile", "-NonInteractive", "-File", Path.Combine(PesterTests.Folder, "Run.ps1"), "-Pipe", name, "-Pester", pester);
        if (powerShell.AwsTools.IsStandIn)
        {
            start.ArgumentList.Add("-ExcludeTag");
            start.ArgumentList.Add(PesterTests.RealAwsTools);
        }

        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;

        // Instrumenting code for a second, better compilation costs more than that brings in the seconds that most processes here last.
        start.Environment["DOTNET_TieredPGO"] = "0";
        Process process = Process.Start(start)!;
        process.StandardInput.Close();
        var started = new PesterProcess(pipe, process);
        try
        {
            Task connected = pipe.WaitForConnectionAsync(cancellation);
            if (await Task.WhenAny(connected, process.WaitForExitAsync(cancellation)) != connected)
            {
                throw new InvalidOperationException($"PowerShell ended before it ran a test:{Environment.NewLine}{started.LastLines}");
            }

            await connected;
            return started;
        }
        catch
        {
            await started.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a file.</summary>
    /// <param name="file">Its name.</param>
    /// <param name="cancellation">Ends the wait for its result.</param>
    /// <returns>The result; null where the process ended without one.</returns>
    public async Task<PesterResult?> RunAsync(string file, CancellationToken cancellation)
    {
        await _files.WriteLineAsync(Path.Combine(PesterTests.Folder, file).AsMemory(), cancellation);
        await _files.FlushAsync(cancellation);
        return await _results.ReadLineAsync(cancellation) is { Length: > 0 } line ? JsonSerializer.Deserialize<PesterResult>(line) : null;
    }

    public async ValueTask DisposeAsync()
    {
        // It reads no more files, and ends; one that hangs is ended.
        await _pipe.DisposeAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        await _process.WaitForExitAsync(patience.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private void Keep(string? line)
    {
        lock (_lastLines)
        {
            _lastLines.Enqueue(line ?? string.Empty);
            if (_lastLines.Count > 20)
            {
                _lastLines.Dequeue();
            }
        }
    }
}
