namespace DynamoBackup.Simulation;

/// <summary>How each listing of all tables' backups fails.</summary>
internal enum SweepFault
{
    None,
    Throttled,
    Denied,
    Refused,
    ServerError,
    BrokenConnection,

    /// <summary>It is never answered.</summary>
    Silence,
}
