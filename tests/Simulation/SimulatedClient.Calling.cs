namespace DynamoBackup.Simulation;

// What every call goes through: the checks at its start, the faults on its way, and its end.
internal sealed partial class SimulatedClient
{
    private Task<ServiceAnswer<T>> Call<T>(
        Operation operation,
        string subject,
        CancellationToken cancellationToken,
        Func<SimulatedFault?, Sickness?, Reply<T>> act,
        bool isByArn = false,
        string? table = null)
        where T : class
    {
        NoteStart(operation, subject, cancellationToken);
        if (table is not null)
        {
            // Given up before it is answered.
            cancellationToken.Register(() => UnsureTables.Add(table));
        }

        var end = new TaskCompletionSource<ServiceAnswer<T>>(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = Task.Factory.StartNew(
            async () =>
            {
                var toItsHost = isByArn || SimulatedHealth.IsByArn(operation);
                var reply = await RunAsync(operation, subject, toItsHost, cancellationToken, act, table);
                if (reply.Fault is { } fault)
                {
                    end.TrySetException(fault);
                }
                else if (!reply.Hangs)
                {
                    if (!cancellationToken.IsCancellationRequested)
                    {
                        NoteRead(reply.Value!);
                    }

                    end.TrySetResult(new ServiceAnswer<T>(reply.Value!));
                }
                else if (!reply.IsDeaf)
                {
                    // Some hang even after they were given up.
                    cancellationToken.Register(() => end.TrySetCanceled(cancellationToken));
                }
            },
            CancellationToken.None,
            TaskCreationOptions.DenyChildAttach,
            _world.Scheduler);
        return end.Task;
    }

    private async Task<Reply<T>> RunAsync<T>(
        Operation operation,
        string subject,
        bool isByArn,
        CancellationToken cancellationToken,
        Func<SimulatedFault?, Sickness?, Reply<T>> act,
        string? table)
        where T : class
    {
        var host = HostOf(isByArn);
        var started = _world.Clock.Now;
        var sickness = Service.Health.Of(operation, isByArn, started);
        var fault = _world.DrawFault();
        await _world.Clock.DelayAsync(_world.UpTo(_world.MaxLatency));
        if (fault is SimulatedFault.NotSent || sickness is Sickness.Unreachable)
        {
            host.NotSent(started);
            return Reply<T>.Failed(SimulatedErrors.Unreachable());
        }

        if (Service.Gateway.Answers(operation, isByArn, started))
        {
            return AnsweredByGateway(host, started, act, table);
        }

        if (table is not null && fault is not (null or SimulatedFault.Busy or SimulatedFault.Throttled))
        {
            UnsureTables.Add(table);
        }

        if (host.RefusesForSkew(started))
        {
            host.Answered();
            return Reply<T>.Failed(SimulatedErrors.Skew(_world.WeatherRandom));
        }

        if (RefusalOf(operation, subject, sickness, fault, cancellationToken) is { } refusal)
        {
            host.Answered();
            return Reply<T>.Failed(refusal);
        }

        switch (fault)
        {
            case SimulatedFault.DroppedBefore:
                return Reply<T>.Failed(SimulatedErrors.Reset());
            case SimulatedFault.HangsBefore:
            case null when sickness is Sickness.Hanging:
                return Reply<T>.Endless();
            default:
                break;
        }

        var reply = act(fault, sickness);
        await _world.Clock.DelayAsync(_world.UpTo(_world.MaxLatency));
        if (reply.Fault is not null)
        {
            return Answered(host, reply);
        }

        return fault switch
        {
            SimulatedFault.ErrorAfter => Answered(host, Reply<T>.Failed(SimulatedErrors.Error())),
            SimulatedFault.DroppedAfter => Reply<T>.Failed(SimulatedErrors.Reset()),
            SimulatedFault.Garbage => Reply<T>.Failed(SimulatedErrors.Unreadable()),
            SimulatedFault.HangsAfter => Reply<T>.Endless(),
            SimulatedFault.HangsForGood => Reply<T>.Endless(isDeaf: true),
            _ => Answered(host, reply),
        };
    }

    private Reply<T> AnsweredByGateway<T>(
        SimulatedHost host, TimeSpan started, Func<SimulatedFault?, Sickness?, Reply<T>> act, string? table)
        where T : class
    {
        if (table is not null)
        {
            UnsureTables.Add(table);
        }

        host.AnsweredByAnother(started);
        if (Service.Gateway.LetsThrough() && _world.Clock.Now < Service.CredentialsExpireAt)
        {
            act(null, null);
        }

        return Reply<T>.Failed(Service.Gateway.Page());
    }

    private static Reply<T> Answered<T>(SimulatedHost host, Reply<T> reply)
        where T : class
    {
        host.Answered();
        return reply;
    }

    private Exception? RefusalOf(
        Operation operation, string subject, Sickness? sickness, SimulatedFault? fault, CancellationToken cancellationToken)
    {
        if (_world.Clock.Now >= Service.CredentialsExpireAt)
        {
            // Whoever has given the call up is not told.
            RejectedAt ??= cancellationToken.IsCancellationRequested ? null : _world.Clock.Now;
            return SimulatedErrors.Refusal("ExpiredTokenException");
        }

        if (fault is SimulatedFault.Throttled || sickness is Sickness.Throttled || !Service.Takes(operation))
        {
            return SimulatedErrors.Refusal("ThrottlingException");
        }

        if (Service.Denies(operation, subject) || sickness is Sickness.Denied)
        {
            return SimulatedErrors.Refusal("AccessDeniedException");
        }

        if (operation is Operation.CreateBackup && _world.Clock.Now < _command.BusyUntil)
        {
            return SimulatedErrors.Busy(_world.Random);
        }

        return sickness switch
        {
            Sickness.Error => SimulatedErrors.Error(),
            Sickness.Unreadable or Sickness.Endless when operation is not Operation.ListBackups => SimulatedErrors.Unreadable(),
            _ => fault switch
            {
                SimulatedFault.ErrorBefore => SimulatedErrors.Error(),
                SimulatedFault.Busy when operation is Operation.CreateBackup => SimulatedErrors.Busy(_world.Random),
                _ => null,
            },
        };
    }

    private void NoteStart(Operation operation, string subject, CancellationToken cancellationToken)
    {
        var now = _world.Clock.Now;
        _world.Calls++;
        _world.Tell($"{_command.Name} {Service.Region} {operation} {subject}");
        if (_command.CancelledAt < now || cancellationToken.IsCancellationRequested)
        {
            _world.Violate("4: a call started after cancellation");
        }

        // A process that stands still has not read it yet.
        if (RejectedAt is { } rejected && _command.Process.ThawedAt(rejected) < now)
        {
            _world.Violate("4: a call started after the credentials were rejected");
        }

        var starts = _starts[operation];
        starts.Enqueue(now);
        while (starts.Peek() <= now - TimeSpan.FromSeconds(1))
        {
            starts.Dequeue();
        }

        if (starts.Count > PublishedRates.Of(operation))
        {
            _world.Violate($"3: {starts.Count} calls of {operation} within a second");
        }
    }
}
