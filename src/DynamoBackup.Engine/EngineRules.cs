namespace DynamoBackup.Engine;

/// <summary>
/// The rules that keep a run safe, each with a switch that only tests turn off, to prove that their checks would notice.
/// </summary>
internal sealed class EngineRules
{
    /// <summary>After an unknown outcome, look for the backup before a second attempt.</summary>
    public bool LookBeforeSecondCreate { get; set; } = true;

    /// <summary>Adopt only a backup made since the attempt began.</summary>
    public bool BoundLookByTime { get; set; } = true;

    /// <summary>Never take for one request the backup that another request has.</summary>
    public bool AdoptEachBackupOnce { get; set; } = true;

    /// <summary>Look again for as long as listings may lag.</summary>
    public bool LookAgainWhileListingsLag { get; set; } = true;

    /// <summary>Keep under the published rates.</summary>
    public bool KeepPace { get; set; } = true;

    /// <summary>End what has passed its deadline.</summary>
    public bool KeepDeadlines { get; set; } = true;

    /// <summary>Retry what the service refuses for now.</summary>
    public bool RetryBusy { get; set; } = true;

    /// <summary>Report backups whose wait ends because the credentials were rejected.</summary>
    public bool FailPendingOnRejection { get; set; } = true;

    /// <summary>Start no call once the run is cancelled.</summary>
    public bool StopOnCancel { get; set; } = true;

    /// <summary>Draw jitter and names from the run's own random source.</summary>
    public bool UseSeededRandom { get; set; } = true;
}
