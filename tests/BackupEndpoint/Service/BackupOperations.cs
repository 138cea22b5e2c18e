using System.Globalization;
using System.Text.Json;

namespace DynamoBackup.BackupEndpoint;

/// <summary>The operations on backups: what each does, and what it answers. Behaviour comes from the DynamoDB service model (API
/// version 2012-08-10), the API Reference and published probes: the README lists those.</summary>
internal sealed class BackupOperations(VaultSet vaults, ServiceClock clock, Func<EndpointSettings> settings, int seed)
{
    private const int PageLimit = 100;

    // The size that takes the longest time; that time grows with the size at all is an assumption.
    private const double LargestBytes = 400e9;

    private readonly Lock _randomLock = new();
    private readonly Random _random = new(seed);

    public void Create(RequestMembers request, Caller caller, Utf8JsonWriter answer)
    {
        string? tableName = request.NameOrArn("TableName", required: true);
        string? backupName = request.Name("BackupName", required: true);
        request.Check();

        Vault vault = vaults.Of(caller);
        string name = Arn.TableName(tableName!, caller);
        long now = clock.Now;
        if (!vault.Tables.TryGet(name, now, out Table? table))
        {
            throw ServiceException.TableNotFound(name);
        }

        table.CheckForBackup(now);
        long available = now + clock.Ticks(TimeFor(table));
        Backup backup = vault.Backups.Add(
            name, clock.UtcNow.ToUnixTimeMilliseconds(), DrawSuffix, position => new Backup(table, backupName!, position, now, available));

        // The answer says CREATING even where the backup takes no time at all, as the service does.
        BackupAnswers.Details(answer, backup, vault.ArnOf(backup), "CREATING");
    }

    public void Describe(RequestMembers request, Caller caller, Utf8JsonWriter answer)
    {
        string? arn = request.BackupArn("BackupArn", required: true);
        request.Check();

        long now = clock.Now;
        Vault vault = vaults.Of(caller);
        Backup? backup = vault.Backups.Find(Arn.Backup(arn!, caller));
        if (backup is null || (backup.Deleted && !backup.ShownDeleted) || now - backup.Created < clock.Ticks(settings().DescribeLag))
        {
            throw ServiceException.BackupNotFound(arn!);
        }

        BackupAnswers.Description(answer, backup, arn!, backup.Status(now), vault.Owner);
    }

    public void List(RequestMembers request, Caller caller, Utf8JsonWriter answer)
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

        Vault vault = vaults.Of(caller);
        long now = clock.Now;
        (Backup[] page, bool more) = vault.Backups.List(new BackupQuery
        {
            Table = tableName is null ? null : Arn.TableName(tableName, caller),
            Type = type ?? "USER",
            FromMs = lower ?? 0,
            ToMs = upper ?? long.MaxValue,
            After = start is null ? null : Arn.Cursor(start, caller),
            Limit = limit,
            Now = now,
            CreatedBy = now - clock.Ticks(settings().ListingLag),
        });

        answer.WriteStartArray("BackupSummaries");
        foreach (Backup backup in page)
        {
            BackupAnswers.Summary(answer, backup, vault.ArnOf(backup), backup.ListedStatus(now), vault.Owner);
        }

        answer.WriteEndArray();
        if (more)
        {
            answer.WriteString("LastEvaluatedBackupArn", vault.ArnOf(page[^1]));
        }
    }

    public void Delete(RequestMembers request, Caller caller, Utf8JsonWriter answer)
    {
        string? arn = request.BackupArn("BackupArn", required: true);
        request.Check();

        Vault vault = vaults.Of(caller);
        long now = clock.Now;
        Backup? backup = vault.Backups.Find(Arn.Backup(arn!, caller));
        if (backup is { Type: "SYSTEM" })
        {
            string expiry = DateTimeOffset.FromUnixTimeMilliseconds(backup.ExpiresMs!.Value)
                .ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
            throw ServiceException.Validation(
                $"User is not allowed to delete the system backup with arn {arn}. It will automatically expire on {expiry}");
        }

        if (backup is { Deleted: false } && now < backup.Available)
        {
            throw new ServiceException("BackupInUseException", $"Backup is being created: {arn}");
        }

        if (backup is null || !Delete(vault, backup, DeletedMode.Gone))
        {
            throw ServiceException.BackupNotFound(arn!);
        }

        BackupAnswers.Description(answer, backup, arn!, "DELETED", vault.Owner);
    }

    /// <summary>Deletes, for a <see cref="FaultKind.Deleted"/> rule, the backup that the call concerns.</summary>
    public void DeleteBehindTheCaller(Fault fault, Call call)
    {
        if (ToDelete(fault, call) is { } backup)
        {
            Delete(vaults.Of(call.Caller), backup, fault.Mode);
        }
    }

    /// <summary>The backup that a <see cref="FaultKind.Deleted"/> rule would delete on this call.</summary>
    public Backup? ToDelete(Fault fault, Call call)
    {
        BackupSet backups = vaults.Of(call.Caller).Backups;
        if (call.Operation == Operations.ListBackups)
        {
            return backups.FirstCreating(clock.Now, b => fault.MatchesTable(b.Table.Name));
        }

        try
        {
            return call.Text("BackupArn") is { } arn && backups.Find(Arn.Backup(arn, call.Caller)) is { Deleted: false } backup
                && fault.MatchesTable(backup.Table.Name) ? backup : null;
        }
        catch (ServiceException)
        {
            return null;
        }
    }

    public uint DrawSuffix()
    {
        lock (_randomLock)
        {
            return (uint)_random.NextInt64(1L << 32);
        }
    }

    private bool Delete(Vault vault, Backup backup, DeletedMode mode)
    {
        long now = clock.Now;
        return vault.Backups.Delete(backup, mode, now, now + clock.Ticks(settings().DeletionListingLag));
    }

    private TimeSpan TimeFor(Table table)
    {
        EndpointSettings now = settings();
        double part = now.Profile == EndpointProfile.Seen ? Math.Min(1, table.SizeBytes / LargestBytes) : DrawPart();
        return now.BackupTimeMin + ((now.BackupTimeMax - now.BackupTimeMin) * part);
    }

    private double DrawPart()
    {
        lock (_randomLock)
        {
            return _random.NextDouble();
        }
    }
}
