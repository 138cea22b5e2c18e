using System;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace DynamoBackup.Output;

/// <summary>How many columns a host shows.</summary>
internal static class ScreenWidth
{
    // Where a host has no screen: PowerShell's own number for that.
    private const int DefaultWidth = 120;

    // A view's properties are read without a command at hand: each runspace's host is the one its last command ran in.
    private static readonly ConditionalWeakTable<Runspace, PSHost> Hosts = new();

    /// <summary>The columns of the screen that the runspace of this thread writes to.</summary>
    public static int Current =>
        (Runspace.DefaultRunspace is { } runspace && Hosts.TryGetValue(runspace, out var host) ? Of(host) : null) ?? DefaultWidth;

    /// <summary>Remembers the host of a command for <see cref="Current"/>.</summary>
    /// <param name="command">The command.</param>
    public static void Remember(PSCmdlet command)
    {
        if (Runspace.DefaultRunspace is { } runspace)
        {
            Hosts.AddOrUpdate(runspace, command.Host);
        }
    }

    /// <summary>The width that the host lays tables and bars out for.</summary>
    /// <param name="host">The host; may be null.</param>
    /// <returns>The columns, or null where the host has no screen.</returns>
    public static int? Of(PSHost? host)
    {
        try
        {
            return host?.UI?.RawUI?.BufferSize.Width is { } width and > 0 ? width : null;
        }
        catch (Exception)
        {
            // Each host says in a way of its own that it has no screen.
            return null;
        }
    }
}
