namespace DynamoBackup.BackupEndpoint;

/// <summary>How the service behaves: what a test may change while the endpoint runs, by
/// <c>endpoint.Settings = endpoint.Settings with { Others = 0.5 }</c>.</summary>
public record EndpointSettings
{
    /// <summary>The shortest time a backup stays CREATING. Each backup's own time is drawn between this and
    /// <see cref="BackupTimeMax"/>. 0.2 s by default: short enough for tests, long enough to be seen CREATING.</summary>
    public TimeSpan BackupTimeMin { get; init; } = TimeSpan.FromSeconds(0.2);

    /// <summary>The longest time a backup stays CREATING; 0.6 s by default.</summary>
    public TimeSpan BackupTimeMax { get; init; } = TimeSpan.FromSeconds(0.6);

    /// <summary>A backup shows in ListBackups only this long after its creation; 0 by default.</summary>
    public TimeSpan ListingLag { get; init; }

    /// <summary>DescribeBackup answers BackupNotFoundException until this long after the creation; 0 by default.</summary>
    public TimeSpan DescribeLag { get; init; }

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

    /// <summary>Refuses values out of range.</summary>
    /// <exception cref="ArgumentException">A value is out of range; the message says which and why.</exception>
    public void Validate()
    {
        Require(BackupTimeMin >= TimeSpan.Zero, "The shortest backup time cannot be negative.");
        Require(BackupTimeMax >= BackupTimeMin, "The longest backup time cannot be less than the shortest.");
        Require(ListingLag >= TimeSpan.Zero, "The listing lag cannot be negative.");
        Require(DescribeLag >= TimeSpan.Zero, "The describe lag cannot be negative.");
        Require(double.IsFinite(Rates) && Rates >= 0, "Rates must be 0 (no limit) or more.");
        Require(Others is >= 0 and <= 0.95, "Others must be from 0 to 0.95.");
        Require(Latency >= TimeSpan.Zero, "The latency cannot be negative.");
        Require(LatencyJitter >= TimeSpan.Zero, "The latency's jitter cannot be negative.");
        // Beyond this the creation times would leave the 13 digits of milliseconds that an ARN holds.
        Require(ClockSkew.Duration() <= TimeSpan.FromDays(3650), "The clock skew must be within ten years.");
    }

    private protected static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new ArgumentException(otherwise);
        }
    }
}

/// <summary>What an endpoint is started with: <see cref="EndpointSettings"/>, and what stays for its whole life.</summary>
public sealed record EndpointOptions : EndpointSettings
{
    /// <summary>The TCP port on 127.0.0.1; 0, the default, takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>How many tables every account and region starts with, 0 to 100,000; 12 by default.
    /// The first twelve have names from life (Music, Users, Orders, ...), the others Table-00013 and so on.</summary>
    public int Tables { get; init; } = 12;

    /// <summary>Names instead of the <see cref="Tables"/> made-up ones.</summary>
    public IReadOnlyList<string>? TableNames { get; init; }

    /// <summary>Seeds everything drawn at random: backup times, ARN suffixes, jitter, the faults' probabilities.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Serves requests without an Authorization header too, as us-east-1 of account 123456789012.</summary>
    public bool AllowUnsigned { get; init; }

    /// <summary>Whether to serve TLS, and with what certificate.</summary>
    public TlsMode Tls { get; init; }

    /// <summary>Where to write the throw-away root certificate (PEM) that clients of <see cref="Tls"/> may trust.</summary>
    public string? RootPemFile { get; init; }

    /// <summary>The clock of rates, backup times, lags, latency and the Date header.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Fault rules to start with.</summary>
    public IReadOnlyList<Fault> Faults { get; init; } = [];

    /// <inheritdoc cref="EndpointSettings.Validate"/>
    public new void Validate()
    {
        base.Validate();
        Require(Port is >= 0 and <= 65535, "The port must be from 0 to 65535.");
        Require(Tables is >= 0 and <= 100_000, "Tables must be from 0 to 100000.");
        Require(TableNames is null || TableNames.All(RequestMembers.IsName),
            "A table's name must have 3 to 255 of the characters a-z, A-Z, 0-9, '_', '.' and '-'.");
        Require(TableNames is null || TableNames.Distinct(StringComparer.Ordinal).Count() == TableNames.Count, "Table names must differ.");
        Require(RootPemFile is null || Tls != TlsMode.None, "A root certificate is only written with TLS.");
    }
}

/// <summary>The certificate an endpoint serves.</summary>
public enum TlsMode
{
    /// <summary>Plain HTTP.</summary>
    None,

    /// <summary>A leaf for localhost and 127.0.0.1 that is valid to whoever trusts the root.</summary>
    Valid,

    /// <summary>A leaf for another host name.</summary>
    OtherHost,

    /// <summary>A leaf for localhost and 127.0.0.1 that ended yesterday.</summary>
    Expired,
}
