using System.Diagnostics;
using Xunit;

namespace DynamoBackup.Tests.Module;

public sealed class QuickStartTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Shows_twelve_backups_available_and_exits_with_0()
    {
        (int exitCode, string output) = await RunAsync();

        Assert.Equal(0, exitCode);
        string table = output[output.IndexOf("TableName", StringComparison.Ordinal)..];
        Assert.Equal(12, table.Split('\n').Count(line => line.Contains(" AVAILABLE ", StringComparison.Ordinal)));
        Assert.Contains("12 of 12 available", output, StringComparison.Ordinal);

        // The next step is the README's.
        string next = output.TrimEnd().Split('\n')[^1].Trim();
        Assert.EndsWith(": pwsh ./build.ps1 Demo", next, StringComparison.Ordinal);
        Assert.Contains("pwsh ./build.ps1 Demo ", File.ReadAllText(Path.Combine(Checkout.Root, "README.md")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exits_with_1_and_says_why_where_a_backup_failed()
    {
        (int exitCode, string output) = await RunAsync("Music", "NoSuch");

        Assert.Equal(1, exitCode);
        Assert.Contains("NoSuch: TableNotFound. There is no table 'NoSuch' in us-east-1.", output, StringComparison.Ordinal);
        Assert.Contains("1 of 2 available  Music: AVAILABLE", output, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(params string[] tables)
    {
        // As dotnet sets it for what it runs; a test runner of an editor may not.
        string dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var start = new ProcessStartInfo(dotnet, [Path.Combine(AppContext.BaseDirectory, "QuickStart.dll"), .. tables])
        {
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        end.CancelAfter(Patience);
        try
        {
            string output = await process.StandardOutput.ReadToEndAsync(end.Token);
            await process.WaitForExitAsync(end.Token);
            return (process.ExitCode, output);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }
}
