using System.Diagnostics;
using DynamoBackup.BackupEndpoint;
using Xunit;

namespace DynamoBackup.Tests.Endpoint;

/// <summary>The endpoint as the program that scripts start.</summary>
public class ProgramTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static Process Start(params string[] arguments)
    {
        string program = typeof(LocalEndpoint).Assembly.Location;
        return Process.Start(new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
    }

    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        using Process process = Start(arguments);
        Task<string> output = process.StandardOutput.ReadToEndAsync(Stop);
        Task<string> errors = process.StandardError.ReadToEndAsync(Stop);
        await process.WaitForExitAsync(Stop);
        return (process.ExitCode, await output, await errors);
    }

    [Fact]
    public async Task Its_first_line_says_where_it_listens_and_it_ends_with_its_standard_input()
    {
        using Process process = Start("--port", "0", "--tables", "3", "--rates", "0", "--exit-with-stdin");
        string first = (await process.StandardOutput.ReadLineAsync(Stop))!;
        string second = (await process.StandardOutput.ReadLineAsync(Stop))!;
        using var client = new RawClient(first["Listening on ".Length..]);

        RawAnswer tables = await client.CallAsync("ListTables", new { });
        process.StandardInput.Close();
        await process.WaitForExitAsync(Stop);

        Assert.Matches("^Listening on http://127.0.0.1:[0-9]+$", first);
        Assert.Contains("aws dynamodb create-backup", second);
        Assert.Equal(3, tables.Json.GetProperty("TableNames").GetArrayLength());
        Assert.Equal(0, process.ExitCode);
    }

    [Fact]
    public async Task It_ends_at_SIGTERM_though_a_call_hangs()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no SIGTERM.");
        }

        using Process process = Start("--port", "0", "--faults", """{"kind": "hang", "operation": "ListTables"}""");
        using var client = new RawClient((await process.StandardOutput.ReadLineAsync(Stop))!["Listening on ".Length..]);
        Task<RawAnswer> call = client.CallAsync("ListTables", new { });
        using var http = new HttpClient();
        while (!(await http.GetStringAsync($"{client.Url}/control/statistics", Stop)).Contains("\"errors\": 1", StringComparison.Ordinal))
        {
            await Task.Delay(20, Stop);
        }

        using Process kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        await process.WaitForExitAsync(Stop);

        Assert.Equal(0, process.ExitCode);
        await Assert.ThrowsAsync<HttpRequestException>(() => call);
    }

    [Fact]
    public async Task With_its_standard_input_as_its_lifetime_it_outlives_Ctrl_C_at_the_terminal_it_shares()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no SIGINT.");
        }

        using Process process = Start("--port", "0", "--rates", "0", "--exit-with-stdin");
        using var client = new RawClient((await process.StandardOutput.ReadLineAsync(Stop))!["Listening on ".Length..]);

        using Process kill = Process.Start("kill", ["-INT", $"{process.Id}"]);
        await kill.WaitForExitAsync(Stop);

        // The signal is handled on a thread of its own: after so many calls that has long been done.
        for (int i = 0; i < 500; i++)
        {
            Assert.Equal(200, (await client.CallAsync("ListTables", new { })).Status);
        }

        process.StandardInput.Close();
        await process.WaitForExitAsync(Stop);
        Assert.Equal(0, process.ExitCode);
    }

    [Fact]
    public async Task Run_by_its_project_it_writes_the_root_where_the_caller_is()
    {
        string program = typeof(LocalEndpoint).Assembly.Location;
        string tests = $"{Path.DirectorySeparatorChar}tests{Path.DirectorySeparatorChar}";
        int root = program.IndexOf(tests, StringComparison.Ordinal);
        string project = Path.Combine(program[..root], "tests", "BackupEndpoint", "BackupEndpoint.csproj");
        using Process process = Process.Start(new ProcessStartInfo("dotnet", ["msbuild", project, "-getProperty:RunWorkingDirectory"])
        {
            RedirectStandardOutput = true,
        })!;

        string folder = await process.StandardOutput.ReadToEndAsync(Stop);

        Assert.Equal(string.Empty, folder.Trim());
    }

    [Theory]
    [InlineData("The port must be from 0 to 65535.", "--port", "70000")]
    [InlineData("Others must be from 0 to 0.95.", "--others", "1")]
    [InlineData("--tables", "--tables", "many")]
    [InlineData("The longest backup time cannot be less than the shortest.", "--backup-seconds-min", "5")]
    [InlineData("--tls takes valid, other-host, expired, client-only or any-usage, not 'weak'.", "--tls", "weak")]
    [InlineData("A root certificate is only written with TLS.", "--root-pem", "root.pem")]
    [InlineData("refuse needs a code", "--faults", """{"kind": "refuse"}""")]
    [InlineData("--unknown", "--unknown")]
    public async Task An_option_that_makes_no_sense_ends_it_with_a_reason_and_exit_code_2(string reason, params string[] arguments)
    {
        (int exitCode, string output, string errors) = await RunAsync(arguments);

        Assert.Equal((2, ""), (exitCode, output));
        Assert.Contains(reason, errors);
    }

    [Fact]
    public async Task A_port_that_is_taken_ends_it_with_exit_code_1()
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync();

        (int exitCode, string output, string errors) = await RunAsync("--port", $"{endpoint.Port}");

        Assert.Equal((1, ""), (exitCode, output));
        Assert.Contains($"{endpoint.Port}", errors);
    }

    [Fact]
    public async Task Help_names_every_option()
    {
        (int exitCode, string output, _) = await RunAsync("--help");

        Assert.Equal(0, exitCode);
        Assert.All(
            new[]
            {
                "--port", "--tables", "--backup-seconds-min", "--backup-seconds-max", "--listing-lag-ms", "--describe-lag-ms", "--rates",
                "--others", "--latency-ms", "--latency-jitter-ms", "--clock-skew-seconds", "--seed", "--allow-unsigned", "--tls",
                "--root-pem", "--faults", "--exit-with-stdin",
            },
            option => Assert.Contains(option, output));
    }
}
