namespace DynamoBackup.BackupEndpoint;

/// <summary>How the service behaves: what a test may change while the endpoint runs, by
/// <c>endpoint.Settings = endpoint.Settings with { Others = 0.5 }</c>. The defaults are what probes saw; the README names them.</summary>
public record EndpointSettings
{
    /// <summary>How rates are kept and backup times are found.</summary>
    public EndpointProfile Profile { get; init; }

    /// <summary>The shortest time a backup stays CREATING; 50 ms by default, which is what a small table's takes.</summary>
    public TimeSpan BackupTimeMin { get; init; } = TimeSpan.FromSeconds(0.05);

    /// <summary>The longest time a backup stays CREATING; 2 s by default. As <see cref="EndpointProfile.Seen"/>, a table of
    /// 400 GB or more takes so long, and a smaller one its part of it.</summary>
    public TimeSpan BackupTimeMax { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>A backup shows in ListBackups only this long after its creation; 0 by default.</summary>
    public TimeSpan ListingLag { get; init; }

    /// <summary>A deleted backup goes on showing in ListBackups for so long, as it was before; 0 by default.</summary>
    public TimeSpan DeletionListingLag { get; init; }

    /// <summary>DescribeBackup answers BackupNotFoundException until this long after the creation; 0 by default.</summary>
    public TimeSpan DescribeLag { get; init; }

    /// <summary>How long a table stays CREATING after CreateTable; 6.5 s by default. The tables of the start are ACTIVE.</summary>
    public TimeSpan TableCreatingTime { get; init; } = TimeSpan.FromSeconds(6.5);

    /// <summary>How long after CreateTable the backup operations answer TableNotFoundException; 2.6 s by default.</summary>
    public TimeSpan TableUnknownTime { get; init; } = TimeSpan.FromSeconds(2.6);

    /// <summary>How long after a table became ACTIVE CreateBackup answers ContinuousBackupsUnavailableException; 2.7 s by
    /// default.</summary>
    public TimeSpan BackupsEnablingTime { get; init; } = TimeSpan.FromSeconds(2.7);

    /// <summary>How long a table stays DELETING after DeleteTable; 5 s by default.</summary>
    public TimeSpan TableDeletingTime { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long after DeleteTable CreateBackup still takes a DELETING table; 1 s by default.</summary>
    public TimeSpan TableKnownTime { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long after DeleteTable the SYSTEM backup of a table with point-in-time recovery shows; 8 s by default.</summary>
    public TimeSpan SystemBackupTime { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>Multiplies the published rates: 1 keeps them, 2 doubles them, 0 takes every limit away.</summary>
    public double Rates { get; init; } = 1;

    /// <summary>The fraction of every rate that another caller of the same account takes, 0 to 0.95.</summary>
    public double Others { get; init; }

    /// <summary>The time every answer takes, half of it before acting and half after; 0 by default.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>Up to so much more than <see cref="Latency"/>, drawn evenly for each answer; 0 by default.</summary>
    public TimeSpan LatencyJitter { get; init; }

    /// <summary>How far the service's clock is ahead of the machine's (behind, where negative). It shifts the Date
    /// header, creation times and the times in backup ARNs; rates and backup times do not notice.</summary>
    public TimeSpan ClockSkew { get; init; }

    /// <summary>How far the Date header is ahead of the service's clock, for each answer in turn, over and over; null for an
    /// answer without a Date header. One 0 by default. Creation times do not notice.</summary>
    public IReadOnlyList<TimeSpan?> DateOffsets { get; init; } = [TimeSpan.Zero];

    /// <summary>Refuses values out of range.</summary>
    /// <exception cref="ArgumentException">A value is out of range; the message says which and why.</exception>
    public void Validate()
    {
        Require(Enum.IsDefined(Profile), "There is no such profile.");
        Require(BackupTimeMin >= TimeSpan.Zero, "The shortest backup time cannot be negative.");
        Require(BackupTimeMax >= BackupTimeMin, "The longest backup time cannot be less than the shortest.");
        Require(ListingLag >= TimeSpan.Zero, "The listing lag cannot be negative.");
        Require(DeletionListingLag >= TimeSpan.Zero, "The listing lag of deletions cannot be negative.");
        Require(DescribeLag >= TimeSpan.Zero, "The describe lag cannot be negative.");
        Require(TableCreatingTime >= TimeSpan.Zero, "The time a table is CREATING cannot be negative.");
        Require(TableUnknownTime >= TimeSpan.Zero, "The time a new table is unknown cannot be negative.");
        Require(BackupsEnablingTime >= TimeSpan.Zero, "The time in which backups are being enabled cannot be negative.");
        Require(TableDeletingTime >= TimeSpan.Zero, "The time a table is DELETING cannot be negative.");
        Require(TableKnownTime >= TimeSpan.Zero, "The time a DELETING table is known cannot be negative.");
        Require(SystemBackupTime >= TimeSpan.Zero, "The time until a SYSTEM backup shows cannot be negative.");
        Require(double.IsFinite(Rates) && Rates >= 0, "Rates must be 0 (no limit) or more.");
        Require(Others is >= 0 and <= 0.95, "Others must be from 0 to 0.95.");
        Require(Latency >= TimeSpan.Zero, "The latency cannot be negative.");
        Require(LatencyJitter >= TimeSpan.Zero, "The latency's jitter cannot be negative.");
        // Beyond this the creation times would leave the 13 digits of milliseconds that an ARN holds.
        Require(ClockSkew.Duration() <= TimeSpan.FromDays(3650), "The clock skew must be within ten years.");
        Require(DateOffsets.Count > 0, "There must be an offset of the Date header, or a null for no header.");
        Require(DateOffsets.All(o => o is null || o.Value.Duration() <= TimeSpan.FromDays(3650)),
            "The offsets of the Date header must be within ten years.");
    }

    private protected static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new ArgumentException(otherwise);
        }
    }
}
