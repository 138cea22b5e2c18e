namespace DynamoBackup.Simulation;

/// <summary>What is wrong with all calls of an operation, or to a host, for a time.</summary>
internal enum Sickness
{
    /// <summary>Each call ends in status 500.</summary>
    Error,

    /// <summary>Each call is throttled.</summary>
    Throttled,

    /// <summary>No call is answered.</summary>
    Hanging,

    /// <summary>Each call is denied.</summary>
    Denied,

    /// <summary>No answer can be read; of a listing, the rows of half of the backups.</summary>
    Unreadable,

    /// <summary>Each page of a listing leads on to one that was there before. (A describe: as <see cref="Error"/>.)</summary>
    Endless,

    /// <summary>The host cannot be reached.</summary>
    Unreachable,
}
