using System.Net;
using System.Net.Sockets;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;

namespace DynamoBackup.Simulation;

/// <summary>One caller's view of a store of backups, faults included.</summary>
internal sealed class LimitService(LimitStore store, VirtualTime clock, VirtualScheduler world, Random random, Action<string> note)
    : IBackupService
{
    private const string Forever = "a token that leads to the next one: ";

    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(3);

    private readonly Dictionary<Operation, Queue<TimeSpan>> _starts = [];
    private readonly Dictionary<string, TimeSpan> _listed = [];

    public string Region => store.Region;

    /// <summary>New backups that their table's last listing lacked, and that no description has shown since.</summary>
    public HashSet<LimitBackup> Lacking { get; } = [];

    /// <summary>Looks at a deletion before it is made: the backup.</summary>
    public Action<LimitBackup>? OnDelete { get; set; }

    /// <summary>Looks at each call as it starts: the operation, and the backup, the table or * for all.</summary>
    public Action<Operation, string>? OnCall { get; set; }

    /// <summary>Takes what is wrong.</summary>
    public Action<string>? OnViolation { get; set; }

    /// <summary>When the last listing began that shows a table: its own, or one of all.</summary>
    public TimeSpan ListedAt(string table)
    {
        var (its, all) = (_listed.GetValueOrDefault(table), _listed.GetValueOrDefault("*"));
        return its > all ? its : all;
    }

    public Task GetCredentialsAsync(CancellationToken cancellationToken) => random.NextDouble() >= store.Harshness / 8
        ? Task.CompletedTask
        : Task.FromException(new AmazonClientException("Error calling AssumeRole", SimulatedErrors.Unreachable()));

    public Task<ServiceAnswer<CreateBackupResponse>> CreateAsync(
        string tableName, string backupName, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<ServiceAnswer<BackupDescription>> DescribeAsync(string backupArn, CancellationToken cancellationToken) =>
        Call(Operation.DescribeBackup, backupArn, 10, () => DescribeAsync(backupArn));

    public Task<ServiceAnswer<BackupPage>> ListAsync(BackupQuery query, CancellationToken cancellationToken)
    {
        if (query.After is null)
        {
            _listed[query.TableName ?? "*"] = clock.Now;
        }

        return Call(Operation.ListBackups, query.TableName ?? "*", 5, () => ListAsync(query));
    }

    public Task<ServiceAnswer<BackupDescription>> DeleteAsync(string backupArn, CancellationToken cancellationToken) =>
        Call(Operation.DeleteBackup, backupArn, 10, () => DeleteAsync(backupArn));

    public Task<ServiceAnswer<TableDescription>> DescribeTableAsync(string tableName, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<ServiceAnswer<TablePage>> ListTablesAsync(string? after, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    private async Task<ServiceAnswer<BackupDescription>> DescribeAsync(string backupArn)
    {
        var loses = await DrawFaultAsync();
        var backup = store.Existing.FirstOrDefault(backup => backup.Arn == backupArn) ?? throw Refusal("BackupNotFoundException");
        await EndAsync(loses);
        Lacking.Remove(backup);
        return new(new BackupDescription
        {
            BackupDetails = SummaryOf(backup).ToDetails(),
            SourceTableDetails = new SourceTableDetails { TableName = backup.Table, TableId = backup.TableId },
        });
    }

    private async Task<ServiceAnswer<BackupPage>> ListAsync(BackupQuery query)
    {
        var loses = await DrawFaultAsync();
        await FailAsync(query.TableName);
        foreach (var made in store.NewBackups.Where(made => (query.TableName ?? made.Table) == made.Table))
        {
            _ = made.ListedAt > clock.Now ? Lacking.Add(made) : Lacking.Remove(made);
        }

        var rows = store.Backups
            .Where(backup => backup.ListedAt <= clock.Now && !(backup.UnlistedAt <= clock.Now))
            .Where(backup => query.TableName is null || backup.Table == query.TableName)
            .OrderBy(backup => backup.Arn[^22..], StringComparer.Ordinal)
            .Where(_ => query.After?.StartsWith(Forever, StringComparison.Ordinal) is not true)
            .SkipWhile(backup => query.After is { } after && string.CompareOrdinal(backup.Arn[^22..], after[^22..]) <= 0)
            .ToList();
        var page = rows.Take(store.PageSize).ToList();
        var unreadable = page.Count(backup => BadRowsOf(backup) is BadRows.Unreadable);
        var goesOn = store.BadTables.Any(bad => bad.Value is BadRows.EndlessTokens && bad.Key == (query.TableName ?? bad.Key));
        var isEndless = store.EndlessTables.Count > 0 && (query.TableName is null || store.EndlessTables.Contains(query.TableName));
        var next = page.Count > 0 && (page.Count < rows.Count || isEndless) ? page[^1].Arn : goesOn ? $"{Forever}{clock.Now.Ticks}" : null;
        await EndAsync(loses);
        return new(new BackupPage(
            [.. page.SelectMany(RowsOf)],
            isEndless && query.After is { } again ? again : next,
            unreadable));
    }

    private async Task FailAsync(string? table)
    {
        if (table is not null)
        {
            if (store.ThrottledTables.Contains(table))
            {
                throw Refusal("ThrottlingException");
            }

            return;
        }

        switch (store.SweepFault)
        {
            case SweepFault.None:
                return;
            case SweepFault.Throttled:
                throw Refusal("ThrottlingException");
            case SweepFault.Denied:
                throw Refusal("AccessDeniedException");
            case SweepFault.Refused:
                throw Refusal("ValidationException");
            case SweepFault.ServerError:
                throw Refusal("InternalServerError", HttpStatusCode.InternalServerError);
            case SweepFault.BrokenConnection:
                throw new IOException("The connection was reset.");
            default:
                await clock.DelayAsync(TimeSpan.FromDays(1));
                return;
        }
    }

    private async Task<ServiceAnswer<BackupDescription>> DeleteAsync(string backupArn)
    {
        var loses = await DrawFaultAsync();
        if (store.Undeletable.Contains(backupArn))
        {
            throw Refusal("AccessDeniedException");
        }

        if (random.NextDouble() < store.Harshness / 4)
        {
            throw Refusal("BackupInUseException");
        }

        if (random.NextDouble() < store.Harshness / 8 && store.Existing.FirstOrDefault(backup => backup.Arn == backupArn) is { } untouched)
        {
            // It says so, and does nothing.
            await EndAsync(loses);
            return new(new BackupDescription { BackupDetails = SummaryOf(untouched).ToDetails() });
        }

        var backup = store.Backups.Find(backup => backup.Arn == backupArn);
        if (backup is null)
        {
            OnViolation?.Invoke($"6: {backupArn} was never there");
            throw Refusal("BackupNotFoundException");
        }

        if (backup.DeletedAt is not null)
        {
            throw Refusal("BackupNotFoundException");
        }

        OnDelete?.Invoke(backup);
        store.Delete(backup);
        await EndAsync(loses);
        var details = SummaryOf(backup).ToDetails();
        details.BackupStatus = BackupStatus.DELETED;
        return new(new BackupDescription { BackupDetails = details });
    }

    private BadRows? BadRowsOf(LimitBackup backup) => store.BadTables.TryGetValue(backup.Table, out var bad) ? bad : null;

    private IEnumerable<BackupSummary> RowsOf(LimitBackup backup)
    {
        var row = SummaryOf(backup);
        switch (BadRowsOf(backup))
        {
            case BadRows.Unreadable:
                return backup.Arn[^1] % 2 == 0 ? [row] : [];
            case BadRows.TwoTimes:
                var older = SummaryOf(backup);
                older.BackupCreationDateTime = backup.Created.AddYears(-3);
                return [row, older];
            case BadRows.TwoPartitions:
                var other = SummaryOf(backup);
                other.BackupArn = backup.Arn.Replace("arn:aws:", "arn:aws-us-gov:", StringComparison.Ordinal);
                return [row, other];
            case BadRows.ImpossibleTimes:
                row.BackupCreationDateTime = (backup.Arn[^1] % 3) switch
                {
                    0 => backup.Created.AddYears(75),
                    1 => DateTime.UnixEpoch,
                    _ => backup.Created.AddYears(-10),
                };
                return [row];
            case BadRows.NoAccount:
                row.BackupArn = backup.Arn.Replace(":123456789012:", ":nobody:", StringComparison.Ordinal);
                return [row];
            default:
                return [row];
        }
    }

    private static AmazonDynamoDBException Refusal(string code, HttpStatusCode status = HttpStatusCode.BadRequest) =>
        new($"simulated {code}", null, ErrorType.Sender, code, "request", status);

    // The service goes on while its caller stands still.
    private Task<T> Call<T>(Operation operation, string subject, int published, Func<Task<T>> serve)
    {
        NoteStart(operation, subject, published);
        return Task.Factory.StartNew(serve, CancellationToken.None, TaskCreationOptions.DenyChildAttach, world).Unwrap();
    }

    private void NoteStart(Operation operation, string subject, int published)
    {
        note($"{store.Region} {operation} {subject}");
        OnCall?.Invoke(operation, subject);
        var starts = _starts.TryGetValue(operation, out var known) ? known : _starts[operation] = new();
        starts.Enqueue(clock.Now);
        while (starts.Peek() <= clock.Now - TimeSpan.FromSeconds(1))
        {
            starts.Dequeue();
        }

        if (starts.Count > published)
        {
            OnViolation?.Invoke($"3: {starts.Count} calls of {operation} within a second");
        }
    }

    // Whether the answer will be lost on its way back.
    private async Task<bool> DrawFaultAsync()
    {
        await clock.DelayAsync(random.NextDouble() * store.MaxLatency);
        if (clock.Now >= store.CredentialsExpireAt)
        {
            throw Refusal("ExpiredTokenException");
        }

        if (random.NextDouble() >= store.Harshness)
        {
            return clock.Now >= store.CredentialsExpireAt - Silence;
        }

        return random.Next(6) switch
        {
            0 => throw Refusal("ThrottlingException"),
            1 => throw new IOException("The connection was reset."),
            2 => throw new HttpRequestException("Connection refused", new SocketException((int)SocketError.ConnectionRefused)),
            3 => throw SimulatedErrors.Page(random),
            _ => true,
        };
    }

    private async Task EndAsync(bool isLost)
    {
        await clock.DelayAsync(random.NextDouble() * store.MaxLatency);
        if (isLost)
        {
            throw random.Next(2) == 0 ? SimulatedErrors.Page(random) : SimulatedErrors.Reset();
        }
    }

    private static BackupSummary SummaryOf(LimitBackup backup) => new()
    {
        TableName = backup.Table,
        TableId = backup.TableId,
        BackupArn = backup.Arn,
        BackupName = backup.Name,
        BackupCreationDateTime = backup.Created,
        BackupStatus = backup.IsAvailable ? BackupStatus.AVAILABLE : BackupStatus.CREATING,
        BackupType = BackupType.FindValue(backup.Type),
        BackupSizeBytes = 1024,
    };
}
