namespace DynamoBackup.BackupEndpoint;

/// <summary>What tests see of the service, and put into it, without a call.</summary>
internal sealed class ServiceSetup(VaultSet vaults, ServiceClock clock, BackupOperations operations)
{
    public IEnumerable<BackupSnapshot> Backups => vaults.All.SelectMany(vault => vault.Backups.All().Select(b => new BackupSnapshot(
        b.Table.Name, b.Name, vault.ArnOf(b), b.Status(clock.Now), vault.Owner.Account, vault.Owner.Region,
        DateTimeOffset.FromUnixTimeMilliseconds(b.Position.Milliseconds), b.Table.Id, b.Type)));

    public IEnumerable<TableSnapshot> Tables => vaults.All.SelectMany(vault => vault.Tables.All(clock.Now).Select(t => new TableSnapshot(
        t.Name, t.Id, t.Status(clock.Now), vault.Owner.Account, vault.Owner.Region)));

    /// <summary>Puts a table in, in the place of one of its name where there is one.</summary>
    public void Add(TableSetup setup)
    {
        setup.Validate();
        Vault vault = vaults.Of(setup.Account, setup.Region);
        long now = clock.Now;
        var made = Table.MadeUp(setup.TableName, vault.Owner);
        long active = now + clock.Ticks(TimeSpan.FromSeconds(setup.CreatingSeconds));
        vault.Tables.Replace(made with
        {
            Id = setup.TableId ?? Guid.NewGuid(),
            CreatedMs = clock.UtcNow.ToUnixTimeMilliseconds(),
            SizeBytes = setup.SizeBytes ?? made.SizeBytes,
            PointInTimeRecovery = setup.PointInTimeRecovery,
            ActiveAt = active,
            KnownAt = setup.UnknownSeconds is { } unknown ? now + clock.Ticks(TimeSpan.FromSeconds(unknown)) : active,
            BackupsAt = active + clock.Ticks(TimeSpan.FromSeconds(setup.EnablingSeconds)),
        });
    }

    /// <summary>Puts a backup in.</summary>
    /// <returns>Its ARN.</returns>
    public string Add(BackupSetup setup)
    {
        setup.Validate();
        Vault vault = vaults.Of(setup.Account, setup.Region);
        if (!vault.Tables.TryGet(setup.TableName, clock.Now, out Table? table))
        {
            table = Table.MadeUp(setup.TableName, vault.Owner);
        }

        table = table with { Id = setup.TableId ?? table.Id, SizeBytes = setup.SizeBytes ?? table.SizeBytes };
        long milliseconds = (setup.Created ?? clock.UtcNow).ToUnixTimeMilliseconds();
        // Lists have had all the time they need to show it.
        Backup backup = vault.Backups.Add(setup.TableName, milliseconds, operations.DrawSuffix, position => new Backup(
            table, setup.BackupName, position, long.MinValue / 2, clock.Now + clock.Ticks(TimeSpan.FromSeconds(setup.CreatingSeconds)))
        {
            Type = setup.Type,
            ExpiresMs = setup.Type == "SYSTEM" ? milliseconds + (long)TableOperations.SystemBackupLife.TotalMilliseconds : null,
        });
        return vault.ArnOf(backup);
    }
}
