using System.Text.Json.Serialization;

namespace DynamoBackup.BackupEndpoint;

/// <summary>A table that a test puts into the endpoint.</summary>
public sealed record TableSetup
{
    /// <summary>Its name, 3 to 255 of a-z, A-Z, 0-9, '_', '.' and '-'.</summary>
    [JsonRequired]
    public required string TableName { get; init; }

    /// <summary>The account that owns it.</summary>
    public string Account { get; init; } = Caller.DefaultAccount;

    /// <summary>Its region.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>Its id; null for a new one.</summary>
    public Guid? TableId { get; init; }

    /// <summary>Its size; null for one that its name leads to.</summary>
    public long? SizeBytes { get; init; }

    /// <summary>How long it is CREATING yet, 0 for a table that is ACTIVE.</summary>
    public double CreatingSeconds { get; init; }

    /// <summary>How long the backup operations answer TableNotFoundException yet; null for as long as it is CREATING.</summary>
    public double? UnknownSeconds { get; init; }

    /// <summary>How long CreateBackup answers ContinuousBackupsUnavailableException after it became ACTIVE.</summary>
    public double EnablingSeconds { get; init; }

    /// <summary>Whether point-in-time recovery is on: its deletion then leaves a SYSTEM backup.</summary>
    public bool PointInTimeRecovery { get; init; }

    internal void Validate()
    {
        Require(RequestMembers.IsName(TableName), "tableName must have 3 to 255 of the characters a-z, A-Z, 0-9, '_', '.' and '-'");
        Require(Account.Length == 12 && Account.All(char.IsAsciiDigit), "account must have 12 digits");
        Require(Region.Length > 0, "region cannot be empty");
        Require(SizeBytes is null or >= 0, "sizeBytes cannot be negative");
        Require(
            CreatingSeconds is >= 0 and <= 86_400 && EnablingSeconds is >= 0 and <= 86_400
            && UnknownSeconds is null or (>= 0 and <= 86_400),
            "seconds must be from 0 to 86400");
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new ArgumentException($"Table: {otherwise}.");
        }
    }
}
