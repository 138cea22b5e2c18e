using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Xunit;

namespace DynamoBackup.Tests.Endpoint;

/// <summary>A program of somebody else's that a test lets loose on the endpoint; the test is skipped where there is none.</summary>
internal static class Peer
{
    // A first start on a busy machine may take a while; what hangs is not waited for any longer.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private static readonly ConcurrentDictionary<string, Lazy<Task<bool>>> Found = new();

    /// <summary>Skips the test where the program cannot be run so.</summary>
    public static async Task RequireAsync(string what, string program, params string[] arguments)
    {
        bool found = await Found.GetOrAdd(
            $"{program} {string.Join(' ', arguments)}", _ => new Lazy<Task<bool>>(() => WorksAsync(program, arguments))).Value;
        if (!found)
        {
            Assert.Skip($"{what} is not on PATH.");
        }
    }

    /// <summary>Runs a program to its end, as a client of the endpoint.</summary>
    public static async Task<Outcome> RunAsync(string url, string program, params string[] arguments)
    {
        using var process = Process.Start(Command(url, program, arguments))!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        end.CancelAfter(Patience);
        try
        {
            await process.WaitForExitAsync(end.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return new Outcome(process.ExitCode, await output, await errors);
    }

    /// <summary>How to start a program so that it knows the endpoint (none, if empty) and nothing of the user's own settings.</summary>
    public static ProcessStartInfo Command(string url, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(Locate(program) ?? program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string name in start.Environment.Keys.Where(k => k.StartsWith("AWS_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["AWS_ACCESS_KEY_ID"] = "test";
        start.Environment["AWS_SECRET_ACCESS_KEY"] = "test";
        start.Environment["AWS_DEFAULT_REGION"] = "us-east-1";
        if (url.Length > 0)
        {
            start.Environment["AWS_ENDPOINT_URL"] = url;
        }

        start.Environment["AWS_CONFIG_FILE"] = Path.DirectorySeparatorChar == '/' ? "/dev/null" : "NUL";
        start.Environment["AWS_SHARED_CREDENTIALS_FILE"] = start.Environment["AWS_CONFIG_FILE"];
        start.Environment["AWS_EC2_METADATA_DISABLED"] = "true";
        start.Environment["AWS_PAGER"] = "";
        return start;
    }

    private static async Task<bool> WorksAsync(string program, string[] arguments) =>
        Locate(program) is not null && (await RunAsync("", program, arguments)).ExitCode == 0;

    private static string? Locate(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(directory => new[] { program, $"{program}.exe", $"{program}.cmd" }.Select(name => Path.Combine(directory, name)))
            .FirstOrDefault(File.Exists);
}

/// <summary>What a program left behind.</summary>
internal sealed record Outcome(int ExitCode, string Output, string Errors)
{
    /// <summary>Its output, where it ended well.</summary>
    public JsonElement Json
    {
        get
        {
            Assert.True(ExitCode == 0, Errors);
            return JsonElement.Parse(Output);
        }
    }
}
