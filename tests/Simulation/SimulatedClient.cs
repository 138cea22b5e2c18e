using Amazon.DynamoDBv2.Model;

namespace DynamoBackup.Simulation;

/// <summary>One command's way to a region: the faults of single calls and of the way, and the checks of how it is called.</summary>
internal sealed class SimulatedClient : IBackupService
{
    private readonly SimulatedWorld _world;
    private bool _accountIsKnown;
    private readonly SimulatedCommand _command;
    private readonly Dictionary<Operation, Queue<TimeSpan>> _starts =
        Enum.GetValues<Operation>().ToDictionary(operation => operation, _ => new Queue<TimeSpan>());
    private readonly SimulatedHost _byName;
    private readonly SimulatedHost _byArn;

    public SimulatedClient(SimulatedWorld world, SimulatedCommand command, SimulatedService service)
    {
        _world = world;
        _command = command;
        Service = service;
        _byName = new SimulatedHost(world);
        _byArn = new SimulatedHost(world);
    }

    public SimulatedService Service { get; }

    /// <summary>When a refusal of the credentials was first told.</summary>
    public TimeSpan? RejectedAt { get; private set; }

    /// <summary>Tables of which a creation had no clear answer.</summary>
    public HashSet<string> UnsureTables { get; } = [];

    /// <summary>When the first creation of a table's backup started, by table and name.</summary>
    public Dictionary<string, TimeSpan> FirstCreates { get; } = [];

    /// <summary>When a status of a backup was last answered, by ARN and status.</summary>
    public Dictionary<(string Arn, string Status), TimeSpan> LastRead { get; } = [];

    public SimulatedHost HostOf(Operation operation) => SimulatedHealth.IsByArn(operation) ? _byArn : _byName;

    public Task<ServiceAnswer<CreateBackupResponse>> CreateAsync(string tableName, string backupName, CancellationToken cancellationToken)
    {
        var key = tableName + "/" + backupName;
        FirstCreates.TryAdd(key, _world.Clock.Now);
        return Call(Operation.CreateBackup, key, cancellationToken, (fault, _) => Create(tableName, backupName, fault), tableName);
    }

    public Task<ServiceAnswer<BackupDescription>> DescribeAsync(string backupArn, CancellationToken cancellationToken) =>
        Call(Operation.DescribeBackup, backupArn, cancellationToken, (_, _) =>
        {
            var reply = Service.Describe(backupArn);
            if (_world.WeatherHappens(_world.FalseShare) && Service.Find(backupArn) is { } backup)
            {
                return new Reply<BackupDescription>(new BackupDescription { BackupDetails = Service.OthersDetails(backup, accountIsKnown: true) });
            }

            return reply;
        });

    public Task<ServiceAnswer<BackupPage>> ListAsync(BackupQuery query, CancellationToken cancellationToken) =>
        Call(
            Operation.ListBackups,
            query.TableName ?? "*",
            cancellationToken,
            (_, sickness) => new Reply<BackupPage>(Service.List(query, sickness)));

    public Task<ServiceAnswer<BackupDescription>> DeleteAsync(string backupArn, CancellationToken cancellationToken) =>
        Call(Operation.DeleteBackup, backupArn, cancellationToken, (_, _) => Service.Delete(backupArn));

    public Task<ServiceAnswer<TableDescription>> DescribeTableAsync(string tableName, CancellationToken cancellationToken) =>
        Call(Operation.DescribeTable, tableName, cancellationToken, (_, _) => Service.DescribeTable(tableName));

    public Task<ServiceAnswer<TablePage>> ListTablesAsync(string? after, CancellationToken cancellationToken) =>
        Call(Operation.ListTables, "*", cancellationToken, (_, _) => new Reply<TablePage>(Service.ListTables(after)));

    private Reply<CreateBackupResponse> Create(string table, string name, SimulatedFault? fault)
    {
        var endedAt = _world.Clock.Now;
        if (fault is null && _world.WeatherHappens(_world.LateShare))
        {
            UnsureTables.Add(table);
            _world.Clock.At(_world.MaxLateness * _world.WeatherRandom.NextDouble(), () => Act());
            return Reply<CreateBackupResponse>.Failed(SimulatedErrors.Reset());
        }

        var made = Act();
        if (made.Value is not { } backup)
        {
            return Reply<CreateBackupResponse>.Failed(made.Fault!);
        }

        if (fault is null && _world.WeatherHappens(_world.FalseShare))
        {
            UnsureTables.Add(table);
            return new Reply<CreateBackupResponse>(new CreateBackupResponse { BackupDetails = Service.OthersDetails(backup, _accountIsKnown) });
        }

        return new Reply<CreateBackupResponse>(new CreateBackupResponse { BackupDetails = Service.DetailsOf(backup) });

        Reply<SimulatedBackup> Act()
        {
            var act = Service.Create(table, name);
            if (act.Value is { } acted)
            {
                var findable = acted.ListedAt > _world.Clock.Now ? acted.ListedAt : _world.Clock.Now;
                acted.UnknownFor = findable - endedAt;
                _world.Tell($"{Service.Region} created {table} {acted.Arn}");
            }

            return act;
        }
    }

    private void NoteRead(object answer)
    {
        if (answer is BackupPage page)
        {
            foreach (var summary in page.Summaries)
            {
                LastRead[(summary.BackupArn, summary.BackupStatus.Value)] = _world.Clock.Now;
            }
        }
        else if (((answer as CreateBackupResponse)?.BackupDetails ?? (answer as BackupDescription)?.BackupDetails) is { } details)
        {
            LastRead[(details.BackupArn, details.BackupStatus.Value)] = _world.Clock.Now;
            _accountIsKnown |= answer is CreateBackupResponse && Service.Find(details.BackupArn) is not null;
        }
    }

    private Task<ServiceAnswer<T>> Call<T>(
        Operation operation,
        string subject,
        CancellationToken cancellationToken,
        Func<SimulatedFault?, Sickness?, Reply<T>> act,
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
                var reply = await RunAsync(operation, cancellationToken, act, table);
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

                    end.TrySetResult(new ServiceAnswer<T>(reply.Value!, Service.Dates.OfAnswer()));
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
        Operation operation, CancellationToken cancellationToken, Func<SimulatedFault?, Sickness?, Reply<T>> act, string? table)
        where T : class
    {
        var host = HostOf(operation);
        var started = _world.Clock.Now;
        var sickness = Service.Health.Of(operation, started);
        var fault = _world.DrawFault();
        await _world.Clock.DelayAsync(_world.UpTo(_world.MaxLatency));
        if (fault is SimulatedFault.NotSent || sickness is Sickness.Unreachable)
        {
            host.NotSent(started);
            return Reply<T>.Failed(SimulatedErrors.Unreachable());
        }

        if (table is not null && fault is not (null or SimulatedFault.Busy or SimulatedFault.Throttled))
        {
            UnsureTables.Add(table);
        }

        if (RefusalOf(operation, started, sickness, fault, cancellationToken) is { } refusal)
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

    private static Reply<T> Answered<T>(SimulatedHost host, Reply<T> reply)
        where T : class
    {
        host.Answered();
        return reply;
    }

    private Exception? RefusalOf(
        Operation operation, TimeSpan started, Sickness? sickness, SimulatedFault? fault, CancellationToken cancellationToken)
    {
        if (HostOf(operation).RefusesForSkew(started))
        {
            return SimulatedErrors.Skew(_world.WeatherRandom);
        }

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

        if (Service.Denies(operation) || sickness is Sickness.Denied)
        {
            return SimulatedErrors.Refusal("AccessDeniedException");
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

        if (RejectedAt < now)
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
