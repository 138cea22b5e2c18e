using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using Xunit;

namespace DynamoBackup.Tests.Module;

/// <summary>
/// The cmdlets in a real pwsh with the real AWS Tools: each file of tests/pester is a case. Skipped, with the reason,
/// where pwsh or a module it needs is missing.
/// </summary>
public static class PesterSuite
{
    // Longer than any file takes on a slow machine; a file that hangs is to fail, not to hang the run.
    private static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(5);

    private static readonly string[] Reasons = ["is not on PATH", "the stand-in is used"];

    private static readonly Lazy<Task<string?>> WhatIsMissing = new(FindWhatIsMissingAsync);

    /// <summary>Every second file, from the first or the second on.</summary>
    /// <param name="half">0 or 1.</param>
    public static TheoryData<string> FilesOf(int half) =>
    [
        .. Directory.EnumerateFiles(Path.Combine(Checkout.Root, "tests", "pester"), "*.Tests.ps1")
            .Select(file => Path.GetFileName(file))
            .Order()
            .Where((_, i) => i % 2 == half),
    ];

    private static async Task PassesAsync(string file, ITestOutputHelper output)
    {
        if (await WhatIsMissing.Value is { } reason)
        {
            Assert.Skip(reason);
        }

        string result = Path.GetTempFileName();
        try
        {
            string folder = Path.Combine(Checkout.Root, "tests", "pester");
            await RunAsync(
                output.WriteLine, "-File", Path.Combine(folder, "Run.ps1"), "-Path", Path.Combine(folder, file), "-Result", result);
            string json = await File.ReadAllTextAsync(result, TestContext.Current.CancellationToken);
            Assert.True(json.Length > 0, "pwsh ended without a verdict; its output says why.");
            Verdict verdict = JsonSerializer.Deserialize<Verdict>(json, JsonSerializerOptions.Web)!;
            if (verdict.Failures.Length > 0)
            {
                Assert.Fail(string.Join(Environment.NewLine + Environment.NewLine, verdict.Failures));
            }

            // With pwsh and its modules there, nothing but a missing peer program, or a stand-in for AWS Tools, is a reason to skip.
            foreach (string test in verdict.NotRun)
            {
                TestContext.Current.SendDiagnosticMessage("Skipped {0}", test);
            }

            string[] notRun = [.. verdict.NotRun.Where(test => !Reasons.Any(reason => test.EndsWith(reason, StringComparison.Ordinal)))];
            Assert.True(notRun.Length == 0, "Not run, though all is there for it: " + string.Join(", ", notRun));
            Assert.True(verdict.Passed > 0, "Pester ran no test.");
        }
        finally
        {
            File.Delete(result);
        }
    }

    private static async Task<string?> FindWhatIsMissingAsync()
    {
        var missing = new List<string>();
        try
        {
            await RunAsync(missing.Add, "-Command", """
                foreach ($name in 'AWS.Tools.DynamoDBv2', 'Pester') {
                    if (-not (Get-Module -ListAvailable $name | Where-Object { $_.Version.Major -eq 5 })) { "$name 5.x is not installed" }
                }
                """);
        }
        catch (Win32Exception)
        {
            return "pwsh is not on PATH";
        }

        return missing.Count == 0 ? null : string.Join(", ", missing);
    }

    private static async Task RunAsync(Action<string> line, params string[] arguments)
    {
        var start = new ProcessStartInfo("pwsh", ["-NoLogo", "-NoProfile", "-NonInteractive", .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // build.ps1 puts the modules there where the machine lacks them.
        string modules = Path.Combine(Checkout.Root, ".modules");
        if (Directory.Exists(modules))
        {
            start.Environment.TryGetValue("PSModulePath", out string? path);
            start.Environment["PSModulePath"] = modules + Path.PathSeparator + path;
        }

        using Process pwsh = Process.Start(start)!;
        pwsh.StandardInput.Close();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeLimit);
        try
        {
            await Task.WhenAll(ReadAsync(pwsh.StandardOutput), ReadAsync(pwsh.StandardError), pwsh.WaitForExitAsync(limit.Token));
        }
        catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            Assert.Fail($"pwsh was not done after {TimeLimit.TotalMinutes} minutes; its last line of output says where it hung.");
        }
        finally
        {
            if (!pwsh.HasExited)
            {
                pwsh.Kill(entireProcessTree: true);
            }
        }

        async Task ReadAsync(StreamReader reader)
        {
            while (await reader.ReadLineAsync(limit.Token) is { } text)
            {
                lock (pwsh)
                {
                    line(text);
                }
            }
        }
    }

    // xunit runs the cases of one class one after the other, and classes side by side: much of a file's time is waiting.
    public sealed class FirstHalf(ITestOutputHelper output)
    {
        [Theory]
        [MemberData(nameof(FilesOf), 0, MemberType = typeof(PesterSuite))]
        public Task Passes(string file) => PassesAsync(file, output);
    }

    public sealed class SecondHalf(ITestOutputHelper output)
    {
        [Theory]
        [MemberData(nameof(FilesOf), 1, MemberType = typeof(PesterSuite))]
        public Task Passes(string file) => PassesAsync(file, output);
    }

    private sealed record Verdict(int Passed, string[] Failures, string[] NotRun);
}
