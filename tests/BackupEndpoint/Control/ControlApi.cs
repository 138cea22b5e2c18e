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
    public static IReadOnlyList<Fault> ReadFaults(JsonElement json) => ReadAll<Fault>(json, f => f.Validate());

    private static T[] ReadAll<T>(JsonElement json, Action<T> validate)
        where T : class
    {
        T?[] all = json.ValueKind == JsonValueKind.Array ? json.Deserialize<T?[]>(Json)! : [json.Deserialize<T>(Json)];
        foreach (T? one in all)
        {
            validate(one ?? throw new ArgumentException("Each must be a JSON object."));
        }

        return all!;
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
                return StatisticsBy(http.Request.Query["by"].ToString());
            case ("GET", "/control/calls"):
                return endpoint.Statistics.Recorded();
            case ("DELETE", "/control/statistics"):
                endpoint.Statistics.Reset();
                return endpoint.Statistics.Snapshot();
            case ("GET", "/control/backups"):
                return endpoint.Backups;
            case ("POST", "/control/backups"):
                return ReadAll<BackupSetup>(await ReadAsync(http), b => b.Validate()).Select(endpoint.AddBackup).ToArray();
            case ("GET", "/control/tables"):
                return endpoint.Tables;
            case ("POST", "/control/tables"):
                foreach (TableSetup table in ReadAll<TableSetup>(await ReadAsync(http), t => t.Validate()))
                {
                    endpoint.AddTable(table);
                }

                return endpoint.Tables;
            case ("GET", "/control/settings"):
                return SettingsJson.Of(endpoint.Settings);
            case ("POST", "/control/settings"):
                endpoint.Settings = SettingsJson.Change(endpoint.Settings, await ReadAsync(http));
                return SettingsJson.Of(endpoint.Settings);
            case ("POST", "/control/down"):
                return GoDownFor(http, await ReadAsync(http));
            default:
                return null;
        }
    }

    private object StatisticsBy(string what) => what switch
    {
        "" or "region" => endpoint.Statistics.Snapshot(),
        "access-key" => endpoint.Statistics.ByAccessKey(),
        "host" => endpoint.Statistics.ByHost(),
        _ => throw new ArgumentException($"Statistics are by region, access-key or host, not '{what}'."),
    };

    private object FaultsInForce() => endpoint.Faults.Snapshot().Select(f => new { f.Fault, f.Fired });

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
