using Amazon.DynamoDBv2.Model;
using DynamoBackup.Engine.Requests;

namespace DynamoBackup.Engine.Outcomes;

/// <summary>What the engine reports: an <see cref="EngineNote"/>, or one of the <see cref="RequestEvent"/>s below.</summary>
public abstract record BackupEvent
{
    private protected BackupEvent()
    {
    }
}

/// <summary>News of one request, which ends in exactly one event whose <see cref="EndsRequest"/> is true.</summary>
/// <param name="Request">The request.</param>
public abstract record RequestEvent(BackupRequest Request) : BackupEvent
{
    /// <summary>Whether this is the request's outcome, and no event of the request follows.</summary>
    public virtual bool EndsRequest => true;
}

/// <summary>The service has accepted the backup.</summary>
/// <param name="Request">The request.</param>
/// <param name="Response">
/// The service's answer; for a backup that was found by looking, one made from its listing. Where the request waits, its BackupDetails
/// are updated in the end (<see cref="BackupAvailable.Response"/>).
/// </param>
public sealed record BackupCreated(CreateRequest Request, CreateBackupResponse Response) : RequestEvent(Request)
{
    /// <summary>The backup as it was created.</summary>
    public BackupDetails Details { get; } = Response.BackupDetails;

    /// <inheritdoc/>
    public override bool EndsRequest => !Request.Wait;

    /// <inheritdoc cref="RequestEvent.Request"/>
    public new CreateRequest Request { get; } = Request;
}

/// <summary>The backup is AVAILABLE.</summary>
/// <param name="Request">The request.</param>
/// <param name="Details">The backup, as it was last read.</param>
/// <param name="TableId">
/// The id of the table it was made of, which distinguishes tables created one after the other under one name; null where the service
/// did not show it.
/// </param>
/// <param name="Response">The answer to its creation, its BackupDetails updated; null where it was only waited for.</param>
public sealed record BackupAvailable(BackupRequest Request, BackupDetails Details, string? TableId, CreateBackupResponse? Response)
    : RequestEvent(Request);

/// <summary>A backup was deleted.</summary>
/// <param name="Request">The request.</param>
/// <param name="Details">The backup as it was, its status DELETED.</param>
/// <param name="TableId">The id of the table it was made of; null where no listing showed it.</param>
public sealed record BackupDeleted(BackupRequest Request, BackupDetails Details, string? TableId) : RequestEvent(Request)
{
    /// <inheritdoc/>
    public override bool EndsRequest => false;
}

/// <summary>The request failed.</summary>
/// <param name="Request">The request.</param>
/// <param name="Failure">What happened, and what to do next.</param>
public sealed record BackupFailed(BackupRequest Request, BackupFailure Failure) : RequestEvent(Request);

/// <summary>
/// A table's backups were listed to the end, and it is decided which may be deleted. None is before the plan is answered with the
/// engine's <c>Approve</c>.
/// </summary>
/// <param name="Request">The request.</param>
/// <param name="Backups">All of the table's backups, by table id, the newest first.</param>
public sealed record TablePlanned(LimitRequest Request, IReadOnlyList<PlannedBackup> Backups) : RequestEvent(Request)
{
    /// <inheritdoc/>
    public override bool EndsRequest => false;

    /// <inheritdoc cref="RequestEvent.Request"/>
    public new LimitRequest Request { get; } = Request;
}

/// <summary>One backup of a table that is limited, and what becomes of it.</summary>
/// <param name="Details">The backup, as it was listed.</param>
/// <param name="TableId">The id of the table it was made of: a recreated table has another one. Null where it is not known.</param>
/// <param name="Fate">Whether it is deleted.</param>
/// <param name="Reason">The rules that keep it, such as <c>last 3, daily 2026-11-20</c>, or why they do not apply to it.</param>
public sealed record PlannedBackup(BackupDetails Details, string? TableId, BackupFate Fate, string Reason);

/// <summary>What becomes of a backup of a table that is limited.</summary>
public enum BackupFate
{
    /// <summary>No rule keeps it: it is deleted, if that is approved.</summary>
    Delete,

    /// <summary>A keep rule keeps it.</summary>
    Keep,

    /// <summary>The rules do not apply to it: another name, type or status, or its table is not certain. It stays.</summary>
    Ignore,
}

/// <summary>All deletions of a table's plan that were approved are done.</summary>
/// <param name="Request">The request.</param>
/// <param name="Kept">How many of the backups that the rules apply to stay.</param>
public sealed record TableLimited(BackupRequest Request, int Kept) : RequestEvent(Request);

/// <summary>A line for the debug, verbose or warning stream.</summary>
/// <param name="Level">Its stream.</param>
/// <param name="Text">The line; its control characters are shown escaped.</param>
public sealed record EngineNote(NoteLevel Level, string Text) : BackupEvent;

/// <summary>The stream of a note.</summary>
public enum NoteLevel
{
    /// <summary>One service call.</summary>
    Debug,

    /// <summary>One decision of the engine.</summary>
    Verbose,

    /// <summary>Something that the user may want to act on.</summary>
    Warning,
}
