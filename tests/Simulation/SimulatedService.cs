using System.Net;
using System.Net.Sockets;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;

namespace DynamoBackup.Simulation;

/// <summary>One region of a simulated DynamoDB, faults included. It notes each call's start and keeps every backup made.</summary>
internal sealed class SimulatedService : IBackupService
{
    private const string Account = "123456789012";

    private readonly SimulatedWorld _world;
    private readonly TimeSpan _skew;
    private readonly double _others;
    private readonly int _pageSize;
    private readonly bool _deniesDescribe;
    private readonly bool _deniesList;
    private readonly Dictionary<Operation, Queue<TimeSpan>> _starts = [];
    private readonly Dictionary<Operation, Queue<TimeSpan>> _taken = [];
    private readonly Dictionary<string, SimulatedBackup> _byArn = [];
    private readonly HashSet<string> _missingTables = [];
    private int _made;

    public SimulatedService(SimulatedWorld world, string region)
    {
        _world = world;
        Region = region;
        _skew = TimeSpan.FromSeconds((world.Random.NextDouble() * 600) - 300);
        _others = world.Happens(0.3) ? world.Random.NextDouble() * 0.9 : 0;
        _pageSize = world.Happens(0.5) ? 100 : world.Random.Next(1, 8);
        _deniesDescribe = world.Happens(0.07);
        _deniesList = world.Happens(0.07);
        CredentialsExpireAt = world.Happens(0.08) ? world.Clock.Now + world.UpTo(TimeSpan.FromSeconds(60)) : TimeSpan.MaxValue;
        foreach (var operation in Enum.GetValues<Operation>())
        {
            _starts[operation] = new Queue<TimeSpan>();
            _taken[operation] = new Queue<TimeSpan>();
        }
    }

    public string Region { get; }

    public TimeSpan CredentialsExpireAt { get; }

    /// <summary>When a refusal of the credentials was first told.</summary>
    public TimeSpan? RejectedAt { get; private set; }

    public bool DeniesSomething => _deniesDescribe || _deniesList;

    /// <summary>Tables that met a fault which leaves the outcome of a creation open.</summary>
    public HashSet<string> UnsureTables { get; } = [];

    public List<SimulatedBackup> Backups { get; } = [];

    /// <summary>When the first creation of a table's backup started.</summary>
    public Dictionary<string, TimeSpan> FirstCreates { get; } = [];

    private DateTime ServiceNow => (_world.Clock.GetUtcNow() + _skew).UtcDateTime;

    public void LoseTable(string table) => _missingTables.Add(table);

    public bool HasTable(string table) => !_missingTables.Contains(table);

    /// <summary>A backup that was there before the run.</summary>
    public SimulatedBackup AddOlder(string table, string name, TimeSpan age) => Make(table, name, age, isOlder: true);

    public async Task<ServiceAnswer<CreateBackupResponse>> CreateAsync(
        string tableName, string backupName, CancellationToken cancellationToken)
    {
        FirstCreates.TryAdd(tableName + "/" + backupName, _world.Clock.Now);
        var fault = await BeginAsync(Operation.CreateBackup, tableName + "/" + backupName, 50, cancellationToken);
        if (fault is not (null or SimulatedFault.Busy or SimulatedFault.Throttled or SimulatedFault.NotSent))
        {
            UnsureTables.Add(tableName);
        }

        FailBefore(fault, tableName);
        await HangBefore(fault, cancellationToken);
        if (!HasTable(tableName))
        {
            throw Refusal("TableNotFoundException");
        }

        var backup = Make(tableName, backupName, TimeSpan.Zero, isOlder: false);
        await EndAsync(fault, cancellationToken);
        _world.Tell($"{Region} created {tableName} {backup.Arn}");
        return Answer(new CreateBackupResponse { BackupDetails = DetailsOf(backup) });
    }

