// Runs DynamoBackup's commands in a real PowerShell, on twelve tables of a local endpoint. No AWS account is needed, and
// nothing leaves the machine.
using System.Diagnostics;
using System.Runtime.InteropServices;
using DynamoBackup.QuickStart;
using DynamoBackup.Tests;

const string Usage = """
    Shows DynamoBackup's commands in PowerShell, on twelve tables of a local endpoint.
    No AWS account is needed, and nothing leaves this machine.

    Usage: dotnet run --project samples/QuickStart [-- options]

      --prompt      Opens a PowerShell prompt with the tables behind it.
      --no-build    Uses the module and the endpoint as they were last built.
      --help        Shows this text.
    """;

if (args.Contains("--help"))
{
    Console.WriteLine(Usage);
    return 0;
}

if (args.FirstOrDefault(argument => argument is not ("--prompt" or "--no-build")) is { } unknown)
{
    Console.Error.WriteLine($"There is no option '{unknown}'.");
    Console.Error.WriteLine();
    Console.Error.WriteLine(Usage);
    return 2;
}

bool prompt = args.Contains("--prompt");
using var stop = new CancellationTokenSource();
bool promptIsOpen = false;
int? stopCode = null;
using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, StopUnlessAtPrompt);
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Stop(signal, 128 + 15));
using PosixSignalRegistration hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal => Stop(signal, 128 + 1));
try
{
    Console.WriteLine("Looking for PowerShell and AWS Tools.");
    PowerShellHost host = await PowerShellHost.FindAsync(Console.WriteLine, stop.Token);
    Console.WriteLine(host.AwsTools.Description);
    if (!args.Contains("--no-build"))
    {
        await ProjectBuild.RunAsync("the module and the local endpoint", "samples/QuickStart/Parts.slnf", stop.Token);
        if (host.AwsTools.IsStandIn)
        {
            await ProjectBuild.RunAsync("the stand-in for AWS Tools", "tests/AwsTools.StandIn/DynamoDBv2", stop.Token);
        }
    }

    using EndpointProcess endpoint = await EndpointProcess.StartAsync(stop.Token);
    promptIsOpen = prompt;
    return await ShowAsync(host, endpoint.Url);
}
catch (Exception e) when (e is QuickStartException or PowerShellNotFoundException)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
catch (OperationCanceledException) when (stopCode is not null)
{
    return stopCode.Value;
}

void Stop(PosixSignalContext signal, int code)
{
    signal.Cancel = true;
    stopCode = code;
    stop.Cancel();
}

// At the prompt Ctrl+C is PowerShell's: it ends a command there, not the prompt.
void StopUnlessAtPrompt(PosixSignalContext signal)
{
    if (promptIsOpen)
    {
        signal.Cancel = true;
    }
    else
    {
        Stop(signal, 128 + 2);
    }
}

// Runs the commands, or the prompt, until PowerShell ends.
async Task<int> ShowAsync(PowerShellHost host, string url)
{
    string script = Path.Combine(Checkout.Root, "samples", "QuickStart", "Show-Commands.ps1");
    ProcessStartInfo start = prompt
        ? host.CreateStartInfo("-NoProfile", "-NoExit", "-File", script, url, "-Prompt")
        : host.CreateStartInfo("-NoProfile", "-NonInteractive", "-File", script, url);
    start.WorkingDirectory = Checkout.Root;

    // The user's own AWS settings and profiles must neither be used nor changed.
    foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("AWS_", StringComparison.OrdinalIgnoreCase)).ToList())
    {
        start.Environment.Remove(name);
    }

    string settings = Path.Combine(Checkout.Root, "out", "QuickStart");
    start.Environment["AWS_SHARED_CREDENTIALS_FILE"] = Path.Combine(settings, "credentials");
    start.Environment["AWS_CONFIG_FILE"] = Path.Combine(settings, "config");

    // A proxy does not reach this machine's own address.
    string? direct = Environment.GetEnvironmentVariable("no_proxy") ?? Environment.GetEnvironmentVariable("NO_PROXY");
    start.Environment["no_proxy"] = start.Environment["NO_PROXY"] = $"127.0.0.1,{direct}";

    using Process powershell = Process.Start(start)!;
    try
    {
        await powershell.WaitForExitAsync(stop.Token);
    }
    catch (OperationCanceledException)
    {
        // Ctrl+C reaches PowerShell, too, and a stopped command says what goes on. A signal to this process alone does not.
        if (!powershell.WaitForExit(TimeSpan.FromSeconds(3)))
        {
            powershell.Kill(entireProcessTree: true);
        }
    }

    return stopCode ?? powershell.ExitCode;
}
