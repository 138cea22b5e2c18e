using System;

namespace DynamoBackup.Engine;

/// <summary>How far a run has come: one consistent snapshot.</summary>
public sealed class RunProgress
{
    private readonly TimeSpan? _began;

    internal RunProgress(int waiting, int creating, int created, int available, int failed, long sizeBytes, TimeSpan? began, TimeSpan lastChange, string? lastChanged)
    {
        _began = began;
        Waiting = waiting;
        Creating = creating;
        Created = created;
        Available = available;
        Failed = failed;
        SizeBytes = sizeBytes;
        LastChange = lastChange;
        LastChanged = lastChanged;
    }

    /// <summary>Backups asked for whose creation has not begun.</summary>
    public int Waiting { get; }

    /// <summary>Backups being created: asked of the service, or CREATING there.</summary>
    public int Creating { get; }

    /// <summary>Backups created and not waited for.</summary>
    public int Created { get; }

    /// <summary>Backups that are AVAILABLE.</summary>
    public int Available { get; }

    /// <summary>Backups that ended in an error.</summary>
    public int Failed { get; }

    /// <summary>The size of all that were created or became available, in bytes, as far as the service has told.</summary>
    public long SizeBytes { get; }

    /// <summary>All backups asked for so far.</summary>
    public int Total => Waiting + Creating + Done;

    /// <summary>Backups that need nothing more.</summary>
    public int Done => Created + Available + Failed;

    /// <summary>Time since the first backup was asked for.</summary>
    public TimeSpan Elapsed { get; private set; }

    /// <summary>How long after the first request the counts last changed.</summary>
    public TimeSpan LastChange { get; }

    /// <summary>The table whose backup changed last; null before the first change.</summary>
    public string? LastChanged { get; }

    internal RunProgress At(TimeSpan now) =>
        new(Waiting, Creating, Created, Available, Failed, SizeBytes, _began, LastChange, LastChanged)
        {
            Elapsed = _began is { } began ? now - began : TimeSpan.Zero,
        };
}
