namespace DynamoBackup.Engine.Outcomes;

/// <summary>How far a run has come: one consistent snapshot.</summary>
public sealed record RunProgress
{
    /// <summary>Backups asked for whose creation has not begun.</summary>
    public int Waiting { get; internal init; }

    /// <summary>Backups being created: asked of the service, or CREATING there.</summary>
    public int Creating { get; internal init; }

    /// <summary>Backups created and not waited for.</summary>
    public int Created { get; internal init; }

    /// <summary>Backups that are AVAILABLE.</summary>
    public int Available { get; internal init; }

    /// <summary>Backups that ended in an error.</summary>
    public int Failed { get; internal init; }

    /// <summary>Tables whose backups were limited.</summary>
    public int Limited { get; internal init; }

    /// <summary>Backups that stay in the tables that were limited, of those that the rules are about.</summary>
    public int Kept { get; internal init; }

    /// <summary>Backups whose deletion was consented to.</summary>
    public int Approved { get; internal init; }

    /// <summary>Backups that were deleted.</summary>
    public int Deleted { get; internal init; }

    /// <summary>
    /// The size of all that were created, became available or were deleted, in bytes, as far as the service has reported it.
    /// </summary>
    public long SizeBytes { get; internal init; }

    /// <summary>All backups, or tables to limit, asked for so far.</summary>
    public int Total => Waiting + Creating + Done;

    /// <summary>Backups, or tables that are limited, that need nothing more.</summary>
    public int Done => Created + Available + Limited + Failed;

    /// <summary>Time since the first backup was asked for.</summary>
    public TimeSpan Elapsed { get; private init; }

    /// <summary>How long after the first request the counts last changed.</summary>
    public TimeSpan LastChange { get; internal init; }

    /// <summary>The table whose backup changed last; null before the first change.</summary>
    public string? LastChanged { get; internal init; }

    /// <summary>When the first backup was asked for, by the run's clock; null before.</summary>
    internal TimeSpan? Began { get; init; }

    internal RunProgress At(TimeSpan now) => this with { Elapsed = Began is { } began ? now - began : TimeSpan.Zero };
}
