using System.Text.Json;

namespace DynamoBackup.BackupEndpoint;

/// <summary>Writes tables as the service model shapes them.</summary>
internal static class TableAnswers
{
    public static void Description(Utf8JsonWriter json, string member, Table table, string status, Caller owner)
    {
        string arn = owner.TableArn(table.Name);
        json.WriteStartObject(member);
        TableMembers.Copy(json, table, "AttributeDefinitions");
        json.WriteString("TableName", table.Name);
        TableMembers.Copy(json, table, "KeySchema");
        json.WriteString("TableStatus", status);
        TableMembers.Time(json, "CreationDateTime", table.CreatedMs);
        json.WriteStartObject("ProvisionedThroughput");
        json.WriteNumber("NumberOfDecreasesToday", 0);
        TableMembers.Units(json, table);
        json.WriteEndObject();
        json.WriteNumber("TableSizeBytes", table.SizeBytes);
        json.WriteNumber("ItemCount", table.ItemCount);
        json.WriteString("TableArn", arn);
        json.WriteString("TableId", table.Id);
        if (table.OnDemand)
        {
            json.WriteStartObject("BillingModeSummary");
            json.WriteString("BillingMode", TableMembers.BillingMode(table));
            TableMembers.Time(json, "LastUpdateToPayPerRequestDateTime", table.CreatedMs);
            json.WriteEndObject();
        }

        Indexes(json, table, "LocalSecondaryIndexes", arn, status: null);
        Indexes(json, table, "GlobalSecondaryIndexes", arn, status);
        TableMembers.Copy(json, table, "StreamSpecification");
        if (table.Definition.TryGetProperty("TableClass", out JsonElement tableClass))
        {
            json.WriteStartObject("TableClassSummary");
            json.WritePropertyName("TableClass");
            tableClass.WriteTo(json);
            json.WriteEndObject();
        }

        TableMembers.Copy(json, table, "OnDemandThroughput");
        json.WriteBoolean("DeletionProtectionEnabled", table.DeletionProtection);
        // A table on demand can always serve this much at once, says "Understanding DynamoDB warm throughput" in the guide.
        json.WriteStartObject("WarmThroughput");
        json.WriteNumber("ReadUnitsPerSecond", table.OnDemand ? 12_000 : table.ReadCapacityUnits);
        json.WriteNumber("WriteUnitsPerSecond", table.OnDemand ? 4_000 : table.WriteCapacityUnits);
        json.WriteString("Status", "ACTIVE");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public static void ContinuousBackups(Utf8JsonWriter json, bool enabled, bool recovery)
    {
        json.WriteStartObject("ContinuousBackupsDescription");
        json.WriteString("ContinuousBackupsStatus", enabled ? "ENABLED" : "DISABLED");
        json.WriteStartObject("PointInTimeRecoveryDescription");
        json.WriteString("PointInTimeRecoveryStatus", recovery ? "ENABLED" : "DISABLED");
        json.WriteEndObject();
        json.WriteEndObject();
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
}
