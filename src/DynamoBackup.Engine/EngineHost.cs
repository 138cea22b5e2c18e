using System;
using System.Collections.Concurrent;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;

namespace DynamoBackup.Engine;

/// <summary>
/// What the parts of one run share: time, seats, the way out for events, and the counts. Touched only from the engine's
/// own steps, but for <see cref="Progress"/> and the events, which anybody may read.
/// </summary>
internal sealed class EngineHost : IDisposable
{
    private readonly BlockingCollection<BackupEvent> _events;
    private readonly CancellationTokenSource _stop = new();
    private volatile int _started;
    private int _waiting;
    private int _creating;
    private int _created;
    private int _available;
    private int _failed;
    private long _sizeBytes;
    private TimeSpan? _began;
    private TimeSpan _lastChange;
    private string? _lastChanged;
    private volatile RunProgress _progress = new(0, 0, 0, 0, 0, 0, null, TimeSpan.Zero, null);

    public EngineHost(EngineOptions options, BlockingCollection<BackupEvent> events)
    {
        Options = options;
        _events = events;
        Gate = new CallGate(options.ThrottleLimit);
        StopToken = options.Rules.StopOnCancel ? _stop.Token : CancellationToken.None;
    }

    public EngineOptions Options { get; }

    public IClock Clock => Options.Clock;

    public CallGate Gate { get; }

    /// <summary>Cancelled when the run is stopped.</summary>
    public CancellationToken StopToken { get; }

    /// <summary>What ended the run unasked; null while nothing has.</summary>
    public Exception? Defect { get; private set; }

    public bool IsStopped => StopToken.IsCancellationRequested;

    /// <summary>How far the run is, for any thread.</summary>
    public RunProgress Progress => _progress.At(Clock.Now);

    /// <summary>How many requests have been started so far, for any thread.</summary>
    public int Started => _started;

    public void Stop() => _stop.Cancel();

    public void ThrowIfStopped() => StopToken.ThrowIfCancellationRequested();

    /// <summary>A source that is cancelled at a moment, with a token, or when the run is stopped.</summary>
    public CancellationTokenSource CancelledAt(TimeSpan moment, CancellationToken token)
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(StopToken, token);
        if (Options.Rules.KeepDeadlines)
        {
            Clock.CancelAfter(source, moment - Clock.Now);
        }

        return source;
    }

    /// <summary>A share of a delay from half to all of it, so that many do not come back at once.</summary>
    public TimeSpan Jittered(TimeSpan delay) =>
        TimeSpan.FromTicks((long)(delay.Ticks * (0.5 + (Options.Random.NextDouble() / 2))));

    public void CountAccepted(BackupRequest request)
    {
        _began ??= Clock.Now;
        _waiting++;
        Publish(request);
    }

    public void CountStarted(BackupRequest request)
    {
        _started++;
        _waiting--;
        _creating++;
        Publish(request);
    }

    /// <summary>Says an event, and counts the outcome it may be. The request must have been started.</summary>
    public void Say(BackupEvent backupEvent)
    {
        if (IsStopped)
        {
            return;
        }

        if (backupEvent.EndsRequest)
        {
            _creating--;
            switch (backupEvent)
            {
                case BackupCreated created:
                    _created++;
                    _sizeBytes += created.Details.BackupSizeBytes ?? 0;
                    break;
                case BackupAvailable available:
                    TellDecision($"Backup '{available.Details.BackupName}' of table '{available.Request!.TableName}' is {available.Details.BackupStatus}.");
                    _available++;
                    _sizeBytes += available.Details.BackupSizeBytes ?? 0;
                    break;
                case BackupFailed failed:
                    TellDecision($"Gave table '{failed.Request!.TableName}' up: {failed.Failure.Kind}.");
                    _failed++;
                    break;
                default:
                    break;
            }

            Publish(backupEvent.Request!);
        }

        _events.Add(backupEvent);
    }

    public void TellDecision(string text)
    {
        if (Options.TellDecisions)
        {
            _events.Add(new EngineNote(NoteLevel.Verbose, Printable.Of(text)));
        }
    }

    public void TellCall(Operation operation, string subject, int attempt, string region, TimeSpan started, string status, string? requestId)
    {
        if (Options.TellCalls)
        {
            var text = string.Format(
                CultureInfo.InvariantCulture,
                "{0} {1} in {2}, attempt {3}: {4}, {5:0} ms, request id {6}",
                operation,
                subject,
                region,
                attempt,
                status,
                (Clock.Now - started).TotalMilliseconds,
                string.IsNullOrEmpty(requestId) ? "none" : requestId);
            _events.Add(new EngineNote(NoteLevel.Debug, Printable.Of(text)));
        }
    }

    /// <summary>Runs steps that serve many requests; a defect in them ends the run.</summary>
    public async void Run(Func<Task> steps)
    {
        try
        {
            await steps();
        }
        catch (OperationCanceledException) when (IsStopped)
        {
            // A stopped run says nothing more.
        }
        catch (Exception e)
        {
            Defect = e;
            Stop();
        }
    }

    /// <summary>Runs a request's own steps; a defect in them fails that request, and never the run.</summary>
    public async void Run(BackupRequest request, Func<Task> steps)
    {
        try
        {
            await steps();
        }
        catch (OperationCanceledException) when (IsStopped)
        {
            // A stopped run says nothing more.
        }
        catch (Exception e)
        {
            Say(new BackupFailed(request, FailureMessages.InternalError(request, e)));
        }
    }

    public void Dispose() => _stop.Dispose();

    private void Publish(BackupRequest request)
    {
        _lastChange = Clock.Now - _began!.Value;
        _lastChanged = request.TableName;
        _progress = new RunProgress(_waiting, _creating, _created, _available, _failed, _sizeBytes, _began, _lastChange, _lastChanged);
    }
}
