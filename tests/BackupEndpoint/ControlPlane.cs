using System.Collections.Concurrent;
using System.Text.Json;

namespace DynamoBackup.BackupEndpoint;

/// <summary>The operations: what each does to the tables and backups, and what it answers. Behaviour comes from the DynamoDB
/// service model (API version 2012-08-10) and the API Reference.</summary>
internal sealed class ControlPlane
{
    private const int PageLimit = 100;

    private readonly ConcurrentDictionary<(string Account, string Region), Vault> _vaults = new();
    private readonly TimeProvider _time;
    private readonly string[] _tableNames;
    private readonly Func<EndpointSettings> _settings;
    private readonly Lock _randomLock = new();
    private readonly Random _random;

    public ControlPlane(EndpointOptions options, Func<EndpointSettings> settings)
    {
        _time = options.TimeProvider;
        _tableNames = [.. options.TableNames ?? Table.MadeUpNames(options.Tables)];
        _settings = settings;
        _random = new Random(options.Seed);
    }

    /// <summary>The service's clock.</summary>
    public DateTimeOffset UtcNow => _time.GetUtcNow() + _settings().ClockSkew;

    public IEnumerable<BackupSnapshot> Backups => _vaults.Values
        .OrderBy(v => v.Owner.Account, StringComparer.Ordinal).ThenBy(v => v.Owner.Region, StringComparer.Ordinal)
        .SelectMany(v => v.Snapshot(_time.GetTimestamp()));

    /// <summary>Does what the call asks for and writes the answer.</summary>
    /// <exception cref="ServiceException">The service refuses.</exception>
    public void Act(string operation, JsonElement body, Caller caller, Utf8JsonWriter answer)
    {
        var request = new RequestMembers(body);
        Vault vault = VaultOf(caller);
        answer.WriteStartObject();
        switch (operation)
        {
            case Operations.CreateBackup:
                CreateBackup(request, vault, caller, answer);
                break;
            case Operations.DescribeBackup:
                DescribeBackup(request, vault, caller, answer);
                break;
            case Operations.ListBackups:
                ListBackups(request, vault, caller, answer);
                break;
            case Operations.DeleteBackup:
                DeleteBackup(request, vault, caller, answer);
                break;
            case Operations.CreateTable:
                CreateTable(request, vault, caller, answer);
                break;
            case Operations.DescribeTable:
                DescribeTable(request, vault, caller, answer);
                break;
            case Operations.ListTables:
                ListTables(request, vault, answer);
                break;
            case Operations.DeleteTable:
                DeleteTable(request, vault, caller, answer);
                break;
            default:
                throw new ServiceException("UnknownOperationException", null);
        }

        answer.WriteEndObject();
    }

    /// <summary>Deletes, for a <see cref="FaultKind.Deleted"/> rule, the backup that the call concerns.</summary>
    public void DeleteBehindTheCaller(Fault fault, string operation, JsonElement body, Caller caller)
    {
        if (BackupToDelete(fault, operation, body, caller) is { } backup)
        {
            VaultOf(caller).Delete(backup, fault.Mode);
        }
    }

    /// <summary>The backup that a <see cref="FaultKind.Deleted"/> rule would delete on this call.</summary>
    public Backup? BackupToDelete(Fault fault, string operation, JsonElement body, Caller caller)
    {
        Vault vault = VaultOf(caller);
        if (operation == Operations.ListBackups)
        {
            return vault.FirstCreating(_time.GetTimestamp(), b => fault.MatchesTable(b.Table.Name));
        }

        try
        {
            string? arn = new RequestMembers(body).BackupArn("BackupArn");
            return arn is not null && vault.Find(Arn.Backup(arn, caller)) is { Deleted: false } backup
                && fault.MatchesTable(backup.Table.Name) ? backup : null;
        }
        catch (ServiceException)
        {
            return null;
        }
    }

    private Vault VaultOf(Caller caller) => _vaults.GetOrAdd(
        (caller.Account, caller.Region), static (_, arg) => new Vault(arg.caller, arg._tableNames), (caller, _tableNames));

