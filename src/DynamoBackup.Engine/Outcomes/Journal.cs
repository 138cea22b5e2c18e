using System.Collections.Concurrent;
using System.Globalization;
using DynamoBackup.Engine.Requests;

namespace DynamoBackup.Engine.Outcomes;

/// <summary>
/// What a run publishes: its events, and how far it is. Written from the engine's own steps only; <see cref="Progress"/> and
/// the events may be read from any thread.
/// </summary>
/// <param name="events">Where the events go.</param>
/// <param name="created">Where the backups go that the run creates.</param>
/// <param name="now">The run's time.</param>
/// <param name="stopped">Cancelled when the run is stopped; nothing is published from then on.</param>
/// <param name="logDecisions">Whether decisions are logged.</param>
/// <param name="logCalls">Whether calls are logged.</param>
internal sealed class Journal(
    BlockingCollection<BackupEvent> events,
    CreatedBackups created,
    Func<TimeSpan> now,
    CancellationToken stopped,
    bool logDecisions,
    bool logCalls)
{
    private readonly ConcurrentDictionary<string, BackupRequest> _deletions = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<BackupRequest, bool> _creations = [];
    private volatile RunProgress _progress = new();
    private volatile int _started;

    /// <summary>How far the run is, for any thread.</summary>
    public RunProgress Progress => _progress.At(now());

    /// <summary>How many requests have been started so far, for any thread.</summary>
    public int Started => _started;

    /// <summary>Counts a request that was taken on.</summary>
    public void CountAccepted(BackupRequest request) =>
        Update(request, _progress with { Began = _progress.Began ?? now(), Waiting = _progress.Waiting + 1 });

    /// <summary>Counts a request whose first call is due.</summary>
    public void CountStarted(BackupRequest request)
    {
        _started++;
        Update(request, _progress with { Waiting = _progress.Waiting - 1, Creating = _progress.Creating + 1 });
    }

    /// <summary>Whether a request was sent that may have created its backup, and no outcome of it was taken yet, for any thread.</summary>
    public bool MayHaveCreated(BackupRequest request) => _creations.ContainsKey(request);

    /// <summary>Notes that a request to create a backup is about to be sent.</summary>
    public void NoteCreation(BackupRequest request) => _creations[request] = true;

    /// <summary>Notes that no attempt so far can have created a request's backup, or that its outcome was taken.</summary>
    public void EndCreation(BackupRequest request) => _creations.TryRemove(request, out _);

    /// <summary>The ARNs of the backups whose deletion was asked for, and of which no outcome was taken yet, for any thread.</summary>
    public IReadOnlyCollection<string> OpenDeletions => [.. _deletions.Keys];

    /// <summary>Notes that a backup's deletion is about to be asked for.</summary>
    public void NoteDeletion(BackupRequest request, string arn) => _deletions[arn] = request;

    /// <summary>Notes that a backup is still there, or that its outcome was taken.</summary>
    public void EndDeletion(string arn) => _deletions.TryRemove(arn, out _);

    /// <summary>Notes that the outcome of a request was taken: it tells of each of its deletions.</summary>
    public void EndDeletions(BackupRequest request)
    {
        foreach (var (arn, _) in _deletions.Where(deletion => deletion.Value == request))
        {
            EndDeletion(arn);
        }
    }

    /// <summary>Whether the run has created a backup.</summary>
    /// <param name="arn">The backup's ARN.</param>
    public bool HasCreated(string arn) => created.Contains(arn);

    /// <summary>Counts deletions that were consented to.</summary>
    public void CountApproved(int deletions) => _progress = _progress with { Approved = _progress.Approved + deletions };

    /// <summary>Publishes an event, and counts the outcome it may be. The request must have been started.</summary>
    public void Publish(RequestEvent news)
    {
        if (news is BackupCreated { Details.BackupArn: var arn })
        {
            created.Add(arn);
        }

        if (stopped.IsCancellationRequested)
        {
            return;
        }

        Count(news);
        Add(news);
    }

    /// <summary>Logs a decision of the engine.</summary>
    public void LogDecision(string text) => Log(logDecisions, NoteLevel.Verbose, text);

    /// <summary>Warns of what the user may want to act on.</summary>
    public void LogWarning(string text) => Log(true, NoteLevel.Warning, text);

    /// <summary>Logs a service call.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="subject">What the call is about.</param>
    /// <param name="count">Which call of its kind it is, such as <c>attempt 1</c> or <c>poll 2</c>.</param>
    /// <param name="region">The region.</param>
    /// <param name="started">When it started.</param>
    /// <param name="status">The status, or the error's code.</param>
    /// <param name="requestId">The service's id of the call; null where it gave none.</param>
    public void LogCall(string operation, string subject, string count, string region, TimeSpan started, string status, string? requestId)
    {
        if (logCalls)
        {
            var took = (now() - started).TotalMilliseconds;
            var id = string.IsNullOrEmpty(requestId) ? "none" : requestId;
            Log(true, NoteLevel.Debug, string.Create(
                CultureInfo.InvariantCulture, $"{operation} {subject} in {region}, {count}: {status}, {took:0} ms, request id {id}"));
        }
    }

    private void Log(bool isAskedFor, NoteLevel level, string text)
    {
        if (isAskedFor && !stopped.IsCancellationRequested)
        {
            // A log line quotes codes and ids that a server made up.
            var printable = Printable.Of(text);
            Add(new EngineNote(level, level is NoteLevel.Warning ? printable : Printable.Excerpt(printable)));
        }
    }

    private void Add(BackupEvent backupEvent)
    {
        try
        {
            events.Add(backupEvent);
        }
        catch (ObjectDisposedException) when (stopped.IsCancellationRequested)
        {
            // The run was stopped and disposed of on another thread since it was asked.
        }
    }

    private void Count(RequestEvent outcome)
    {
        var progress = outcome.EndsRequest ? _progress with { Creating = _progress.Creating - 1 } : _progress;
        switch (outcome)
        {
            case BackupDeleted deleted:
                progress = progress with
                {
                    Deleted = progress.Deleted + 1,
                    SizeBytes = progress.SizeBytes + (deleted.Details.BackupSizeBytes ?? 0),
                };
                break;
            case TableLimited limited:
                progress = progress with { Limited = progress.Limited + 1, Kept = progress.Kept + limited.Kept };
                break;
            case { EndsRequest: false }:
                return;
            case BackupCreated created:
                progress = progress with
                {
                    Created = progress.Created + 1,
                    SizeBytes = progress.SizeBytes + (created.Details.BackupSizeBytes ?? 0),
                };
                break;
            case BackupAvailable available:
                var details = available.Details;
                LogDecision($"Backup '{details.BackupName}' of table '{available.Request.TableName}' is {details.BackupStatus}.");
                progress = progress with
                {
                    Available = progress.Available + 1,
                    SizeBytes = progress.SizeBytes + (details.BackupSizeBytes ?? 0),
                };
                break;
            case BackupFailed failed:
                LogDecision($"Gave table '{failed.Request.TableName}' up: {failed.Failure.Kind}.");
                progress = progress with { Failed = progress.Failed + 1 };
                break;
            default:
                break;
        }

        Update(outcome.Request, progress);
    }

    private void Update(BackupRequest request, RunProgress progress) =>
        _progress = progress with { LastChange = now() - progress.Began!.Value, LastChanged = request.TableName };
}
