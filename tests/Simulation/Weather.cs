namespace DynamoBackup.Simulation;

/// <summary>The kinds of trouble that a world may have beside the faults of single calls. Each seed draws some of those allowed.</summary>
[Flags]
internal enum Weather
{
    None = 0,

    /// <summary>Backups that are available 50 ms after they were made.</summary>
    AtOnce = 1,

    /// <summary>Rates kept by token buckets, as they were measured, instead of strict windows.</summary>
    Buckets = 2,

    /// <summary>A Date that differs from the creation stamps, or is absent; backups made seconds before the run.</summary>
    Clocks = 4,

    /// <summary>The machine's wall clock is set while the run goes on.</summary>
    Steps = 8,

    /// <summary>The process stands still for a minute or so.</summary>
    Freezes = 16,

    /// <summary>ListBackups is sick for a time, or for good.</summary>
    SickList = 32,

    /// <summary>DescribeBackup is sick for a time, or for good; or denied for some of the backups.</summary>
    SickDescribe = 64,

    /// <summary>The host of the calls by name, or that of the calls by ARN, cannot be reached for a time, or for good.</summary>
    Hosts = 128,

    /// <summary>Two or three commands at once on the same service.</summary>
    Commands = 256,

    /// <summary>Answers that name another backup.</summary>
    FalseAnswers = 512,

    /// <summary>Creations that act after their connection was reset, and listings that lag longer.</summary>
    Late = 1024,

    /// <summary>The first calls to each host are refused for the clock's skew, which may be hours.</summary>
    SkewRefusals = 2048,

    /// <summary>Tables that are still being made.</summary>
    NewTables = 4096,

    /// <summary>Listings with rows that lack their table's name, with rows of other places, or that deny a table once.</summary>
    OddRows = 8192,

    /// <summary>Answers to CreateBackup that show an older backup of the table, or repeat an earlier answer.</summary>
    StaleAnswers = 16384,

    /// <summary>
    /// Backups that a command has seen are missing from DescribeBackup's answers, from listings or from both, for less than listings
    /// may lag.
    /// </summary>
    Lapses = 32768,

    /// <summary>Something that answers in the service's place, before or after it has acted.</summary>
    Gateways = 65536,

    /// <summary>Where the credentials come from is out of reach for spells, or gives none from a moment on.</summary>
    Sources = 131072,

    All = 262143,
}
