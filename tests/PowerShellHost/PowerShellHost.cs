using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace DynamoBackup.Tests;

/// <summary>
/// The PowerShell that tests and samples run in: <c>pwsh</c> 7.4 or newer from PATH, else the .NET tool that
/// <c>.config/dotnet-tools.json</c> pins, which is restored when it is first needed. In what it starts, the command
/// <c>pwsh</c> is the same PowerShell, and AWS Tools, real or stand-in, can be imported.
/// </summary>
public sealed class PowerShellHost
{
    private static readonly Version Oldest = new(7, 4);

    // Short words that any PowerShell understands, so that an old one can be named. It has no double quotes: how those are passed
    // on differs between systems. A stand-in is on the module path of a PowerShell that a test started.
    private const string Describe = """
        $v = $PSVersionTable.PSVersion;
        $own = Join-Path $PSHOME Modules;
        $path = ($env:PSModulePath -split [IO.Path]::PathSeparator -ne $own) -join [IO.Path]::PathSeparator;
        $env:PSModulePath += [IO.Path]::PathSeparator + '{0}';
        $m = Get-Module -ListAvailable AWS.Tools.DynamoDBv2, AWSPowerShell.NetCore, AWSPowerShell |
            Where-Object Description -NotLike 'A stand-in *' |
            ForEach-Object { @{ Name = $_.Name; Version = [string]$_.Version; Folder = $_.ModuleBase } };
        @{ Version = '' + $v.Major + '.' + $v.Minor + '.' + $v.Patch; Home = $PSHOME; ModulePath = $path; Modules = @($m);
            Process = (Get-Process -Id $PID).Path } | ConvertTo-Json -Compress -Depth 3
        """;

    private readonly string _executable;
    private readonly Dictionary<string, string> _environment;

    private PowerShellHost(string executable, Version version, AwsToolsLocation awsTools)
    {
        _executable = executable;
        Version = version;
        AwsTools = awsTools;
        _environment = new()
        {
            ["PATH"] = Path.GetDirectoryName(executable) + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH"),
            ["PSModulePath"] = awsTools.ModulePath,
            ["POWERSHELL_TELEMETRY_OPTOUT"] = "1",
            ["POWERSHELL_UPDATECHECK"] = "Off",
        };
        if (OperatingSystem.IsWindows())
        {
            // pwsh.exe of the .NET tool needs it where the SDK is not installed for the whole machine.
            _environment["DOTNET_ROOT"] = Environment.GetEnvironmentVariable("DOTNET_ROOT") ?? Path.GetDirectoryName(DotnetTool.Dotnet)!;
        }
    }

    /// <summary>Its version.</summary>
    public Version Version { get; }

    /// <summary>Which AWS Tools its commands use.</summary>
    public AwsToolsLocation AwsTools { get; }

    /// <summary>Finds PowerShell, and restores the .NET tool if that is needed.</summary>
    /// <param name="report">Gets a line for each PowerShell that is passed over, and before the tool is restored.</param>
    /// <param name="cancellation">Ends the search, and the processes it started.</param>
    /// <exception cref="PowerShellNotFoundException">There is none, and the tool could not be restored.</exception>
    public static async Task<PowerShellHost> FindAsync(Action<string> report, CancellationToken cancellation = default)
    {
        foreach (string candidate in OnPath())
        {
            Description? found = await DescribeAsync(candidate, [], cancellation);
            if (found is not null && Version.Parse(found.Version) >= Oldest)
            {
                return Create(found, candidate);
            }

            report(found is null
                ? $"'{candidate}' cannot be started, so it is not used."
                : $"'{candidate}' is PowerShell {found.Version}, and {Oldest} or newer is needed, so it is not used.");
        }

        // Tests and samples of one checkout may need it at the same time, in several processes: it is restored for one of them.
        await using FileStream alone = await LockAsync(cancellation);
        string[] tool = ["tool", "run", "pwsh", "--"];
        Description? restored = await DescribeAsync(DotnetTool.Dotnet, tool, cancellation);
        if (restored is null)
        {
            report("Restoring PowerShell as a .NET tool (dotnet tool restore).");
            await ReadAsync(DotnetTool.Dotnet, ["tool", "restore"], cancellation);
            restored = await DescribeAsync(DotnetTool.Dotnet, tool, cancellation)
                ?? throw new PowerShellNotFoundException(
                    $"PowerShell {Oldest} or newer is not on PATH, and the .NET tool PowerShell could not be restored: connect to the " +
                    $"network and run 'dotnet tool restore' in {Checkout.Root}, or install PowerShell from https://aka.ms/powershell.");
        }

        return Create(restored, candidate: null);
    }

    /// <summary>How to start it, with the given arguments; nothing is redirected yet.</summary>
    /// <param name="arguments">As on pwsh's command line.</param>
    public ProcessStartInfo CreateStartInfo(params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(_executable, ["-NoLogo", .. arguments]);
        foreach ((string name, string value) in _environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private static async Task<FileStream> LockAsync(CancellationToken cancellation)
    {
        string folder = Directory.CreateDirectory(Path.Combine(Checkout.Root, "out")).FullName;
        while (true)
        {
            try
            {
                return new FileStream(
                    Path.Combine(folder, "powershell.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), cancellation);
            }
        }
    }

    // A PowerShell whose process is not pwsh is a .NET tool: behind a process of its own or not, it runs in dotnet.
    private static PowerShellHost Create(Description found, string? candidate)
    {
        bool isTool = candidate is null || Path.GetFileNameWithoutExtension(found.Process) != "pwsh";
        return new(
            isTool ? DotnetTool.LayOut(found.Home, found.Version) : candidate!,
            Version.Parse(found.Version),
            AwsToolsLocation.From(found.Modules, found.ModulePath));
    }

    private static IEnumerable<string> OnPath() =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? "pwsh.exe" : "pwsh"))
            .Where(File.Exists);

    // Null where it cannot be started or does not answer.
    private static async Task<Description?> DescribeAsync(string program, string[] before, CancellationToken cancellation)
    {
        string saved = AwsToolsLocation.Saved.Replace("'", "''", StringComparison.Ordinal);
        string script = Describe.Replace("{0}", saved, StringComparison.Ordinal);
        string output = await ReadAsync(
            program, [.. before, "-NoLogo", "-NoProfile", "-NonInteractive", "-Command", script], cancellation);
        int json = output.IndexOf('{', StringComparison.Ordinal);
        return json >= 0 ? JsonSerializer.Deserialize<Description>(output[json..]) : null;
    }

    // Nothing where it fails.
    private static async Task<string> ReadAsync(string program, string[] arguments, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            // The manifest of .NET tools is looked for from there.
            WorkingDirectory = Checkout.Root,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using Process process = Process.Start(start)!;
            try
            {
                process.StandardInput.Close();
                Task<string> errors = process.StandardError.ReadToEndAsync(cancellation);
                string output = await process.StandardOutput.ReadToEndAsync(cancellation);
                await errors;
                await process.WaitForExitAsync(cancellation);
                return process.ExitCode == 0 ? output : string.Empty;
            }
            finally
            {
                process.Kill(entireProcessTree: true);
            }
        }
        catch (Win32Exception)
        {
            return string.Empty;
        }
    }

    private sealed record Description(string Version, string Home, string Process, string ModulePath, InstalledModule[] Modules);
}
