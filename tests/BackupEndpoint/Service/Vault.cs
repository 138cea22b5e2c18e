namespace DynamoBackup.BackupEndpoint;

/// <summary>The tables and backups of one account in one region. Thread-safe.</summary>
internal sealed class Vault(Caller owner, IEnumerable<string> tables)
{
    public Caller Owner => owner;

    public TableSet Tables { get; } = new(tables.Select(name => Table.MadeUp(name, owner)));

    public BackupSet Backups { get; } = new();

    public string ArnOf(Backup backup) => $"arn:{owner.Partition}:dynamodb:{owner.Region}:{owner.Account}:{backup.Position.Resource}";
}
