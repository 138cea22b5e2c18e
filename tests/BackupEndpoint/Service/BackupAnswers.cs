using System.Text.Json;

namespace DynamoBackup.BackupEndpoint;

/// <summary>Writes backups as the service model shapes them.</summary>
internal static class BackupAnswers
{
    public static void Details(Utf8JsonWriter json, Backup backup, string arn, string status)
    {
        json.WriteStartObject("BackupDetails");
        Members(json, backup, arn, status);
        json.WriteEndObject();
    }

    public static void Description(Utf8JsonWriter json, Backup backup, string arn, string status, Caller owner)
    {
        Table table = backup.Table;
        json.WriteStartObject("BackupDescription");
        Details(json, backup, arn, status);
        json.WriteStartObject("SourceTableDetails");
        json.WriteString("TableName", table.Name);
        json.WriteString("TableId", table.Id);
        json.WriteString("TableArn", owner.TableArn(table.Name));
        json.WriteNumber("TableSizeBytes", table.SizeBytes);
        TableMembers.Copy(json, table, "KeySchema");
        TableMembers.Time(json, "TableCreationDateTime", table.CreatedMs);
        json.WriteStartObject("ProvisionedThroughput");
        TableMembers.Units(json, table);
        json.WriteEndObject();
        TableMembers.Copy(json, table, "OnDemandThroughput");
        json.WriteNumber("ItemCount", table.ItemCount);
        json.WriteString("BillingMode", TableMembers.BillingMode(table));
        json.WriteEndObject();
        json.WriteStartObject("SourceTableFeatureDetails");
        // A SYSTEM backup was seen to have none of these (DDB-BACKUP-015).
        if (backup.Type != "SYSTEM")
        {
            Indexes(json, table, "LocalSecondaryIndexes");
            Indexes(json, table, "GlobalSecondaryIndexes");
            TableMembers.Copy(json, table, "StreamSpecification", "StreamDescription");
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    public static void Summary(Utf8JsonWriter json, Backup backup, string arn, string status, Caller owner)
    {
        json.WriteStartObject();
        json.WriteString("TableName", backup.Table.Name);
        json.WriteString("TableId", backup.Table.Id);
        json.WriteString("TableArn", owner.TableArn(backup.Table.Name));
        Members(json, backup, arn, status);
        json.WriteEndObject();
    }

    private static void Members(Utf8JsonWriter json, Backup backup, string arn, string status)
    {
        json.WriteString("BackupArn", arn);
        json.WriteString("BackupName", backup.Name);
        json.WriteNumber("BackupSizeBytes", backup.Table.SizeBytes);
        json.WriteString("BackupStatus", status);
        json.WriteString("BackupType", backup.Type);
        TableMembers.Time(json, "BackupCreationDateTime", backup.Position.Milliseconds);
        if (backup.ExpiresMs is { } expires)
        {
            TableMembers.Time(json, "BackupExpiryDateTime", expires);
        }
    }

    /// <summary>What a backup keeps of an index: no more than these members (DDB-BACKUP-021).</summary>
    private static void Indexes(Utf8JsonWriter json, Table table, string member)
    {
        if (!table.Definition.TryGetProperty(member, out JsonElement indexes) || indexes.ValueKind != JsonValueKind.Array)
        {
            return;
        }

        json.WriteStartArray(member);
        foreach (JsonElement index in indexes.EnumerateArray().Where(i => i.ValueKind == JsonValueKind.Object))
        {
            json.WriteStartObject();
            foreach (JsonProperty property in index.EnumerateObject().Where(p =>
                p.Name is "IndexName" or "KeySchema" or "Projection"
                || (p.Name == "ProvisionedThroughput" && member == "GlobalSecondaryIndexes")))
            {
                property.WriteTo(json);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
