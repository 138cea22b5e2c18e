using System.Diagnostics;
using System.Net.Sockets;
using System.Reflection;
using System.Text.RegularExpressions;
using Xunit;

namespace DynamoBackup.Tests.Module;

/// <summary>The quick start as the program that the README's first command runs, with what the tests' own build made.</summary>
public sealed partial class QuickStartTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Shows_each_command_before_its_output_and_twelve_tables_backed_up()
    {
        (int exitCode, string output, string errors) = await RunAsync(string.Empty, "--no-build");

        Assert.Equal((0, string.Empty), (exitCode, errors));
        string[] shown = output.Split("PS> ");
        Assert.Equal(2, AvailableIn(shown.Single(text => text.StartsWith("'Music', 'Users' | New-DdbBackup", StringComparison.Ordinal))));
        Assert.Equal(12, AvailableIn(shown.Single(text => text.StartsWith("Get-DDBTableList | New-DdbBackup", StringComparison.Ordinal))));
        string last = shown[^1];
        Assert.StartsWith("Limit-DdbBackup", last, StringComparison.Ordinal);
        Assert.Contains("What if:", last, StringComparison.Ordinal);
        Assert.EndsWith(": dotnet run --project samples/QuickStart -- --prompt", last.TrimEnd(), StringComparison.Ordinal);

        // A log shows how each run went, without the bar and the colors of a terminal.
        Assert.Contains("12 backups: 12 available, 0 failed", output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', output);
    }

    [Fact]
    public async Task Its_prompt_has_the_module_and_the_tables_and_ends_with_the_endpoint()
    {
        (int exitCode, string output, _) = await RunAsync(
            """
            "tables: $((Get-DDBTableList).Count)"
            "status: $((New-DdbBackup Music -Wait).BackupStatus)"
            exit 7
            """,
            "--no-build",
            "--prompt");

        Assert.Equal(7, exitCode);
        Assert.Contains("tables: 12", output, StringComparison.Ordinal);
        Assert.Contains("status: AVAILABLE", output, StringComparison.Ordinal);
        await AssertNothingListensAsync(Url().Match(output).Value);
    }

    [Fact]
    public async Task Its_endpoint_does_not_outlive_it_when_it_is_killed()
    {
        using Process process = Start("--no-build", "--prompt");
        using CancellationTokenSource end = Limit();
        try
        {
            string url = await ReadUrlAsync(process, end.Token);
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", new Uri(url).Port, end.Token);

            process.Kill();

            // A connection that is idle ends when the endpoint does.
            await client.GetStream().ReadAsync(new byte[1], end.Token).AsTask().ContinueWith(_ => { }, TaskScheduler.Default);
            await AssertNothingListensAsync(url);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    [Theory]
    [InlineData("INT", 128 + 2)]
    [InlineData("TERM", 128 + 15)]
    public async Task A_signal_ends_it_with_PowerShell_and_the_endpoint_while_it_shows_the_commands(string signal, int expected)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no signals.");
        }

        using Process process = Start("--no-build");
        using CancellationTokenSource end = Limit();
        try
        {
            string url = await ReadUrlAsync(process, end.Token);

            using Process kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);

            // PowerShell writes there, too: the end of it is the end of both.
            await process.StandardOutput.ReadToEndAsync(end.Token);
            await process.WaitForExitAsync(end.Token);
            Assert.Equal(expected, process.ExitCode);
            Assert.Equal(string.Empty, await process.StandardError.ReadToEndAsync(end.Token));
            await AssertNothingListensAsync(url);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    [Theory]
    [InlineData("--promt")]
    [InlineData("Music")]
    public async Task An_unknown_option_ends_it_with_its_usage_and_exit_code_2(string option)
    {
        (int exitCode, string output, string errors) = await RunAsync(string.Empty, option);

        Assert.Equal((2, string.Empty), (exitCode, output));
        Assert.StartsWith($"There is no option '{option}'.", errors, StringComparison.Ordinal);
        Assert.Contains("Usage: dotnet run --project samples/QuickStart ", errors, StringComparison.Ordinal);
    }

    private static int AvailableIn(string output) =>
        output.Split('\n').Count(line => line.Contains(" AVAILABLE ", StringComparison.Ordinal));

    // The first line that has the endpoint's URL; PowerShell runs by then.
    private static async Task<string> ReadUrlAsync(Process process, CancellationToken cancellation)
    {
        while (await process.StandardOutput.ReadLineAsync(cancellation) is { } line)
        {
            if (Url().Match(line) is { Success: true } url)
            {
                return url.Value;
            }
        }

        throw new EndOfStreamException("It ended before it showed the endpoint's URL.");
    }

    private static async Task AssertNothingListensAsync(string url)
    {
        using var client = new TcpClient();
        await Assert.ThrowsAsync<SocketException>(() => client.ConnectAsync("127.0.0.1", new Uri(url).Port));
    }

    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(string input, params string[] arguments)
    {
        using Process process = Start(arguments);
        using CancellationTokenSource end = Limit();
        try
        {
            await process.StandardInput.WriteLineAsync(input.AsMemory(), end.Token);
            process.StandardInput.Close();
            Task<string> errors = process.StandardError.ReadToEndAsync(end.Token);
            string output = await process.StandardOutput.ReadToEndAsync(end.Token);
            await process.WaitForExitAsync(end.Token);
            return (process.ExitCode, output, await errors);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    private static Process Start(params string[] arguments)
    {
        string program = typeof(QuickStartTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(metadata => metadata.Key == "QuickStart").Value!;

        // As dotnet sets it for what it runs; a test runner of an editor may not.
        string dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var start = new ProcessStartInfo(dotnet, [program, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // None of the user's own settings leads the commands elsewhere.
        start.Environment["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] = "true";
        start.Environment["AWS_PROFILE"] = "of-the-user";
        start.Environment["HTTP_PROXY"] = "http://127.0.0.1:1";
        return Process.Start(start)!;
    }

    private static CancellationTokenSource Limit()
    {
        var end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        end.CancelAfter(Patience);
        return end;
    }

    [GeneratedRegex("http://127\\.0\\.0\\.1:[0-9]+")]
    private static partial Regex Url();
}