    public async Task<ServiceAnswer<BackupDescription>> DescribeAsync(string backupArn, CancellationToken cancellationToken)
    {
        var fault = await BeginAsync(Operation.DescribeBackup, backupArn, 10, cancellationToken);
        if (_deniesDescribe)
        {
            throw Refusal("AccessDeniedException");
        }

        FailBefore(fault, backupArn);
        await HangBefore(fault, cancellationToken);
        if (!_byArn.TryGetValue(backupArn, out var backup) || backup.DescribableAt > _world.Clock.Now
            || backup.DeletedAt <= _world.Clock.Now)
        {
            throw Refusal("BackupNotFoundException");
        }

        var details = DetailsOf(backup);
        await EndAsync(fault, cancellationToken);
        return Answer(new BackupDescription { BackupDetails = details });
    }

    public async Task<ServiceAnswer<BackupPage>> ListAsync(BackupQuery query, CancellationToken cancellationToken)
    {
        var fault = await BeginAsync(Operation.ListBackups, query.TableName ?? "*", 5, cancellationToken);
        if (_deniesList)
        {
            throw Refusal("AccessDeniedException");
        }

        FailBefore(fault, "list");
        await HangBefore(fault, cancellationToken);
        var now = _world.Clock.Now;
        var listed = Backups
            .Where(backup => backup.ListedAt <= now && !(backup.DeletedAt <= now))
            .Where(backup => query.TableName is null || backup.Table == query.TableName)
            .Where(backup => query.CreatedFrom is null || backup.Created >= query.CreatedFrom)
            .OrderBy(backup => backup.Created)
            .ThenBy(backup => backup.Arn, StringComparer.Ordinal)
            .ToList();
        var from = query.After is null ? 0 : listed.FindIndex(backup => backup.Arn == query.After) + 1;
        var page = listed.Skip(from).Take(_pageSize).Select(SummaryOf).ToList();
        var next = from + page.Count < listed.Count ? page[^1].BackupArn : null;
        await EndAsync(fault, cancellationToken);
        return Answer(new BackupPage(page, next));
    }

