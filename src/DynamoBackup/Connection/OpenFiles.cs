using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;

namespace DynamoBackup.Connection;

/// <summary>
/// How many files this process may have open. Each connection is one: where it cannot be opened, .NET ends the process with "Out of
/// memory" (seen with PowerShell 7.6.9 and <c>ulimit -n 200</c>, of which its assemblies alone take 190).
/// </summary>
internal static class OpenFiles
{
    // What comes on top of connections: assemblies that the first calls load, certificates, name servers.
    private const int Reserve = 16;

    // A run may call two hosts in each region, keeps connections to both open, and may call several regions.
    private const int Hosts = 4;

    private static readonly Regex Limit = new("^Max open files +(?<limit>[0-9]+) ", RegexOptions.Multiline | RegexOptions.CultureInvariant);

    /// <summary>How many calls may be in flight at once, so that their connections can be opened.</summary>
    /// <param name="calls">How many are wanted.</param>
    /// <returns>As many, or fewer: one at least.</returns>
    public static int Fit(int calls)
    {
        try
        {
            return Fit(calls, File.ReadAllText("/proc/self/limits"), Directory.EnumerateFileSystemEntries("/proc/self/fd").Count());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Not Linux, where alone the limit is so low that it is met.
            return calls;
        }
    }

    /// <summary>How many calls may be in flight at once.</summary>
    /// <param name="calls">How many are wanted.</param>
    /// <param name="limits">The text of /proc/self/limits.</param>
    /// <param name="open">How many files are open.</param>
    internal static int Fit(int calls, string limits, int open) => Limit.Match(limits) is { Success: true } match
        && long.TryParse(match.Groups["limit"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var most)
            ? (int)Math.Clamp((most - open - Reserve) / Hosts, 1, calls)
            : calls;
}
