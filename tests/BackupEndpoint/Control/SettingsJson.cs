using System.Text.Json;

namespace DynamoBackup.BackupEndpoint;

/// <summary>The settings as /control/settings shows and takes them: times as numbers, in the unit that their names end in.</summary>
internal static class SettingsJson
{
    public static object Of(EndpointSettings settings) => new
    {
        profile = settings.Profile.ToString().ToLowerInvariant(),
        backupSecondsMin = settings.BackupTimeMin.TotalSeconds,
        backupSecondsMax = settings.BackupTimeMax.TotalSeconds,
        listingLagMs = settings.ListingLag.TotalMilliseconds,
        deletionListingLagMs = settings.DeletionListingLag.TotalMilliseconds,
        describeLagMs = settings.DescribeLag.TotalMilliseconds,
        tableCreatingSeconds = settings.TableCreatingTime.TotalSeconds,
        tableUnknownSeconds = settings.TableUnknownTime.TotalSeconds,
        backupsEnablingSeconds = settings.BackupsEnablingTime.TotalSeconds,
        tableDeletingSeconds = settings.TableDeletingTime.TotalSeconds,
        tableKnownSeconds = settings.TableKnownTime.TotalSeconds,
        systemBackupSeconds = settings.SystemBackupTime.TotalSeconds,
        rates = settings.Rates,
        others = settings.Others,
        latencyMs = settings.Latency.TotalMilliseconds,
        latencyJitterMs = settings.LatencyJitter.TotalMilliseconds,
        clockSkewSeconds = settings.ClockSkew.TotalSeconds,
        dateOffsetSeconds = settings.DateOffsets.Select(o => o?.TotalSeconds),
    };

    /// <summary>The settings with what the JSON object says changed.</summary>
    /// <exception cref="ArgumentException">There is no such setting, or its value is of the wrong kind.</exception>
    public static EndpointSettings Change(EndpointSettings settings, JsonElement changes)
    {
        if (changes.ValueKind != JsonValueKind.Object)
        {
            throw new ArgumentException("Settings must be a JSON object.");
        }

        foreach (JsonProperty change in changes.EnumerateObject())
        {
            settings = change.Name switch
            {
                "profile" => settings with { Profile = ProfileOf(change.Value) },
                "dateOffsetSeconds" => settings with { DateOffsets = OffsetsOf(change.Value) },
                _ => Change(settings, change.Name, NumberOf(change.Name, change.Value)),
            };
        }

        return settings;
    }

    private static EndpointSettings Change(EndpointSettings settings, string name, double value) => name switch
    {
        "backupSecondsMin" => settings with { BackupTimeMin = TimeSpan.FromSeconds(value) },
        "backupSecondsMax" => settings with { BackupTimeMax = TimeSpan.FromSeconds(value) },
        "listingLagMs" => settings with { ListingLag = TimeSpan.FromMilliseconds(value) },
        "deletionListingLagMs" => settings with { DeletionListingLag = TimeSpan.FromMilliseconds(value) },
        "describeLagMs" => settings with { DescribeLag = TimeSpan.FromMilliseconds(value) },
        "tableCreatingSeconds" => settings with { TableCreatingTime = TimeSpan.FromSeconds(value) },
        "tableUnknownSeconds" => settings with { TableUnknownTime = TimeSpan.FromSeconds(value) },
        "backupsEnablingSeconds" => settings with { BackupsEnablingTime = TimeSpan.FromSeconds(value) },
        "tableDeletingSeconds" => settings with { TableDeletingTime = TimeSpan.FromSeconds(value) },
        "tableKnownSeconds" => settings with { TableKnownTime = TimeSpan.FromSeconds(value) },
        "systemBackupSeconds" => settings with { SystemBackupTime = TimeSpan.FromSeconds(value) },
        "rates" => settings with { Rates = value },
        "others" => settings with { Others = value },
        "latencyMs" => settings with { Latency = TimeSpan.FromMilliseconds(value) },
        "latencyJitterMs" => settings with { LatencyJitter = TimeSpan.FromMilliseconds(value) },
        "clockSkewSeconds" => settings with { ClockSkew = TimeSpan.FromSeconds(value) },
        _ => throw new ArgumentException($"There is no setting '{name}'."),
    };

    private static double NumberOf(string name, JsonElement value) => value.ValueKind == JsonValueKind.Number
        ? value.GetDouble()
        : throw new ArgumentException($"'{name}' must be a number.");

    private static EndpointProfile ProfileOf(JsonElement value) => value.ValueKind == JsonValueKind.String
        && Enum.TryParse(value.GetString(), ignoreCase: true, out EndpointProfile profile) && Enum.IsDefined(profile)
        ? profile
        : throw new ArgumentException("'profile' must be seen or strict.");

    private static TimeSpan?[] OffsetsOf(JsonElement value) => value.ValueKind == JsonValueKind.Array
        ? [.. value.EnumerateArray().Select(OffsetOf)]
        : [OffsetOf(value)];

    private static TimeSpan? OffsetOf(JsonElement value) => value.ValueKind == JsonValueKind.Null
        ? null
        : TimeSpan.FromSeconds(NumberOf("dateOffsetSeconds", value));
}
