using System.Collections.Concurrent;

using DynamoBackup.Engine.Listing;
using DynamoBackup.Engine.Outcomes;
using DynamoBackup.Engine.Requests;
using DynamoBackup.Engine.Runtime;

namespace DynamoBackup.Engine;

/// <summary>
/// One run: takes requests, creates, watches and deletes backups, and publishes what becomes of each. Requests go in and events come
/// out on the caller's thread; everything between runs on the options' scheduler, one step at a time.
/// </summary>
public sealed class BackupEngine : IDisposable
{
    private readonly BlockingCollection<BackupEvent> _events = new(new ConcurrentQueue<BackupEvent>());
    private readonly Dictionary<BackupTarget, AccountRegion> _regions = [];
    private readonly EngineOptions _options;
    private readonly EngineRun _run;
    private readonly Journal _journal;
    private int _accepted;
    private int _ended;
    private volatile bool _isComplete;
    private bool _isDisposed;

    /// <summary>Makes a run.</summary>
    /// <param name="options">How it runs.</param>
    public BackupEngine(EngineOptions options)
    {
        _options = options;
        _run = new EngineRun(options.Time, options.Random);
        _journal = new Journal(
            _events, options.Created, () => _run.Now, _run.StopToken, options.LogDecisions, options.LogCalls);
    }

    /// <summary>How far the run is. Any thread may ask.</summary>
    public RunProgress Progress => _journal.Progress;

    /// <summary>
    /// The ARNs of the backups whose deletion the service was asked for, and of which no event was taken yet: where the run is
    /// stopped, they may be gone. Any thread may ask.
    /// </summary>
    public IReadOnlyCollection<string> OpenDeletions => _journal.OpenDeletions;

    /// <summary>
    /// Whether a request to create a backup was sent, and may have created it: no outcome of it was taken yet. Any thread may ask.
    /// </summary>
    /// <param name="request">The request.</param>
    public bool MayHaveCreated(BackupRequest request) => _journal.MayHaveCreated(request);

    /// <summary>
    /// Whether no outcome is to come: the run was stopped, or the outcome of every request was taken, and no request will
    /// follow. Notes may be left to take.
    /// </summary>
    public bool IsDone => _run.Defect is null && (_run.IsStopped || (_isComplete && _ended == _accepted));

    /// <summary>Takes a request on, unless <see cref="EngineOptions.QueueCapacity"/> requests wait already.</summary>
    /// <param name="request">The request.</param>
    /// <returns>Whether it was taken on; if not, take events until it is.</returns>
    /// <exception cref="InvalidOperationException"><see cref="CompleteAdding"/> was called before.</exception>
    public bool TrySubmit(BackupRequest request)
    {
        if (_isComplete)
        {
            throw new InvalidOperationException("The run takes no more requests.");
        }

        if (_accepted - _journal.Started >= _options.QueueCapacity)
        {
            return false;
        }

        _accepted++;
        _ = Task.Factory.StartNew(() => Accept(request), CancellationToken.None, TaskCreationOptions.DenyChildAttach, _options.Scheduler);
        return true;
    }

    /// <summary>
    /// Answers a <see cref="TablePlanned"/>, once: of its deletions those named here are made, and no others. Backups that the
    /// plan does not delete are left alone whatever is named.
    /// </summary>
    /// <param name="request">The request whose plan it is.</param>
    /// <param name="backupArns">The backups that may be deleted; none to let all stay.</param>
    public void Approve(LimitRequest request, IReadOnlyCollection<string> backupArns) => _ = Task.Factory.StartNew(
        () => RegionOf(request.Target).Limiter.Approve(request, backupArns),
        CancellationToken.None,
        TaskCreationOptions.DenyChildAttach,
        _options.Scheduler);

    /// <summary>Lists the tables of an account and region: the service is asked once in a run, whoever asks how often.</summary>
    /// <param name="target">The account and region.</param>
    /// <returns>The tables; cancelled where the run is stopped.</returns>
    public Task<TableListing> ListTablesAsync(BackupTarget target) => Task.Factory.StartNew(
        () => RegionOf(target).Tables.ListAsync(), _run.StopToken, TaskCreationOptions.DenyChildAttach, _options.Scheduler).Unwrap();

    /// <summary>Ends the input: no request will follow.</summary>
    public void CompleteAdding() => _isComplete = true;

    /// <summary>Takes the next event.</summary>
    /// <param name="backupEvent">The event.</param>
    /// <param name="timeout">How long to wait for one; zero not to wait.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether there was one in time; never once the run is stopped.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="InvalidOperationException">The run ended by a defect in this software.</exception>
    public bool TryTake(out BackupEvent? backupEvent, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        if (!TryTakeUntilStopped(out backupEvent, timeout, cancellationToken))
        {
            return _run.Defect is { } defect
                ? throw new InvalidOperationException(
                    "The run ended by a defect in DynamoBackup: please report it. "
                    + "Check for the backups with Get-DDBBackupList before you retry.",
                    defect)
                : false;
        }

        if (backupEvent is RequestEvent { EndsRequest: true } outcome)
        {
            _ended++;
            _journal.EndDeletions(outcome.Request);
            _journal.EndCreation(outcome.Request);
        }
        else if (backupEvent is BackupDeleted deleted)
        {
            _journal.EndDeletion(deleted.Details.BackupArn);
        }

        return true;
    }

    /// <summary>
    /// Stops the run: no new call starts, those in flight are given up, and nothing more is published. Backups already
    /// created go on being made. Any thread may call it, more than once, also after <see cref="Dispose"/>.
    /// </summary>
    public void Cancel() => _run.Stop();

    /// <summary>Stops the run, and lets go of what it holds.</summary>
    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        _run.Stop();
        _events.Dispose();

        // The regions belong to the engine's own steps.
        _ = Task.Factory.StartNew(
            () =>
            {
                foreach (var region in _regions.Values)
                {
                    region.Dispose();
                }
            },
            CancellationToken.None,
            TaskCreationOptions.DenyChildAttach,
            _options.Scheduler);
    }

    private bool TryTakeUntilStopped(out BackupEvent? backupEvent, TimeSpan timeout, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_run.IsStopped)
        {
            backupEvent = null;
            return false;
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _run.StopToken);
        try
        {
            return _events.TryTake(out backupEvent, (int)timeout.TotalMilliseconds, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            backupEvent = null;
            return false;
        }
    }

    private void Accept(BackupRequest request)
    {
        if (_run.IsStopped)
        {
            return;
        }

        _journal.CountAccepted(request);
        var region = RegionOf(request.Target);
        switch (request)
        {
            case CreateRequest create:
                region.Creator.Accept(create);
                break;
            case WaitRequest wait:
                _journal.CountStarted(wait);
                region.Watcher.Watch(wait);
                break;
            case LimitRequest limit:
                _journal.CountStarted(limit);
                region.Limiter.Accept(limit);
                break;
            default:
                throw new NotSupportedException($"No part of the engine serves a {request.GetType().Name}.");
        }
    }

    private AccountRegion RegionOf(BackupTarget target)
    {
        if (!_regions.TryGetValue(target, out var region))
        {
            region = new AccountRegion(target, _run, _journal, _options);
            _regions.Add(target, region);
        }

        return region;
    }
}
