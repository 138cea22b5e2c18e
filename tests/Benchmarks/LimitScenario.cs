using System.Globalization;

namespace DynamoBackup.Benchmarks;

/// <summary>A fleet whose old backups go, at the published rates, and a hundred thousand backups that are only listed.</summary>
internal static class LimitScenario
{
    private const string Published = "--profile strict --latency-ms 40 --rates 1";
    private const double DeletesPerSecond = 10;
    private const int Nights = 14;
    private const int Kept = 7;

    /// <summary>Deletes half of the backups of a fleet.</summary>
    /// <param name="tables">How many tables.</param>
    public static async Task<Row> DeleteAsync(int tables)
    {
        await using var endpoint = await EndpointProcess.StartAsync($"{Published} --tables {tables + 12}");
        await SeedAsync(endpoint, tables, Nights);
        var result = await LimitWorker.StartAsync(endpoint.Url, tables, deletes: true);
        var deletions = tables * (Nights - Kept);
        var statistics = await endpoint.StatisticsAsync();
        var calls = statistics.Sum(operation => operation.Calls);
        return new Row(
            $"{tables} tables x {Nights}, keep {Kept}",
            result.Seconds,
            deletions / DeletesPerSecond,
            calls,
            (double)calls / deletions,
            statistics.Sum(operation => operation.Throttles),
            result.PeakMegabytes,
            result.Failed > 0 || result.Available != deletions ? $"{result.Available} deleted, {result.Failed} FAILED" : null);
    }

    /// <summary>
    /// Lists a hundred thousand backups and deletes none: a thousand pages at the engine's rate take more than three minutes.
    /// </summary>
    public static async Task<Row> ListAsync()
    {
        const int Tables = 2_000;
        const int PerTable = 50;
        await using var endpoint = await EndpointProcess.StartAsync($"--profile strict --latency-ms 5 --rates 0 --tables {Tables + 12}");
        await SeedAsync(endpoint, Tables, PerTable);
        var result = await LimitWorker.StartAsync(endpoint.Url, Tables, deletes: false);
        return new Row($"{Tables * PerTable} backups listed", result.Seconds, PeakMegabytes: result.PeakMegabytes);
    }

    private static async Task SeedAsync(EndpointProcess endpoint, int tables, int nights)
    {
        var newest = new DateTimeOffset(2026, 11, 20, 3, 0, 0, TimeSpan.Zero);
        foreach (var some in FleetWorker.TableNames.Take(tables).Chunk(100))
        {
            await endpoint.AddBackupsAsync(some.SelectMany(table => Enumerable.Range(0, nights).Select(night =>
            {
                var created = newest.AddDays(-night);
                var stamp = created.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);
                return (object)new { tableName = table, backupName = $"{table}-backup-{stamp}-benchm{night:00}", created };
            })));
        }
    }
}
