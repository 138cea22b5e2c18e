using System.Diagnostics.CodeAnalysis;
using Amazon.DynamoDBv2.Model;

namespace DynamoBackup.Simulation;

/// <summary>One command's way to a region: the faults of single calls and of the way, and the checks of how it is called.</summary>
internal sealed partial class SimulatedClient : IBackupService
{
    private readonly SimulatedWorld _world;
    private bool _accountIsKnown;
    private readonly SimulatedCommand _command;
    private readonly Dictionary<Operation, Queue<TimeSpan>> _starts =
        Enum.GetValues<Operation>().ToDictionary(operation => operation, _ => new Queue<TimeSpan>());
    private readonly SimulatedLapses _lapses;
    private readonly SimulatedHost _byName;
    private readonly SimulatedHost _byArn;
    private readonly Dictionary<string, TimeSpan> _listed = [];
    private readonly Dictionary<string, (TimeSpan Began, bool IsWhole)> _listings = [];
    private readonly Dictionary<BackupPage, string> _listingOfPage = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<string> _byArnOnly = [];

    public SimulatedClient(SimulatedWorld world, SimulatedCommand command, SimulatedService service)
    {
        _world = world;
        _command = command;
        Service = service;
        _lapses = new SimulatedLapses(world);
        _byName = new SimulatedHost(world, command.RefusesClock);
        _byArn = new SimulatedHost(world, command.RefusesClock);
    }

    public SimulatedService Service { get; }

    /// <inheritdoc/>
    public TimeSpan ClockCorrection => _byName.IsSkewKnown || _byArn.IsSkewKnown ? -_command.ClockOff : TimeSpan.Zero;

    /// <summary>When a refusal of the credentials was first told.</summary>
    public TimeSpan? RejectedAt { get; private set; }

    /// <summary>Tables of which a creation had no clear answer.</summary>
    public HashSet<string> UnsureTables { get; } = [];

    /// <summary>When the first creation of a table's backup started, by table and name.</summary>
    public Dictionary<string, TimeSpan> FirstCreates { get; } = [];

    /// <summary>When the last whole listing of a table began before the first creation of its backup, by table and name.</summary>
    public Dictionary<string, TimeSpan?> ListedBefore { get; } = [];

    /// <summary>When an attempt last started before which none can have acted, by table and name.</summary>
    public Dictionary<string, TimeSpan> LastClearCreates { get; } = [];

    /// <summary>When a status of a backup was last answered, by ARN and status.</summary>
    public Dictionary<(string Arn, string Status), TimeSpan> LastRead { get; } = [];

    /// <summary>The host of the calls with an ARN, or that of the calls with a name or with neither.</summary>
    public SimulatedHost HostOf(bool isByArn) => isByArn ? _byArn : _byName;

    /// <inheritdoc/>
    public CredentialsSource CredentialsSource => new("the simulated source");

    /// <inheritdoc/>
    public Task GetCredentialsAsync(CancellationToken cancellationToken) => !_world.Has(Weather.Sources)
        ? Task.CompletedTask
        : Task.Factory.StartNew(ObtainAsync, CancellationToken.None, TaskCreationOptions.DenyChildAttach, _world.Scheduler).Unwrap();

    public Task<ServiceAnswer<CreateBackupResponse>> CreateAsync(string tableName, string backupName, CancellationToken cancellationToken)
    {
        var isByArn = IsArn(tableName);
        tableName = NameOf(tableName);
        if (isByArn)
        {
            _byArnOnly.Add(tableName);
        }

        var key = tableName + "/" + backupName;
        if (FirstCreates.TryAdd(key, _world.Clock.Now))
        {
            TimeSpan?[] listed = [Listed("*"), Listed(tableName)];
            ListedBefore[key] = listed.Max();
        }

        if (!UnsureTables.Contains(tableName))
        {
            LastClearCreates[key] = _world.Clock.Now;
        }

        return Call(
            Operation.CreateBackup, key, cancellationToken, (fault, _) => Create(tableName, backupName, fault), isByArn, tableName);
    }

    public Task<ServiceAnswer<BackupDescription>> DescribeAsync(string backupArn, CancellationToken cancellationToken) =>
        Call(Operation.DescribeBackup, backupArn, cancellationToken, (_, _) =>
        {
            if (_lapses.Hides(backupArn, Operation.DescribeBackup))
            {
                return Reply<BackupDescription>.Failed(SimulatedErrors.BackupNotFound(backupArn));
            }

            var reply = Service.Describe(backupArn);
            if (_world.WeatherHappens(_world.FalseShare) && Service.Find(backupArn) is { } backup)
            {
                var others = Service.OthersDetails(backup, accountIsKnown: true);
                return new Reply<BackupDescription>(new BackupDescription { BackupDetails = others });
            }

            return reply;
        });

