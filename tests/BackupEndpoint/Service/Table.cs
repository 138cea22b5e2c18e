using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace DynamoBackup.BackupEndpoint;

/// <summary>A table as the control plane knows it: a description without items. Never changes: a <see cref="TableSet"/> replaces
/// it. Its times are ticks of the clock.</summary>
internal sealed record Table
{
    private static readonly string[] WellKnown =
    [
        "Music", "Users", "Orders", "Products", "Sessions", "Inventory",
        "Payments", "Invoices", "Customers", "Reviews", "AuditLog", "GameScores",
    ];

    private static readonly JsonElement DefaultDefinition = JsonElement.Parse(
        """
        {
          "AttributeDefinitions": [{"AttributeName": "Id", "AttributeType": "S"}],
          "KeySchema": [{"AttributeName": "Id", "KeyType": "HASH"}]
        }
        """);

    public required string Name { get; init; }

    /// <summary>A table made again under the same name has another id: it is what tells the two apart.</summary>
    public required Guid Id { get; init; }

    public required long CreatedMs { get; init; }

    public long SizeBytes { get; init; }

    public long ItemCount { get; init; }

    /// <summary>The members of CreateTable that descriptions give back as they came: AttributeDefinitions, KeySchema,
    /// LocalSecondaryIndexes, GlobalSecondaryIndexes, StreamSpecification, TableClass, OnDemandThroughput.</summary>
    public required JsonElement Definition { get; init; }

    public bool OnDemand { get; init; }

    public long ReadCapacityUnits { get; init; }

    public long WriteCapacityUnits { get; init; }

    public bool DeletionProtection { get; init; }

    /// <summary>Whether its deletion leaves a SYSTEM backup.</summary>
    public bool PointInTimeRecovery { get; init; }

    /// <summary>When it becomes ACTIVE; the tables of the start are from the beginning.</summary>
    public long ActiveAt { get; init; } = long.MinValue;

    /// <summary>When the backup operations begin to know it.</summary>
    public long KnownAt { get; init; } = long.MinValue;

    /// <summary>When CreateBackup begins to take it.</summary>
    public long BackupsAt { get; init; } = long.MinValue;

    /// <summary>When the backup operations forget it, after DeleteTable.</summary>
    public long ForgottenAt { get; init; } = long.MaxValue;

    /// <summary>When it is gone, after DeleteTable.</summary>
    public long GoneAt { get; init; } = long.MaxValue;

    public bool IsDeleting => GoneAt < long.MaxValue;

    public string Status(long now) => IsDeleting ? "DELETING" : now < ActiveAt ? "CREATING" : "ACTIVE";

    /// <summary>Refuses, as the backup operations do, a table that they do not know yet or any more, or not well enough.</summary>
    /// <exception cref="ServiceException">It cannot be backed up now.</exception>
    public void CheckForBackup(long now)
    {
        if (now < KnownAt || now >= ForgottenAt)
        {
            throw ServiceException.TableNotFound(Name);
        }

        if (now < BackupsAt)
        {
            throw ServiceException.BackupsBeingEnabled(Name);
        }
    }

    /// <summary>The names of the tables that every account and region starts with.</summary>
    public static IEnumerable<string> MadeUpNames(int count) =>
        Enumerable.Range(1, count).Select(i => i <= WellKnown.Length ? WellKnown[i - 1] : $"Table-{i:00000}");

    /// <summary>A table of some size from 0 bytes to 400 GB, always the same one for a name.</summary>
    public static Table MadeUp(string name, Caller caller)
    {
        ulong hash = Hash(name);
        double spread = hash % 10_000 / 10_000.0;
        // One in ten is empty; the others lie evenly on the logarithm from 1 KB to 400 GB.
        long size = spread < 0.1 ? 0 : (long)Math.Pow(10, 3 + ((spread - 0.1) / 0.9 * 8.6));
        return new Table
        {
            Name = name,
            Id = IdOf($"{caller.Account}/{caller.Region}/{name}"),
            // Some day in the three years from 2021 on.
            CreatedMs = 1_609_459_200_000 + (long)(hash / 10_000 % 94_608_000_000),
            SizeBytes = size,
            ItemCount = size / 512,
            Definition = DefaultDefinition,
            OnDemand = true,
        };
    }

    /// <summary>FNV-1a, 64 bits: spreads names well and never changes between runs.</summary>
    private static ulong Hash(string name)
    {
        ulong hash = 14695981039346656037;
        foreach (char c in name)
        {
            hash = (hash ^ c) * 1099511628211;
        }

        return hash;
    }

    private static Guid IdOf(string what) => new(MD5.HashData(Encoding.UTF8.GetBytes(what)));
}
