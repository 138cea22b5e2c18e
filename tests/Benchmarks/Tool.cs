using System.Diagnostics;

namespace DynamoBackup.Benchmarks;

/// <summary>Other programs, run to their end with credentials of the endpoint's.</summary>
internal static class Tool
{
    /// <summary>Whether a program can be started by its name.</summary>
    public static bool IsOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, program)) || File.Exists(Path.Combine(folder, program + ".exe")));

    /// <summary>Whether a program ends well.</summary>
    public static bool Succeeds(string program, string arguments)
    {
        using var process =
            Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    /// <summary>Runs a script of this folder.</summary>
    /// <param name="script">The script; its ending says which program runs it.</param>
    /// <param name="arguments">The script's arguments.</param>
    /// <returns>The last line of its output.</returns>
    public static string RunScript(string script, string arguments)
    {
        var path = Path.Combine(EndpointProcess.MetadataOf("Root"), "tests", "Benchmarks", script);
        var answer = script.EndsWith(".py", StringComparison.Ordinal)
            ? Run("python3", $"\"{path}\" {arguments}")
            : Run("pwsh", $"-NoProfile -NonInteractive -File \"{path}\" {arguments}");
        return answer.Trim().Split('\n')[^1];
    }

    /// <summary>Runs a program to its end.</summary>
    /// <returns>Its output.</returns>
    public static string Run(string program, string arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true };
        start.Environment["AWS_ACCESS_KEY_ID"] = "AKIDBENCHMARK";
        start.Environment["AWS_SECRET_ACCESS_KEY"] = "benchmark";
        start.Environment["DYNAMOBACKUP_MODULE"] = Path.Combine(EndpointProcess.MetadataOf("Root"), "out", "DynamoBackup");
        using var process = Process.Start(start)!;
        var answer = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? answer
            : throw new InvalidOperationException($"{program} {arguments} ended with {process.ExitCode}: {answer}");
    }
}
