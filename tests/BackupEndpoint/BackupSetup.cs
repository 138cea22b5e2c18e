using System.Text.Json.Serialization;

namespace DynamoBackup.BackupEndpoint;

/// <summary>A backup that a test puts into the endpoint: of any age, and of a table that need not be there.</summary>
public sealed record BackupSetup
{
    /// <summary>The table's name.</summary>
    [JsonRequired]
    public required string TableName { get; init; }

    /// <summary>The backup's name.</summary>
    [JsonRequired]
    public required string BackupName { get; init; }

    /// <summary>When it was made, to the millisecond; null for now.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>The account that owns it.</summary>
    public string Account { get; init; } = Caller.DefaultAccount;

    /// <summary>Its region.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>The id of the table that it was made of; null for that of the table of this name.</summary>
    public Guid? TableId { get; init; }

    /// <summary>Its size; null for the table's.</summary>
    public long? SizeBytes { get; init; }

    /// <summary>USER, SYSTEM or AWS_BACKUP.</summary>
    public string Type { get; init; } = "USER";

    /// <summary>How long it is CREATING yet, 0 for one that is AVAILABLE.</summary>
    public double CreatingSeconds { get; init; }

    internal void Validate()
    {
        Require(RequestMembers.IsName(TableName) && (RequestMembers.IsName(BackupName) || Type != "USER"),
            "tableName and backupName must have 3 to 255 of the characters a-z, A-Z, 0-9, '_', '.' and '-'");
        Require(Account.Length == 12 && Account.All(char.IsAsciiDigit), "account must have 12 digits");
        Require(Region.Length > 0, "region cannot be empty");
        Require(SizeBytes is null or >= 0, "sizeBytes cannot be negative");
        Require(Type is "USER" or "SYSTEM" or "AWS_BACKUP", "type must be USER, SYSTEM or AWS_BACKUP");
        Require(CreatingSeconds is >= 0 and <= 86_400, "creatingSeconds must be from 0 to 86400");
        Require(Created is null || Created.Value.Year is >= 2002 and <= 2200, "created must be from the year 2002 to 2200");
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new ArgumentException($"Backup: {otherwise}.");
        }
    }
}
