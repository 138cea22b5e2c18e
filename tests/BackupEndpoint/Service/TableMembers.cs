using System.Text.Json;

namespace DynamoBackup.BackupEndpoint;

/// <summary>Writes the members that tables and backups have in common.</summary>
internal static class TableMembers
{
    public static void Units(Utf8JsonWriter json, Table table)
    {
        json.WriteNumber("ReadCapacityUnits", table.ReadCapacityUnits);
        json.WriteNumber("WriteCapacityUnits", table.WriteCapacityUnits);
    }

    public static string BillingMode(Table table) => table.OnDemand ? "PAY_PER_REQUEST" : "PROVISIONED";

    public static void Copy(Utf8JsonWriter json, Table table, string member, string? under = null)
    {
        if (table.Definition.TryGetProperty(member, out JsonElement value) && value.ValueKind != JsonValueKind.Null)
        {
            json.WritePropertyName(under ?? member);
            value.WriteTo(json);
        }
    }

    /// <summary>Seconds since 1970 with three decimals.</summary>
    public static void Time(Utf8JsonWriter json, string member, long milliseconds) =>
        json.WriteNumber(member, milliseconds / 1000m);
}
