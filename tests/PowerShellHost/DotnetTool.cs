namespace DynamoBackup.Tests;

/// <summary>PowerShell as the .NET tool of the checkout's manifest.</summary>
internal static class DotnetTool
{
    /// <summary>The full path of the <c>dotnet</c> that runs this.</summary>
    public static string Dotnet { get; } = FindDotnet();

    /// <summary>
    /// The executable of a tool's PowerShell. The package's own one for Unix runs on Linux on x64 alone, and `dotnet pwsh` is two
    /// processes, neither of which is pwsh. So on Unix the tool is copied into the checkout, once, with a pwsh that becomes
    /// dotnet. PowerShell puts its home folder first on PATH: scripts that start `pwsh` start this one.
    /// </summary>
    /// <param name="home">Its <c>$PSHOME</c>.</param>
    /// <param name="version">Its version.</param>
    public static string LayOut(string home, string version)
    {
        if (OperatingSystem.IsWindows())
        {
            return Path.Combine(home, "pwsh.exe");
        }

        string folder = Path.Combine(Checkout.Root, "out", "powershell", version);
        if (!Directory.Exists(folder))
        {
            string copy = $"{folder}.{Environment.ProcessId}";
            Copy(new DirectoryInfo(home), copy);
            try
            {
                Directory.Move(copy, folder);
            }
            catch (IOException) when (Directory.Exists(folder))
            {
                // Another process was faster.
                Directory.Delete(copy, recursive: true);
            }
        }

        string executable = Path.Combine(folder, "pwsh");
        string script = $"#!/bin/sh\nexec {Quoted(Dotnet)} {Quoted(Path.Combine(folder, "pwsh.dll"))} \"$@\"\n";
        if (File.ReadAllText(executable) != script)
        {
            // Moved there whole: others may be starting it.
            string written = $"{executable}.{Environment.ProcessId}";
            File.WriteAllText(written, script);
            File.SetUnixFileMode(written, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            File.Move(written, executable, overwrite: true);
        }

        return executable;
    }

    private static void Copy(DirectoryInfo from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (FileInfo file in from.EnumerateFiles())
        {
            file.CopyTo(Path.Combine(to, file.Name));
        }

        foreach (DirectoryInfo folder in from.EnumerateDirectories())
        {
            Copy(folder, Path.Combine(to, folder.Name));
        }
    }

    private static string Quoted(string path) => $"'{path.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    // The SDK sets the variable for what it runs. Without it: the host of a framework-dependent program lies three folders above the
    // runtime.
    private static string FindDotnet() =>
        Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? Path.GetFullPath(Path.Combine(
            System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(),
            "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
}
