using System;
using System.Management.Automation.Host;

namespace DynamoBackup.Output;

/// <summary>How many columns a host shows.</summary>
internal static class ScreenWidth
{
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
