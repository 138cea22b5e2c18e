using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Amazon.DynamoDBv2.Model;

namespace DynamoBackup.Engine;

/// <summary>
/// Creates the backups of one account and region, each exactly once: in the order they were asked for, as the pace
/// allows, retrying what may be retried until the backup's deadline.
/// </summary>
internal sealed class BackupCreator
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan LongestThrottleRetry = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(15);

    // About as often as is needed to give up a service that cannot be reached when its time is over, not seconds later.
    private static readonly TimeSpan LongestConnectRetry = TimeSpan.FromSeconds(2);

    private readonly AccountRegion _region;
    private readonly EngineHost _host;
    private readonly Queue<BackupRequest> _queue = new();

    // Requests for one table and one name go one after the other: while one's outcome is open, a listed backup could
    // be either's. Holds those that wait, by table and name.
    private readonly Dictionary<string, Queue<BackupRequest>> _held = new(StringComparer.Ordinal);
    private bool _starting;

    public BackupCreator(AccountRegion region, EngineHost host)
    {
        _region = region;
        _host = host;
    }

    public void Accept(BackupRequest request)
    {
        if (request.BackupName is not null && _held.TryGetValue(KeyOf(request), out var held))
        {
            held.Enqueue(request);
            return;
        }

        if (request.BackupName is not null)
        {
            _held.Add(KeyOf(request), new Queue<BackupRequest>());
        }

        Enqueue(request);
    }

    private static string KeyOf(BackupRequest request) => request.TableName + "/" + request.BackupName;

    private void Enqueue(BackupRequest request)
    {
        _queue.Enqueue(request);
        if (!_starting)
        {
            _host.Run(StartAllAsync);
        }
    }

    private async Task StartAllAsync()
    {
        _starting = true;
        try
        {
            while (_queue.Count > 0)
            {
                if (_region.Rejection is { } rejection)
                {
                    var refused = _queue.Dequeue();
                    Start(refused, () => Fail(refused, FailureMessages.Refused(refused, rejection)));
                    continue;
                }

                await _region.CreatePace.EnterAsync(_host.StopToken);
                var request = _queue.Dequeue();
                Start(request, () => CreateAsync(request));
            }
        }
        finally
        {
            _starting = false;
        }
    }

    private void Start(BackupRequest request, Func<Task> steps)
    {
        _host.CountStarted(request);
        _host.Run(request, async () =>
        {
            try
            {
                await steps();
            }
            finally
            {
                LetNextOfSameName(request);
            }
        });
    }

    private void LetNextOfSameName(BackupRequest request)
    {
        if (request.BackupName is null)
        {
            return;
        }

        var held = _held[KeyOf(request)];
        if (held.Count > 0)
        {
            Enqueue(held.Dequeue());
        }
        else
        {
            _held.Remove(KeyOf(request));
        }
    }

    private Task Fail(BackupRequest request, BackupFailure failure)
    {
        _host.Say(new BackupFailed(request, failure));
        return Task.CompletedTask;
    }

    // Entered with a seat of the gate for the first attempt.
    private async Task CreateAsync(BackupRequest request)
    {
        var table = request.Table!;
        var backupName = request.BackupName ?? BackupName.Generate(
            table, _host.Clock.UtcNow, _host.Options.Rules.UseSeededRandom ? _host.Options.Random : new Random(Guid.NewGuid().GetHashCode()));
        var deadline = _host.Clock.Now + request.Timeout;
        using var deadlineSource = _host.CancelledAt(deadline, _region.RejectionToken);
        Moment? firstUnknown = null;
        for (var attempt = 1; ; attempt++)
        {
            var call = await _region.CallAsync(
                Operation.CreateBackup,
                table.Text,
                attempt,
                token => _region.Target.Service.CreateAsync(table.Text, backupName, token),
                _host.Options.Rules.KeepDeadlines ? _region.LimitUntil(deadline) : TimeSpan.FromDays(1));
            if (call.Value is not null)
            {
                _host.TellDecision($"Backup '{backupName}' of table '{table.Name}' is created: {call.Value.BackupDetails.BackupArn}");
                Created(request, call.Value, deadline);
                return;
            }

            var fault = call.Fault!;
            if (FailureFor(request, fault) is { } failure)
            {
                await Fail(request, failure);
                return;
            }

            firstUnknown ??= fault.Class is FaultClass.Unknown ? call.Started : null;

            // An attempt of unknown outcome can also come to light as a conflict with the backup it made.
            var look = fault.Class is FaultClass.Unknown || (firstUnknown is not null && fault.Class is FaultClass.Busy);
            if (look && _host.Options.Rules.LookBeforeSecondCreate)
            {
                _host.TellDecision($"The outcome of creating '{backupName}' of table '{table.Name}' is unknown ({fault.Code}); looking for it before another attempt.");
                var (finding, details, lookFault) = await _region.Finder.FindAsync(table, backupName, firstUnknown!.Value, deadlineSource.Token);
                switch (finding)
                {
                    case BackupFinder.Finding.Found:
                        _host.TellDecision($"Backup '{backupName}' of table '{table.Name}' exists: adopted.");
                        Created(request, new CreateBackupResponse { BackupDetails = details }, deadline);
                        return;
                    case BackupFinder.Finding.CannotTell:
                        await Fail(request, FailureMessages.OutcomeUnknown(request, backupName, fault, lookFault));
                        return;
                    default:
                        _host.TellDecision($"Backup '{backupName}' of table '{table.Name}' does not exist; trying again.");
                        break;
                }
            }
            else
            {
                var delay = DelayBefore(attempt, fault.Class);
                _host.TellDecision($"Creating '{backupName}' of table '{table.Name}' failed ({fault.Code}); trying again in {delay.TotalSeconds:0.0} s.");
                await WaitAsync(delay, deadlineSource.Token);
            }

            if (!await EnterAsync(deadline, deadlineSource.Token))
            {
                await Fail(request, _region.Rejection is { } rejection ? FailureMessages.Refused(request, rejection) : FailureMessages.CreationTimedOut(request, fault));
                return;
            }
        }
    }

    private void Created(BackupRequest request, CreateBackupResponse response, TimeSpan deadline)
    {
        _region.Finder.Own(response.BackupDetails.BackupArn);
        _host.Say(new BackupCreated(request, response));
        if (request.Wait)
        {
            _region.Watcher.Watch(request, response, deadline);
        }
    }

    private BackupFailure? FailureFor(BackupRequest request, ServiceFault fault) => fault.Class switch
    {
        FaultClass.Unknown => null,
        FaultClass.Throttled => null,
        FaultClass.Busy => _host.Options.Rules.RetryBusy ? null : FailureMessages.Refused(request, fault),
        FaultClass.NotSent => !_region.IsOutOfReach ? null : FailureMessages.ConnectionFailed(request, fault),
        _ => FailureMessages.Refused(request, fault),
    };

    private TimeSpan DelayBefore(int attempt, FaultClass faultClass)
    {
        var longest = faultClass switch
        {
            FaultClass.NotSent => LongestConnectRetry,
            FaultClass.Throttled => LongestThrottleRetry,
            _ => LongestRetry,
        };
        var delay = TimeSpan.FromTicks(FirstRetry.Ticks << Math.Min(attempt - 1, 10));
        return _host.Jittered(delay < longest ? delay : longest);
    }

    private async Task WaitAsync(TimeSpan delay, CancellationToken deadline)
    {
        try
        {
            await _host.Clock.Delay(delay, deadline);
        }
        catch (OperationCanceledException) when (!_host.IsStopped)
        {
            // The deadline passed: the caller asks for its turn next, and is refused it.
        }
    }

    private async Task<bool> EnterAsync(TimeSpan deadline, CancellationToken deadlineToken)
    {
        try
        {
            await _region.CreatePace.EnterAsync(deadlineToken);
        }
        catch (OperationCanceledException) when (!_host.IsStopped)
        {
            return false;
        }

        // A call with no time left would be sent and given up in one moment, its outcome unknown.
        if (_host.Clock.Now >= deadline && _host.Options.Rules.KeepDeadlines)
        {
            _host.Gate.Leave();
            return false;
        }

        return true;
    }
}
