using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace DynamoBackup.Engine;

/// <summary>
/// One run: takes requests, creates and watches backups, and tells what becomes of each. Requests go in and events come
/// out on the caller's thread; everything between runs on the options' scheduler, one step at a time.
/// </summary>
public sealed class BackupEngine : IDisposable
{
    private readonly BlockingCollection<BackupEvent> _events = new(new ConcurrentQueue<BackupEvent>());
    private readonly Dictionary<BackupTarget, AccountRegion> _regions = [];
    private readonly EngineOptions _options;
    private readonly EngineHost _host;
    private int _accepted;
    private int _ended;
    private volatile bool _isComplete;

    /// <summary>Makes a run.</summary>
    /// <param name="options">How it runs.</param>
    public BackupEngine(EngineOptions options)
    {
        _options = options;
        _host = new EngineHost(options, _events);
    }

    /// <summary>How far the run is. Any thread may ask.</summary>
    public RunProgress Progress => _host.Progress;

    /// <summary>Whether nothing more will be said: the run was stopped, or every request has ended, every event was taken, and no request will follow.</summary>
    public bool IsDone => _host.Defect is null && (_host.IsStopped || (_isComplete && _ended == _accepted));

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

        if (_accepted - _host.Started >= _options.QueueCapacity)
        {
            return false;
        }

        _accepted++;
        _ = Task.Factory.StartNew(() => Accept(request), CancellationToken.None, TaskCreationOptions.DenyChildAttach, _options.Scheduler);
        return true;
    }

    /// <summary>Says that no request will follow.</summary>
    public void CompleteAdding() => _isComplete = true;

    /// <summary>Takes the next event.</summary>
    /// <param name="backupEvent">The event.</param>
    /// <param name="patience">How long to wait for one; zero not to wait.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether there was one in time; never once the run is stopped.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="InvalidOperationException">The run ended by a defect in this software.</exception>
    public bool TryTake(out BackupEvent? backupEvent, TimeSpan patience, CancellationToken cancellationToken = default)
    {
        if (!TryTakeUntilStopped(out backupEvent, patience, cancellationToken))
        {
            return _host.Defect is { } defect
                ? throw new InvalidOperationException("The run ended by a defect of DynamoBackup; please report it. Look for the backups with Get-DDBBackupList before you try again.", defect)
                : false;
        }

        if (backupEvent!.EndsRequest)
        {
            _ended++;
        }

        return true;
    }

    /// <summary>
    /// Stops the run: no new call starts, those in flight are given up, and nothing more is said. Backups already
    /// created go on being made. Any thread may call it, more than once.
    /// </summary>
    public void Cancel() => _host.Stop();

    /// <summary>Stops the run.</summary>
    public void Dispose() => Cancel();

    private bool TryTakeUntilStopped(out BackupEvent? backupEvent, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _host.StopToken);
        try
        {
            return _events.TryTake(out backupEvent, (int)patience.TotalMilliseconds, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            backupEvent = null;
            return false;
        }
    }

    private void Accept(BackupRequest request)
    {
        if (_host.IsStopped)
        {
            return;
        }

        _host.CountAccepted(request);
        if (!_regions.TryGetValue(request.Target, out var region))
        {
            region = new AccountRegion(request.Target, _host);
            _regions.Add(request.Target, region);
        }

        if (request.Arn is null)
        {
            region.Creator.Accept(request);
        }
        else
        {
            _host.CountStarted(request);
            region.Watcher.Watch(request);
        }
    }
}
