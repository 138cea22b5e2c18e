using DynamoBackup.Engine.Service;

namespace DynamoBackup.Engine.Requests;

/// <summary>
/// One account and region as a run talks to it. Requests that share a target share its pace, its sweeps and what
/// is learnt about its permissions, so one target is made for each distinct account, region and endpoint.
/// </summary>
public sealed class BackupTarget
{
    /// <summary>Makes a target.</summary>
    /// <param name="service">The calls to that account and region.</param>
    /// <param name="region">The region's system name, for messages.</param>
    /// <param name="endpoint">Where the calls go, for messages about connections: a URL.</param>
    /// <param name="commands">The commands that messages print; null where the region alone leads them there.</param>
    public BackupTarget(IBackupService service, string region, string endpoint, PrintedCommands? commands = null)
    {
        Service = service;
        Region = region;
        Endpoint = endpoint;
        Commands = (commands ?? new PrintedCommands()) with { Region = region };
    }

    /// <summary>The calls to that account and region.</summary>
    public IBackupService Service { get; }

    /// <summary>The region's system name.</summary>
    public string Region { get; }

    /// <summary>Where the calls go: a URL.</summary>
    public string Endpoint { get; }

    /// <summary>The commands that messages print, which lead to this account, region and endpoint.</summary>
    public PrintedCommands Commands { get; }
}
