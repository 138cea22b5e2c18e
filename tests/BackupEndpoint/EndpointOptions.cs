namespace DynamoBackup.BackupEndpoint;

/// <summary>What an endpoint is started with: <see cref="EndpointSettings"/>, and what stays for its whole life.</summary>
public sealed record EndpointOptions : EndpointSettings
{
    /// <summary>The strict profile as the program starts it: no bursts, backups of 3 to 9 s, tables that are ready at once.</summary>
    public static EndpointOptions Strict { get; } = new()
    {
        Profile = EndpointProfile.Strict,
        BackupTimeMin = TimeSpan.FromSeconds(3),
        BackupTimeMax = TimeSpan.FromSeconds(9),
        TableCreatingTime = TimeSpan.Zero,
        TableUnknownTime = TimeSpan.Zero,
        BackupsEnablingTime = TimeSpan.Zero,
        TableDeletingTime = TimeSpan.Zero,
    };

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
