using System.IO;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace DynamoBackup.Output;

/// <summary>
/// Loads the module's views the first time one of its commands runs. In the manifest they would cost every import a
/// fifth of its time: PowerShell reads all views again, AWS Tools' 600 KB of them too, for each module that brings some
/// (measured: 35 ms of 252 ms).
/// </summary>
internal static class Views
{
    // Views belong to a runspace, and so does the memory of having loaded them.
    private static readonly ConditionalWeakTable<Runspace, object> Loaded = new();

    public static void Load(PSCmdlet command)
    {
        if (Runspace.DefaultRunspace is not { } runspace || Loaded.TryGetValue(runspace, out _))
        {
            return;
        }

        Loaded.Add(runspace, new object());
        const string Script =
            "param($path) Microsoft.PowerShell.Utility\\Update-FormatData -PrependPath $path "
            + "-ErrorAction Ignore -WhatIf:$false -Confirm:$false";
        var path = Path.Combine(Path.GetDirectoryName(typeof(Views).Assembly.Location)!, "DynamoBackup.format.ps1xml");
        try
        {
            command.InvokeCommand.InvokeScript(Script, useNewScope: true, PipelineResultTypes.None, null, path);
        }
        catch (RuntimeException)
        {
            // A session that takes no views is no reason to make no backup.
        }
    }
}