    private void CreateBackup(RequestMembers request, Vault vault, Caller caller, Utf8JsonWriter answer)
    {
        string? tableName = request.NameOrArn("TableName", required: true);
        string? backupName = request.Name("BackupName", required: true);
        request.Check();

        string name = Arn.TableName(tableName!, caller);
        if (!vault.TryGetTable(name, out Table? table))
        {
            throw ServiceException.TableNotFound(name);
        }

        EndpointSettings settings = _settings();
        long now = _time.GetTimestamp();
        TimeSpan takes = settings.BackupTimeMin + ((settings.BackupTimeMax - settings.BackupTimeMin) * Draw(r => r.NextDouble()));
        Backup backup = vault.AddBackup(
            table, backupName!, UtcNow.ToUnixTimeMilliseconds(), () => (uint)Draw(r => r.NextInt64(1L << 32)), now, now + Ticks(takes));

        // The answer says CREATING even where the backup takes no time at all, as the service does.
        Answers.BackupDetails(answer, backup, vault.ArnOf(backup), "CREATING");
    }

    private void DescribeBackup(RequestMembers request, Vault vault, Caller caller, Utf8JsonWriter answer)
    {
        string? arn = request.BackupArn("BackupArn", required: true);
        request.Check();

        long now = _time.GetTimestamp();
        Backup? backup = vault.Find(Arn.Backup(arn!, caller));
        if (backup is null || (backup.Deleted && !backup.ShownDeleted) || now - backup.Created < Ticks(_settings().DescribeLag))
        {
            throw ServiceException.BackupNotFound(arn!);
        }

        Answers.BackupDescription(answer, backup, arn!, backup.Status(now), vault.Owner);
    }

    private void ListBackups(RequestMembers request, Vault vault, Caller caller, Utf8JsonWriter answer)
    {
        string? tableName = request.NameOrArn("TableName");
        int limit = request.Integer("Limit", 1, PageLimit) ?? PageLimit;
        long? lower = request.Timestamp("TimeRangeLowerBound");
        long? upper = request.Timestamp("TimeRangeUpperBound");
        string? start = request.BackupArn("ExclusiveStartBackupArn");
        string? type = request.OneOf("BackupType", "USER", "SYSTEM", "AWS_BACKUP", "ALL");
        request.Check();

        if (lower > upper)
        {
            throw ServiceException.Validation("Time range lower bound must be less than or equal to upper bound");
        }

        string? table = tableName is null ? null : Arn.TableName(tableName, caller);
        BackupPosition? after = start is null ? null : Arn.Cursor(start, caller);
        long now = _time.GetTimestamp();
        (Backup[] page, bool more) = type is "SYSTEM" or "AWS_BACKUP"
            ? ([], false) // Every backup made here is a USER one.
            : vault.List(table, lower ?? 0, upper ?? long.MaxValue, after, limit, now - Ticks(_settings().ListingLag));

        answer.WriteStartArray("BackupSummaries");
        foreach (Backup backup in page)
        {
            Answers.BackupSummary(answer, backup, vault.ArnOf(backup), backup.Status(now), vault.Owner);
        }

        answer.WriteEndArray();
        if (more)
        {
            answer.WriteString("LastEvaluatedBackupArn", vault.ArnOf(page[^1]));
        }
    }

    private void DeleteBackup(RequestMembers request, Vault vault, Caller caller, Utf8JsonWriter answer)
    {
        string? arn = request.BackupArn("BackupArn", required: true);
        request.Check();

        Backup? backup = vault.Find(Arn.Backup(arn!, caller));
        if (backup is not null && !backup.Deleted && _time.GetTimestamp() < backup.Available)
        {
            throw new ServiceException("BackupInUseException", $"Backup is being created: {arn}");
        }

        if (backup is null || !vault.Delete(backup, DeletedMode.Gone))
        {
            throw ServiceException.BackupNotFound(arn!);
        }

        Answers.BackupDescription(answer, backup, arn!, "DELETED", vault.Owner);
    }