    public Task<ServiceAnswer<BackupDescription>> DeleteAsync(string backupArn, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<ServiceAnswer<TableDescription>> DescribeTableAsync(string tableName, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<ServiceAnswer<TablePage>> ListTablesAsync(string? after, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    private static AmazonDynamoDBException Refusal(string code, HttpStatusCode status = HttpStatusCode.BadRequest) =>
        new($"simulated {code}", null, status == HttpStatusCode.BadRequest ? ErrorType.Sender : ErrorType.Receiver, code, "request",
            status);

    private SimulatedBackup Make(string table, string name, TimeSpan age, bool isOlder)
    {
        var now = _world.Clock.Now - age;
        var created = ServiceNow - age;
        created = new DateTime(created.Ticks - (created.Ticks % TimeSpan.TicksPerMillisecond), DateTimeKind.Utc);
        var milliseconds = new DateTimeOffset(created).ToUnixTimeMilliseconds();
        var takes = TimeSpan.FromSeconds(0.3) + _world.UpTo(_world.MaxBackupTime);
        var backup = new SimulatedBackup(
            $"arn:aws:dynamodb:{Region}:{Account}:table/{table}/backup/0{milliseconds}-{_made++:x8}",
            table,
            name,
            created,
            now + takes,
            now + _world.UpTo(_world.MaxListingLag),
            now + _world.UpTo(_world.MaxDescribeLag),
            _world.Happens(_world.DeletionShare) ? now + _world.UpTo(takes + takes) : null,
            isOlder);
        Backups.Add(backup);
        _byArn.Add(backup.Arn, backup);
        return backup;
    }

    private async Task<SimulatedFault?> BeginAsync(Operation operation, string subject, int published, CancellationToken cancellationToken)
    {
        var now = _world.Clock.Now;
        _world.Tell($"{Region} {operation} {subject}");
        if (_world.CancelledAt < now || cancellationToken.IsCancellationRequested)
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

        if (starts.Count > published)
        {
            _world.Violate($"3: {starts.Count} calls of {operation} within a second");
        }

        var fault = DrawFault();
        if (fault is SimulatedFault.NotSent)
        {
            await _world.Clock.DelayAsync(_world.UpTo(_world.MaxLatency), CancellationToken.None);
            throw new HttpRequestException("Connection refused", new SocketException((int)SocketError.ConnectionRefused));
        }

        await _world.Clock.DelayAsync(_world.UpTo(_world.MaxLatency), CancellationToken.None);
        if (_world.Clock.Now >= CredentialsExpireAt)
        {
            // Whoever has given the call up is not told.
            RejectedAt ??= cancellationToken.IsCancellationRequested ? null : _world.Clock.Now;
            throw Refusal("ExpiredTokenException");
        }

        if (fault is SimulatedFault.Throttled || IsOverRate(operation, published))
        {
            throw Refusal("ThrottlingException");
        }

        return fault;
    }

    private bool IsOverRate(Operation operation, int published)
    {
        var now = _world.Clock.Now;
        var taken = _taken[operation];
        while (taken.Count > 0 && taken.Peek() <= now - TimeSpan.FromSeconds(1))
        {
            taken.Dequeue();
        }

        if (taken.Count >= Math.Max(1, published * (1 - _others)))
        {
            return true;
        }

        taken.Enqueue(now);
        return false;
    }

    private SimulatedFault? DrawFault()
    {
        if (!_world.Happens(_world.Harshness))
        {
            return null;
        }

        var point = _world.Random.NextDouble() * _world.FaultWeights.Sum();
        for (var i = 0; i < _world.FaultWeights.Length; i++)
        {
            point -= _world.FaultWeights[i];
            if (point < 0)
            {
                return (SimulatedFault)i;
            }
        }

        return null;
    }

    private void FailBefore(SimulatedFault? fault, string subject)
    {
        switch (fault)
        {
            case SimulatedFault.Busy when !subject.StartsWith("arn:", StringComparison.Ordinal):
                string[] codes =
                    ["LimitExceededException", "BackupInUseException", "TableInUseException", "ContinuousBackupsUnavailableException"];
                throw Refusal(codes[_world.Random.Next(codes.Length)]);
            case SimulatedFault.ErrorBefore:
                throw Refusal("InternalServerError", HttpStatusCode.InternalServerError);
            case SimulatedFault.DroppedBefore:
                throw new IOException("The connection was reset.");
            default:
                break;
        }
    }

    private async Task HangBefore(SimulatedFault? fault, CancellationToken cancellationToken)
    {
        if (fault is SimulatedFault.HangsBefore)
        {
            await _world.Clock.DelayAsync(TimeSpan.FromDays(1), cancellationToken);
        }
    }

    private async Task EndAsync(SimulatedFault? fault, CancellationToken cancellationToken)
    {
        await _world.Clock.DelayAsync(_world.UpTo(_world.MaxLatency), CancellationToken.None);
        switch (fault)
        {
            case SimulatedFault.ErrorAfter:
                throw Refusal("InternalServerError", HttpStatusCode.InternalServerError);
            case SimulatedFault.DroppedAfter:
                throw new IOException("The connection was reset.");
            case SimulatedFault.Garbage:
                throw new AmazonUnmarshallingException("Not JSON.", null, null);
            case SimulatedFault.HangsAfter:
                await _world.Clock.DelayAsync(TimeSpan.FromDays(1), cancellationToken);
                break;
            case SimulatedFault.HangsForGood:
                // Deaf to its token, too.
                await new TaskCompletionSource().Task;
                break;
            default:
                break;
        }
    }

    private ServiceAnswer<T> Answer<T>(T value)
    {
        var now = ServiceNow;
        return new ServiceAnswer<T>(value, new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerSecond), TimeSpan.Zero));
    }

    private BackupDetails DetailsOf(SimulatedBackup backup) => SummaryOf(backup).ToDetails();

    private BackupSummary SummaryOf(SimulatedBackup backup) => new()
    {
        TableName = backup.Table,
        BackupArn = backup.Arn,
        BackupName = backup.Name,
        BackupCreationDateTime = backup.Created,
        BackupStatus = _world.Clock.Now >= backup.AvailableAt ? BackupStatus.AVAILABLE : BackupStatus.CREATING,
        BackupType = BackupType.USER,
        BackupSizeBytes = 1024,
    };
}
