using System.IO;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace DynamoBackup.Output;

/// <summary>
/// Loads the module's views the first time one of its commands runs. In the manifest they would cost every import a
/// fifth of its time: PowerShell reads all views again, AWS Tools' 600 KB of them too, for each module that brings some
/// (measured: 35 ms of 252 ms). Until then there is nothing they could show: only this module's output bears their type name.
/// And they stay when the module is removed, so that its output looks afterwards as it did before.
/// </summary>
internal static class Views
{
    // Where a host has no screen: PowerShell's own number for that.
    private const int DefaultWidth = 120;

    // Views belong to a runspace, and so does the memory of having loaded them.
    private static readonly ConditionalWeakTable<Runspace, PSHost> Hosts = new();

    /// <summary>The columns of the screen that the runspace of this thread writes to.</summary>
    public static int ScreenWidth =>
        (Runspace.DefaultRunspace is { } runspace && Hosts.TryGetValue(runspace, out var host) ? Output.ScreenWidth.Of(host) : null)
        ?? DefaultWidth;

    public static void Load(PSCmdlet command)
    {
        if (Runspace.DefaultRunspace is not { } runspace || Hosts.TryGetValue(runspace, out _))
        {
            return;
        }

        Hosts.Add(runspace, command.Host);
        const string Script =
            """
            param($path, $data)
            $quietly = @{ ErrorAction = 'Ignore'; WhatIf = $false; Confirm = $false }
            Microsoft.PowerShell.Utility\Update-TypeData -TypeData $data -Force @quietly
            Microsoft.PowerShell.Utility\Update-FormatData -PrependPath $path @quietly
            """;
        var path = Path.Combine(Path.GetDirectoryName(typeof(Views).Assembly.Location)!, "DynamoBackup.format.ps1xml");
        try
        {
            command.InvokeCommand.InvokeScript(
                Script, useNewScope: true, PipelineResultTypes.None, null, path, ViewProperties.MakeTypeData());
        }
        catch (RuntimeException)
        {
            // A session that takes no views is no reason to make no backup.
        }
    }
}
