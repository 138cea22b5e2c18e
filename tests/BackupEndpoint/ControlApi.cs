using System.Text.Json;
using System.Text.Json.Serialization;

namespace DynamoBackup.BackupEndpoint;

/// <summary>Rules an endpoint from another process, under /control. Needs no signature and counts in no statistics.</summary>
internal sealed class ControlApi(LocalEndpoint endpoint)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        WriteIndented = true,
    };

    public async Task HandleAsync(HttpContext http)
    {
        try
        {
            object? answer = await AnswerAsync(http);
            if (answer is null)
            {
                http.Response.StatusCode = StatusCodes.Status404NotFound;
                answer = new { error = $"There is no {http.Request.Method} {http.Request.Path}." };
            }

            await http.Response.WriteAsJsonAsync(answer, Json);
        }
        catch (Exception e) when (e is JsonException or ArgumentException or OverflowException)
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            await http.Response.WriteAsJsonAsync(new { error = e.Message }, Json);
        }
    }

    /// <summary>A fault rule, or an array of them; all in order, or else an exception says what is not.</summary>
    public static IReadOnlyList<Fault> ReadFaults(JsonElement json)
    {
        Fault?[] faults = json.ValueKind == JsonValueKind.Array
            ? json.Deserialize<Fault?[]>(Json)!
            : [json.Deserialize<Fault>(Json)];
        foreach (Fault? fault in faults)
        {
            (fault ?? throw new ArgumentException("A fault rule must be a JSON object.")).Validate();
        }

        return faults!;
    }

    private async Task<object?> AnswerAsync(HttpContext http)
    {
        switch (http.Request.Method, http.Request.Path.Value)
        {
            case ("GET", "/control/faults"):
                return FaultsInForce();
            case ("POST", "/control/faults"):
                foreach (Fault fault in ReadFaults(await ReadAsync(http)))
                {
                    endpoint.Faults.Add(fault);
                }

                return FaultsInForce();
            case ("DELETE", "/control/faults"):
                endpoint.Faults.Clear();
                return FaultsInForce();
            case ("GET", "/control/statistics"):
                return endpoint.Statistics.Snapshot();
            case ("DELETE", "/control/statistics"):
                endpoint.Statistics.Reset();
                return endpoint.Statistics.Snapshot();
            case ("GET", "/control/backups"):
                return endpoint.Backups;
            case ("GET", "/control/settings"):
                return SettingsInForce();
            case ("POST", "/control/settings"):
                endpoint.Settings = Change(endpoint.Settings, await ReadAsync(http));
                return SettingsInForce();
            case ("POST", "/control/down"):
                return GoDownFor(http, await ReadAsync(http));
            default:
                return null;
        }
    }

    private object FaultsInForce() => endpoint.Faults.Snapshot().Select(f => new { f.Fault, f.Fired });

    private object SettingsInForce()
    {
        EndpointSettings settings = endpoint.Settings;
        return new
        {
            backupSecondsMin = settings.BackupTimeMin.TotalSeconds,
            backupSecondsMax = settings.BackupTimeMax.TotalSeconds,
            listingLagMs = settings.ListingLag.TotalMilliseconds,
            describeLagMs = settings.DescribeLag.TotalMilliseconds,
            rates = settings.Rates,
            others = settings.Others,
            latencyMs = settings.Latency.TotalMilliseconds,
            latencyJitterMs = settings.LatencyJitter.TotalMilliseconds,
            clockSkewSeconds = settings.ClockSkew.TotalSeconds,
        };
    }

    private static EndpointSettings Change(EndpointSettings settings, JsonElement changes)
    {
        if (changes.ValueKind != JsonValueKind.Object)
        {
            throw new ArgumentException("Settings must be a JSON object.");
        }

        foreach (JsonProperty change in changes.EnumerateObject())
        {
            double value = change.Value.ValueKind == JsonValueKind.Number
                ? change.Value.GetDouble()
                : throw new ArgumentException($"'{change.Name}' must be a number.");
            settings = change.Name switch
            {
                "backupSecondsMin" => settings with { BackupTimeMin = TimeSpan.FromSeconds(value) },
                "backupSecondsMax" => settings with { BackupTimeMax = TimeSpan.FromSeconds(value) },
                "listingLagMs" => settings with { ListingLag = TimeSpan.FromMilliseconds(value) },
                "describeLagMs" => settings with { DescribeLag = TimeSpan.FromMilliseconds(value) },
                "rates" => settings with { Rates = value },
                "others" => settings with { Others = value },
                "latencyMs" => settings with { Latency = TimeSpan.FromMilliseconds(value) },
                "latencyJitterMs" => settings with { LatencyJitter = TimeSpan.FromMilliseconds(value) },
                "clockSkewSeconds" => settings with { ClockSkew = TimeSpan.FromSeconds(value) },
                _ => throw new ArgumentException($"There is no setting '{change.Name}'."),
            };
        }

        return settings;
    }

    private object GoDownFor(HttpContext http, JsonElement body)
    {
        double seconds = body.ValueKind == JsonValueKind.Object && body.TryGetProperty("seconds", out JsonElement value)
            && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : 0;
        if (seconds is not (> 0 and <= 3600))
        {
            throw new ArgumentException("'seconds' must be a number above 0 and at most 3600.");
        }

        http.Response.Headers.Connection = "close";
        http.Response.OnCompleted(() =>
        {
            // Going down waits for the calls in hand, so this one must not wait for it.
            _ = Task.Run(async () =>
            {
                await endpoint.GoDownAsync();
                await Task.Delay(TimeSpan.FromSeconds(seconds));
                await endpoint.ComeBackAsync();
            });
            return Task.CompletedTask;
        });
        return new { downForSeconds = seconds };
    }

    private static async Task<JsonElement> ReadAsync(HttpContext http)
    {
        using JsonDocument document = await JsonDocument.ParseAsync(http.Request.Body);
        return document.RootElement.Clone();
    }
}
