using System.Text.Json;

namespace DynamoBackup.BackupEndpoint;

/// <summary>Writes tables and backups as the service model shapes them.</summary>
internal static class Answers
{
    public static void BackupDetails(Utf8JsonWriter json, Backup backup, string arn, string status)
    {
        json.WriteStartObject("BackupDetails");
        BackupMembers(json, backup, arn, status);
        json.WriteEndObject();
    }

    public static void BackupDescription(Utf8JsonWriter json, Backup backup, string arn, string status, Caller owner)
    {
        Table table = backup.Table;
        json.WriteStartObject("BackupDescription");
        BackupDetails(json, backup, arn, status);
        json.WriteStartObject("SourceTableDetails");
        json.WriteString("TableName", table.Name);
        json.WriteString("TableId", table.Id);
        json.WriteString("TableArn", owner.TableArn(table.Name));
        json.WriteNumber("TableSizeBytes", table.SizeBytes);
        Copy(json, table, "KeySchema");
        Time(json, "TableCreationDateTime", table.CreatedMs);
        json.WriteStartObject("ProvisionedThroughput");
        Units(json, table);
        json.WriteEndObject();
        Copy(json, table, "OnDemandThroughput");
        json.WriteNumber("ItemCount", table.ItemCount);
        json.WriteString("BillingMode", BillingMode(table));
        json.WriteEndObject();
        json.WriteStartObject("SourceTableFeatureDetails");
        Copy(json, table, "LocalSecondaryIndexes");
        Copy(json, table, "GlobalSecondaryIndexes");
        Copy(json, table, "StreamSpecification", "StreamDescription");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public static void BackupSummary(Utf8JsonWriter json, Backup backup, string arn, string status, Caller owner)
    {
        json.WriteStartObject();
        json.WriteString("TableName", backup.Table.Name);
        json.WriteString("TableId", backup.Table.Id);
        json.WriteString("TableArn", owner.TableArn(backup.Table.Name));
        BackupMembers(json, backup, arn, status);
        json.WriteEndObject();
    }

    public static void TableDescription(Utf8JsonWriter json, string member, Table table, string status, Caller owner)
    {
        string arn = owner.TableArn(table.Name);
        json.WriteStartObject(member);
        Copy(json, table, "AttributeDefinitions");
        json.WriteString("TableName", table.Name);
        Copy(json, table, "KeySchema");
        json.WriteString("TableStatus", status);
        Time(json, "CreationDateTime", table.CreatedMs);
        json.WriteStartObject("ProvisionedThroughput");
        json.WriteNumber("NumberOfDecreasesToday", 0);
        Units(json, table);
        json.WriteEndObject();
        json.WriteNumber("TableSizeBytes", table.SizeBytes);
        json.WriteNumber("ItemCount", table.ItemCount);
        json.WriteString("TableArn", arn);
        json.WriteString("TableId", table.Id);
        if (table.OnDemand)
        {
            json.WriteStartObject("BillingModeSummary");
            json.WriteString("BillingMode", BillingMode(table));
            Time(json, "LastUpdateToPayPerRequestDateTime", table.CreatedMs);
            json.WriteEndObject();
        }

        Indexes(json, table, "LocalSecondaryIndexes", arn, status: null);
        Indexes(json, table, "GlobalSecondaryIndexes", arn, status);
        Copy(json, table, "StreamSpecification");
        if (table.Definition.TryGetProperty("TableClass", out JsonElement tableClass))
        {
            json.WriteStartObject("TableClassSummary");
            json.WritePropertyName("TableClass");
            tableClass.WriteTo(json);
            json.WriteEndObject();
        }

        Copy(json, table, "OnDemandThroughput");
        json.WriteBoolean("DeletionProtectionEnabled", table.DeletionProtection);
        // A table on demand can always serve this much at once, says "Understanding DynamoDB warm throughput" in the guide.
        json.WriteStartObject("WarmThroughput");
        json.WriteNumber("ReadUnitsPerSecond", table.OnDemand ? 12_000 : table.ReadCapacityUnits);
        json.WriteNumber("WriteUnitsPerSecond", table.OnDemand ? 4_000 : table.WriteCapacityUnits);
        json.WriteString("Status", "ACTIVE");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void BackupMembers(Utf8JsonWriter json, Backup backup, string arn, string status)
    {
        json.WriteString("BackupArn", arn);
        json.WriteString("BackupName", backup.Name);
        json.WriteNumber("BackupSizeBytes", backup.Table.SizeBytes);
        json.WriteString("BackupStatus", status);
        json.WriteString("BackupType", "USER");
        Time(json, "BackupCreationDateTime", backup.Position.Milliseconds);
    }

    private static void Indexes(Utf8JsonWriter json, Table table, string member, string tableArn, string? status)
    {
        if (!table.Definition.TryGetProperty(member, out JsonElement indexes) || indexes.ValueKind != JsonValueKind.Array)
        {
            return;
        }

        json.WriteStartArray(member);
        foreach (JsonElement index in indexes.EnumerateArray().Where(i => i.ValueKind == JsonValueKind.Object))
        {
            json.WriteStartObject();
            foreach (JsonProperty property in index.EnumerateObject())
            {
                property.WriteTo(json);
            }

            if (status is not null)
            {
                json.WriteString("IndexStatus", status);
            }

            json.WriteNumber("IndexSizeBytes", 0);
            json.WriteNumber("ItemCount", 0);
            if (index.TryGetProperty("IndexName", out JsonElement name))
            {
                json.WriteString("IndexArn", $"{tableArn}/index/{name}");
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Units(Utf8JsonWriter json, Table table)
    {
        json.WriteNumber("ReadCapacityUnits", table.ReadCapacityUnits);
        json.WriteNumber("WriteCapacityUnits", table.WriteCapacityUnits);
    }

    private static string BillingMode(Table table) => table.OnDemand ? "PAY_PER_REQUEST" : "PROVISIONED";

    private static void Copy(Utf8JsonWriter json, Table table, string member, string? under = null)
    {
        if (table.Definition.TryGetProperty(member, out JsonElement value) && value.ValueKind != JsonValueKind.Null)
        {
            json.WritePropertyName(under ?? member);
            value.WriteTo(json);
        }
    }

    /// <summary>Seconds since 1970 with three decimals.</summary>
    private static void Time(Utf8JsonWriter json, string member, long milliseconds) =>
        json.WriteNumber(member, milliseconds / 1000m);
}
