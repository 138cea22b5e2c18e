namespace DynamoBackup.Benchmarks;

/// <summary>One row of a scenario: a run and its figures.</summary>
internal sealed record Row(
    string Run, double WallSeconds, double? FloorSeconds = null, int? Calls = null, double? CallsPerBackup = null, int? Throttles = null,
    double? PeakMegabytes = null, string? Note = null)
{
    public double? Ratio => FloorSeconds is { } floor ? WallSeconds / floor : null;

    /// <summary>A run's row with what the endpoint counted since it started.</summary>
    public static async Task<Row> OfAsync(EndpointProcess endpoint, string run, double seconds, double? floor, int backups) =>
        Of(await endpoint.StatisticsAsync(), run, seconds, floor, backups);

    /// <summary>A run's row with what the endpoint counted.</summary>
    public static Row Of(IEnumerable<OperationStatistics> statistics, string run, double seconds, double? floor, int backups)
    {
        var all = statistics.ToList();
        var calls = all.Sum(operation => operation.Calls);
        return new Row(run, seconds, floor, calls, (double)calls / backups, all.Sum(operation => operation.Throttles));
    }
}