    private void CreateTable(RequestMembers request, Vault vault, Caller caller, Utf8JsonWriter answer)
    {
        string? name = request.Name("TableName", required: true);
        string? billing = request.OneOf("BillingMode", "PROVISIONED", "PAY_PER_REQUEST");
        string? tableClass = request.OneOf("TableClass", "STANDARD", "STANDARD_INFREQUENT_ACCESS");
        request.Check();
        if (request.Value("AttributeDefinitions") is null || request.Value("KeySchema") is not { ValueKind: JsonValueKind.Array } keys
            || keys.GetArrayLength() == 0)
        {
            throw ServiceException.Validation(
                "One or more parameter values were invalid: AttributeDefinitions and KeySchema must both be specified");
        }

        bool onDemand = billing == "PAY_PER_REQUEST";
        (long read, long write) = (0, 0);
        if (request.Value("ProvisionedThroughput") is { ValueKind: JsonValueKind.Object } throughput)
        {
            var units = new RequestMembers(throughput);
            read = units.Integer("ReadCapacityUnits", 1, int.MaxValue) ?? 0;
            write = units.Integer("WriteCapacityUnits", 1, int.MaxValue) ?? 0;
            units.Check();
        }

        if (onDemand == (read > 0 || write > 0) || (!onDemand && (read == 0 || write == 0)))
        {
            throw ServiceException.Validation("One or more parameter values were invalid: " + (onDemand
                ? "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST"
                : "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED"));
        }

        var table = new Table
        {
            Name = name!,
            Id = Guid.NewGuid(),
            CreatedMs = UtcNow.ToUnixTimeMilliseconds(),
            Definition = request.Body.Clone(),
            OnDemand = onDemand,
            ReadCapacityUnits = read,
            WriteCapacityUnits = write,
            DeletionProtection = request.Flag("DeletionProtectionEnabled"),
        };
        if (!vault.TryAddTable(table))
        {
            throw new ServiceException("ResourceInUseException", $"Table already exists: {name}");
        }

        Answers.TableDescription(answer, "TableDescription", table, "CREATING", caller);
    }

    private static void DescribeTable(RequestMembers request, Vault vault, Caller caller, Utf8JsonWriter answer)
    {
        string? tableName = request.NameOrArn("TableName", required: true);
        request.Check();
        string name = Arn.TableName(tableName!, caller);
        if (!vault.TryGetTable(name, out Table? table))
        {
            throw ServiceException.ResourceNotFound(name);
        }

        Answers.TableDescription(answer, "Table", table, "ACTIVE", caller);
    }

    private static void ListTables(RequestMembers request, Vault vault, Utf8JsonWriter answer)
    {
        string? after = request.Name("ExclusiveStartTableName");
        int limit = request.Integer("Limit", 1, PageLimit) ?? PageLimit;
        request.Check();

        (string[] names, bool more) = vault.TableNames(after, limit);
        answer.WriteStartArray("TableNames");
        foreach (string name in names)
        {
            answer.WriteStringValue(name);
        }

        answer.WriteEndArray();
        if (more)
        {
            answer.WriteString("LastEvaluatedTableName", names[^1]);
        }
    }

    private static void DeleteTable(RequestMembers request, Vault vault, Caller caller, Utf8JsonWriter answer)
    {
        string? tableName = request.NameOrArn("TableName", required: true);
        request.Check();
        string name = Arn.TableName(tableName!, caller);
        if (vault.TryGetTable(name, out Table? table) && table.DeletionProtection)
        {
            throw ServiceException.Validation(
                "Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.");
        }

        if (!vault.TryRemoveTable(name, out table))
        {
            throw ServiceException.ResourceNotFound(name);
        }

        Answers.TableDescription(answer, "TableDescription", table, "DELETING", caller);
    }

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * _time.TimestampFrequency);

    private T Draw<T>(Func<Random, T> draw)
    {
        lock (_randomLock)
        {
            return draw(_random);
        }
    }
}
