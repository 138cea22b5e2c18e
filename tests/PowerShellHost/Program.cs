// Starts PowerShell as the tests do, with the arguments of the command line: dotnet run --project tests/PowerShellHost
using System.Diagnostics;
using DynamoBackup.Tests;

try
{
    PowerShellHost host = await PowerShellHost.FindAsync(Console.Error.WriteLine);
    Console.Error.WriteLine(host.AwsTools.Description);

    // Ctrl+C is for PowerShell.
    Console.CancelKeyPress += (_, e) => e.Cancel = true;
    using Process pwsh = Process.Start(host.CreateStartInfo(args))!;
    await pwsh.WaitForExitAsync();
    return pwsh.ExitCode;
}
catch (PowerShellNotFoundException e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
