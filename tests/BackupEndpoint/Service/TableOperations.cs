using System.Text.Json;

namespace DynamoBackup.BackupEndpoint;

/// <summary>The operations on tables, as far as backups need them. They come from the same places as
/// <see cref="BackupOperations"/>.</summary>
internal sealed class TableOperations(VaultSet vaults, ServiceClock clock, Func<EndpointSettings> settings)
{
    /// <summary>How long the backup is kept that a deleted table with point-in-time recovery leaves (DDB-BACKUP-015).</summary>
    public static readonly TimeSpan SystemBackupLife = TimeSpan.FromDays(35);

    private const int PageLimit = 100;

    public void Create(RequestMembers request, Caller caller, Utf8JsonWriter answer)
    {
        string? name = request.Name("TableName", required: true);
        string? billing = request.OneOf("BillingMode", "PROVISIONED", "PAY_PER_REQUEST");
        request.OneOf("TableClass", "STANDARD", "STANDARD_INFREQUENT_ACCESS");
        request.Check();
        if (request.Value("AttributeDefinitions") is null || request.Value("KeySchema") is not { ValueKind: JsonValueKind.Array } keys
            || keys.GetArrayLength() == 0)
        {
            throw ServiceException.Validation(
                "One or more parameter values were invalid: AttributeDefinitions and KeySchema must both be specified");
        }

        bool onDemand = billing == "PAY_PER_REQUEST";
        (long read, long write) = UnitsOf(request, onDemand);
        EndpointSettings now = settings();
        long active = clock.Now + clock.Ticks(now.TableCreatingTime);
        long backups = active + clock.Ticks(now.BackupsEnablingTime);
        var table = new Table
        {
            Name = name!,
            Id = Guid.NewGuid(),
            CreatedMs = clock.UtcNow.ToUnixTimeMilliseconds(),
            Definition = request.Body.Clone(),
            OnDemand = onDemand,
            ReadCapacityUnits = read,
            WriteCapacityUnits = write,
            DeletionProtection = request.Flag("DeletionProtectionEnabled"),
            ActiveAt = active,
            KnownAt = clock.Now + clock.Ticks(now.TableUnknownTime),
            BackupsAt = backups,
        };
        if (!vaults.Of(caller).Tables.TryAdd(table, clock.Now))
        {
            throw new ServiceException("ResourceInUseException", $"Table already exists: {name}");
        }

        TableAnswers.Description(answer, "TableDescription", table, "CREATING", caller);
    }

    public void Describe(RequestMembers request, Caller caller, Utf8JsonWriter answer)
    {
        string name = NameOf(request, caller);
        Table table = Find(name, caller) ?? throw ServiceException.ResourceNotFound(name);
        TableAnswers.Description(answer, "Table", table, table.Status(clock.Now), caller);
    }

    public void List(RequestMembers request, Caller caller, Utf8JsonWriter answer)
    {
        string? after = request.Name("ExclusiveStartTableName");
        int limit = request.Integer("Limit", 1, PageLimit) ?? PageLimit;
        request.Check();

        (string[] names, bool more) = vaults.Of(caller).Tables.Names(after, limit, clock.Now);
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

    public void Delete(RequestMembers request, Caller caller, Utf8JsonWriter answer)
    {
        string name = NameOf(request, caller);
        Table table = Find(name, caller) ?? throw ServiceException.ResourceNotFound(name);
        if (table.DeletionProtection)
        {
            throw ServiceException.Validation(
                "Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.");
        }

        long now = clock.Now;
        if (table.Status(now) is "CREATING" or "DELETING")
        {
            throw ServiceException.ResourceInUse(
                $"Table is being {(table.IsDeleting ? "deleted" : "created")}: {name}");
        }

        EndpointSettings times = settings();
        Table deleting = table with
        {
            ForgottenAt = now + clock.Ticks(times.TableKnownTime),
            GoneAt = now + clock.Ticks(times.TableDeletingTime),
        };
        vaults.Of(caller).Tables.Replace(deleting);
        if (table.PointInTimeRecovery)
        {
            LeaveSystemBackup(table, caller, now + clock.Ticks(times.SystemBackupTime));
        }

        TableAnswers.Description(answer, "TableDescription", deleting, "DELETING", caller);
    }

    public void DescribeContinuousBackups(RequestMembers request, Caller caller, Utf8JsonWriter answer)
    {
        string name = NameOf(request, caller);
        long now = clock.Now;
        Table? table = Find(name, caller);
        if (table is null || now < table.KnownAt || now >= table.ForgottenAt)
        {
            throw ServiceException.TableNotFound(name);
        }

        TableAnswers.ContinuousBackups(answer, enabled: now >= table.BackupsAt, table.PointInTimeRecovery);
    }

    public void UpdateContinuousBackups(RequestMembers request, Caller caller, Utf8JsonWriter answer)
    {
        string name = NameOf(request, caller);
        if (request.Value("PointInTimeRecoverySpecification") is not { ValueKind: JsonValueKind.Object } specification)
        {
            throw ServiceException.Validation("1 validation error detected: Value null at 'pointInTimeRecoverySpecification' "
                + "failed to satisfy constraint: Member must not be null");
        }

        bool recovery = new RequestMembers(specification).Flag("PointInTimeRecoveryEnabled");
        Vault vault = vaults.Of(caller);
        Table table = Find(name, caller) ?? throw ServiceException.TableNotFound(name);
        table.CheckForBackup(clock.Now);
        vault.Tables.Replace(table with { PointInTimeRecovery = recovery });
        if (table.IsDeleting && !recovery)
        {
            // Probes saw no SYSTEM backup of a table whose recovery was switched off while it was DELETING (DDB-TABLE-088).
            vault.Backups.Remove(b => b.Type == "SYSTEM" && b.Table.Id == table.Id && clock.Now < b.Created);
        }

        TableAnswers.ContinuousBackups(answer, enabled: true, recovery);
    }

    private void LeaveSystemBackup(Table table, Caller caller, long showsAt)
    {
        long milliseconds = clock.UtcNow.ToUnixTimeMilliseconds();
        vaults.Of(caller).Backups.Add(table.Name, milliseconds, () => 0, position => new Backup(
            table, $"{table.Name}$DeletedTableBackup", position, showsAt, showsAt)
        {
            Type = "SYSTEM",
            ExpiresMs = milliseconds + (long)SystemBackupLife.TotalMilliseconds,
        });
    }

    private static (long Read, long Write) UnitsOf(RequestMembers request, bool onDemand)
    {
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

        return (read, write);
    }

    private static string NameOf(RequestMembers request, Caller caller)
    {
        string? tableName = request.NameOrArn("TableName", required: true);
        request.Check();
        return Arn.TableName(tableName!, caller);
    }

    private Table? Find(string name, Caller caller) => vaults.Of(caller).Tables.TryGet(name, clock.Now, out Table? table) ? table : null;
}
