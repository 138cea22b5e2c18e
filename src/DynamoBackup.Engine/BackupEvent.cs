using Amazon.DynamoDBv2.Model;

namespace DynamoBackup.Engine;

/// <summary>Something the engine has to say. Every request ends in one event whose <see cref="EndsRequest"/> is true.</summary>
public abstract class BackupEvent
{
    private protected BackupEvent(BackupRequest? request) => Request = request;

    /// <summary>The request it is about; null for a note about the run.</summary>
    public BackupRequest? Request { get; }

    /// <summary>Whether the request has its outcome with this event, and no event of it follows.</summary>
    public abstract bool EndsRequest { get; }
}

/// <summary>The service has taken the backup on.</summary>
public sealed class BackupCreated : BackupEvent
{
    internal BackupCreated(BackupRequest request, CreateBackupResponse response)
        : base(request)
    {
        Response = response;
        Details = response.BackupDetails;
    }

    /// <summary>
    /// The service's answer; for a backup found by looking, one made of what the listing told. Where the request waits,
    /// its BackupDetails are brought up to date in the end (<see cref="BackupAvailable.Response"/>).
    /// </summary>
    public CreateBackupResponse Response { get; }

    /// <summary>The backup as it was created.</summary>
    public BackupDetails Details { get; }

    /// <inheritdoc/>
    public override bool EndsRequest => !Request!.Wait;
}

/// <summary>The backup is AVAILABLE.</summary>
public sealed class BackupAvailable : BackupEvent
{
    internal BackupAvailable(BackupRequest request, BackupDetails details, CreateBackupResponse? response)
        : base(request)
    {
        Details = details;
        Response = response;
    }

    /// <summary>The backup, as it was last read.</summary>
    public BackupDetails Details { get; }

    /// <summary>The answer to its creation, its BackupDetails brought up to date; null where it was only waited for.</summary>
    public CreateBackupResponse? Response { get; }

    /// <inheritdoc/>
    public override bool EndsRequest => true;
}

/// <summary>The request failed.</summary>
public sealed class BackupFailed : BackupEvent
{
    internal BackupFailed(BackupRequest request, BackupFailure failure)
        : base(request) => Failure = failure;

    /// <summary>What happened, and what to do next.</summary>
    public BackupFailure Failure { get; }

    /// <inheritdoc/>
    public override bool EndsRequest => true;
}

/// <summary>How loud a note is.</summary>
public enum NoteLevel
{
    /// <summary>One service call.</summary>
    Debug,

    /// <summary>One decision of the engine.</summary>
    Verbose,
}

/// <summary>A line for the verbose or debug stream.</summary>
public sealed class EngineNote : BackupEvent
{
    internal EngineNote(NoteLevel level, string text)
        : base(null)
    {
        Level = level;
        Text = text;
    }

    /// <summary>How loud it is.</summary>
    public NoteLevel Level { get; }

    /// <summary>The line; its control characters are made visible.</summary>
    public string Text { get; }

    /// <inheritdoc/>
    public override bool EndsRequest => false;
}
