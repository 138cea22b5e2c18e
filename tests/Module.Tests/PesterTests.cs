using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Xunit;

[assembly: AssemblyFixture(typeof(DynamoBackup.Tests.Module.PesterTests))]

namespace DynamoBackup.Tests.Module;

/// <summary>
/// The commands in a real PowerShell: each test of tests/pester is a case. A file runs once, when the first of its tests is due.
/// </summary>
public sealed partial class PesterTests : IAsyncLifetime
{
    /// <summary>The tag of tests that need AWS Tools itself: the stand-in is not enough.</summary>
    public const string RealAwsTools = nameof(RealAwsTools);

    // xunit runs the cases of a class one after the other, and classes side by side. Much of a file's time is waiting.
    private const int Lanes = 4;

    // Longer than any file takes on a slow machine; a file that hangs is to fail, not to hang the run.
    private static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(5);

    private static readonly Lazy<Task<PowerShellHost>> PowerShell = new(() => PowerShellHost.FindAsync(
        message => TestContext.Current.SendDiagnosticMessage("{0}", message)));

    private static readonly ConcurrentDictionary<string, Lazy<Task<PesterResult>>> Results = new();

    private static readonly ConcurrentBag<PesterProcess> Idle = [];

    /// <summary>Where the files are.</summary>
    public static string Folder { get; } = Path.Combine(Checkout.Root, "tests", "pester");

    /// <summary>The tests of one lane, by file and name.</summary>
    /// <param name="lane">From 0.</param>
    public static TheoryData<string, string> TestsOf(int lane)
    {
        var tests = new TheoryData<string, string>();
        foreach (FileInfo file in new DirectoryInfo(Folder).EnumerateFiles("*.Tests.ps1")
            .OrderByDescending(file => file.Length).ThenBy(file => file.Name).Where((_, i) => i % Lanes == lane))
        {
            foreach (string name in NamesIn(file.FullName))
            {
                tests.Add(file.Name, name);
            }
        }

        return tests;
    }

    /// <summary>The names of a file's tests. What stands in a comment or in a text is no test.</summary>
    /// <param name="path">The file.</param>
    public static IEnumerable<string> NamesIn(string path) =>
        It().Matches(CommentOrHereString().Replace(File.ReadAllText(path), string.Empty))
            .Select(it => it.Groups["name"].Value.Replace("''", "'", StringComparison.Ordinal))
            .Distinct();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (PesterProcess process in Idle)
        {
            await process.DisposeAsync();
        }
    }

    private static async Task PassesAsync(string file, string test)
    {
        PesterResult result = await Results.GetOrAdd(file, _ => new(() => RunAsync(file))).Value;
        if (result.Failures.Length > 0)
        {
            Assert.Fail(string.Join(Environment.NewLine + Environment.NewLine, result.Failures));
        }

        PesterTest[] cases = [.. result.Tests.Where(one => one.Name == test)];
        Assert.True(cases.Length > 0, "Pester found no case of this test.");
        PesterTest[] failed = [.. cases.Where(one => one.Result == "Failed")];
        if (failed.Length > 0)
        {
            Assert.Fail(string.Join(Environment.NewLine + Environment.NewLine, failed.Select(one => $"{one.Path}: {one.Message}")));
        }

        if (cases.FirstOrDefault(one => one.Result != "Passed") is { } skipped)
        {
            Assert.Skip(skipped.Result == "NotRun" ? "It needs AWS Tools itself, and the stand-in is used." : skipped.Message);
        }
    }

    private static async Task<PesterResult> RunAsync(string file)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        PowerShellHost powerShell = await PowerShell.Value;
        if (!Idle.TryTake(out PesterProcess? process))
        {
            process = await PesterProcess.StartAsync(powerShell, cancellation);
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(TimeLimit);
        string problem = "PowerShell ended before the file did";
        try
        {
            if (await process.RunAsync(file, limit.Token) is { } result)
            {
                Idle.Add(process);
                return result;
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            problem = $"The file was not done after {TimeLimit.TotalMinutes} minutes";
        }

        string lastLines = process.LastLines;
        await process.DisposeAsync();
        return new([$"{problem}. The last lines of its output:{Environment.NewLine}{lastLines}"], []);
    }

    [GeneratedRegex(@"^[ \t]*It '(?<name>(?:[^'\r\n]|'')+)'(?![^{\r\n]*-Skip\b)", RegexOptions.Multiline)]
    private static partial Regex It();

    [GeneratedRegex(@"<#.*?#>|@'\r?\n.*?\n'@|@""\r?\n.*?\n""@", RegexOptions.Singleline)]
    private static partial Regex CommentOrHereString();

    public sealed class First
    {
        [Theory]
        [MemberData(nameof(TestsOf), 0, MemberType = typeof(PesterTests))]
        public Task Passes(string file, string test) => PassesAsync(file, test);
    }

    public sealed class Second
    {
        [Theory]
        [MemberData(nameof(TestsOf), 1, MemberType = typeof(PesterTests))]
        public Task Passes(string file, string test) => PassesAsync(file, test);
    }

    public sealed class Third
    {
        [Theory]
        [MemberData(nameof(TestsOf), 2, MemberType = typeof(PesterTests))]
        public Task Passes(string file, string test) => PassesAsync(file, test);
    }

    public sealed class Fourth
    {
        [Theory]
        [MemberData(nameof(TestsOf), 3, MemberType = typeof(PesterTests))]
        public Task Passes(string file, string test) => PassesAsync(file, test);
    }
}