    public Task<ServiceAnswer<BackupPage>> ListAsync(BackupQuery query, CancellationToken cancellationToken) =>
        Call(
            Operation.ListBackups,
            NameOf(query.TableName) ?? "*",
            cancellationToken,
            (_, sickness) =>
            {
                var listing = NameOf(query.TableName) ?? "*";
                if (query.After is null)
                {
                    // A sweep for what is pending shows nothing that was made long before.
                    var reachesBack = query.CreatedFrom is null || query.CreatedFrom < Service.Dates.Now.AddMinutes(-30);
                    _listings[listing] = (Began: _world.Clock.Now, reachesBack);
                }

                if (query.TableName is not null && _world.WeatherHappens(_world.OddShare / 2))
                {
                    return Reply<BackupPage>.Failed(SimulatedErrors.Refusal("TableNotFoundException"));
                }

                var page = Service.List(query with { TableName = NameOf(query.TableName) }, sickness);
                page = page with { Summaries = [.. page.Summaries.Where(row => !_lapses.Hides(row.BackupArn, Operation.ListBackups))] };
                page = _world.WeatherHappens(_world.OddShare) ? Service.WithOddRows(page, _accountIsKnown) : page;
                _listingOfPage[page] = listing;
                return new Reply<BackupPage>(page);
            },
            IsArn(query.TableName));

    public Task<ServiceAnswer<BackupDescription>> DeleteAsync(string backupArn, CancellationToken cancellationToken) =>
        Call(Operation.DeleteBackup, backupArn, cancellationToken, (_, _) => Service.Delete(backupArn));

    public Task<ServiceAnswer<TableDescription>> DescribeTableAsync(string tableName, CancellationToken cancellationToken) =>
        Call(
            Operation.DescribeTable,
            NameOf(tableName),
            cancellationToken,
            (_, _) => Service.DescribeTable(NameOf(tableName)),
            IsArn(tableName));

    public Task<ServiceAnswer<TablePage>> ListTablesAsync(string? after, CancellationToken cancellationToken) =>
        Call(Operation.ListTables, "*", cancellationToken, (_, _) => new Reply<TablePage>(Service.ListTables(after)));

    private static bool IsArn(string? table) => table?.StartsWith("arn:", StringComparison.Ordinal) is true;

    [return: NotNullIfNotNull(nameof(table))]
    private static string? NameOf(string? table) => table?[(table.LastIndexOf('/') + 1)..];

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

        if (fault is null && _world.WeatherHappens(_world.StaleShare) && Service.BackupBefore(backup) is { } stale)
        {
            UnsureTables.Add(table);
            return new Reply<CreateBackupResponse>(new CreateBackupResponse { BackupDetails = Service.DetailsOf(stale) });
        }

        if (fault is null && _world.WeatherHappens(_world.FalseShare))
        {
            UnsureTables.Add(table);
            var others = Service.OthersDetails(backup, _accountIsKnown);
            return new Reply<CreateBackupResponse>(new CreateBackupResponse { BackupDetails = others });
        }

        return new Reply<CreateBackupResponse>(new CreateBackupResponse { BackupDetails = Service.DetailsOf(backup) });

        Reply<SimulatedBackup> Act()
        {
            var act = Service.Create(table, name);
            if (act.Value is { } acted)
            {
                var findable = acted.ListedAt > _world.Clock.Now ? acted.ListedAt : _world.Clock.Now;
                acted.UnknownFor = findable - endedAt;
                acted.Maker = _command;
                _world.Tell($"{Service.Region} created {table} {acted.Arn}");
            }

            return act;
        }
    }

    private async Task ObtainAsync()
    {
        var started = _world.Clock.Now;
        await _command.Source.RenewAsync();
        if (_command.Source.Failure is not { } failure)
        {
            return;
        }

        if (failure.MayPass)
        {
            // Nothing gets through to either host.
            _byName.NotSent(started);
            _byArn.NotSent(started);
        }
        else
        {
            RejectedAt ??= _world.Clock.Now;
        }

        throw failure.Failure;
    }

    private TimeSpan? Listed(string listing) => _listed.TryGetValue(listing, out var began) ? began : null;

    // A listing shows what there is where each of its rows is a backup of this place.
    private void NoteListed(BackupPage page)
    {
        _listingOfPage.Remove(page, out var listing);
        var (began, isWhole) = _listings[listing!];
        isWhole &= page.Unreadable == 0 && page.Summaries.All(row => Service.Find(row.BackupArn) is not null);
        _listings[listing!] = (began, isWhole);
        if (page.Next is null && isWhole)
        {
            _listed[listing!] = began;
        }
    }

    private void NoteRead(object answer)
    {
        if (answer is BackupPage page)
        {
            NoteListed(page);
            foreach (var summary in page.Summaries.Where(row => Service.Find(row.BackupArn) is not null))
            {
                LastRead[(summary.BackupArn, summary.BackupStatus.Value)] = _world.Clock.Now;
                _lapses.NoteSeen(summary.BackupArn);
            }
        }
        else if (((answer as CreateBackupResponse)?.BackupDetails ?? (answer as BackupDescription)?.BackupDetails) is { } details)
        {
            LastRead[(details.BackupArn, details.BackupStatus.Value)] = _world.Clock.Now;
            if (answer is BackupDescription)
            {
                _lapses.NoteSeen(details.BackupArn);
            }

            _accountIsKnown |= answer is CreateBackupResponse
                && Service.Find(details.BackupArn) is { } made
                && !_byArnOnly.Contains(made.Table);
        }
    }
}
