namespace DynamoBackup.Benchmarks;

/// <summary>The scenarios, each real time over real HTTP against the local endpoint at the published rates.</summary>
internal static class Scenarios
{
    // A service across a continent, and backups of small tables.
    private const string Published = "--profile strict --latency-ms 40 --rates 1";
    private const double LongestBackup = 9;
    private const double CreatesPerSecond = 50;

    public static IReadOnlyList<string> Names { get; } =
        ["fleet", "shared", "regions", "pipeline", "forms", "far", "prompt", "late", "import", "memory", "limit", "limit-listing"];

    public static async Task<int> RunAllAsync(Report report)
    {
        foreach (var name in Names)
        {
            await RunAsync(name, [], report);
        }

        return 0;
    }

    public static async Task<int> RunAsync(string name, IReadOnlyList<string> arguments, Report report)
    {
        var rows = name switch
        {
            "fleet" => await FleetAsync(arguments.Count > 0 ? [.. arguments.Select(int.Parse)] : [100, 1000, 2500]),
            "shared" => await SharedAsync(),
            "regions" => await RegionsAsync(),
            "pipeline" or "forms" or "far" or "prompt" or "late" or "import" => await PwshScenarios.RunAsync(name),
            // A tenth of the fleet of 1,000 unless told otherwise.
            "limit" => [await LimitScenario.DeleteAsync(arguments.Count > 0 ? int.Parse(arguments[0]) : 100)],
            "limit-listing" => [await LimitScenario.ListAsync()],
            _ => await MemoryAsync(),
        };
        report.Add(name, rows);
        return 0;
    }

    private static async Task<List<Row>> FleetAsync(IReadOnlyList<int> sizes)
    {
        var rows = new List<Row>();
        foreach (var size in sizes)
        {
            rows.Add(await MeasureAsync($"{size} tables", Published, size, (size / CreatesPerSecond) + LongestBackup, "us-east-1"));
        }

        return rows;
    }

    private static async Task<List<Row>> SharedAsync()
    {
        const int Tables = 1000;
        var floor = (Tables / (CreatesPerSecond / 2)) + LongestBackup;
        return [await MeasureAsync($"{Tables} tables, half the rate", Published + " --others 0.5", Tables, floor, "us-east-1")];
    }

    private static async Task<List<Row>> RegionsAsync()
    {
        const int Tables = 300;
        return [await MeasureAsync("3 regions x 300 tables", Published, Tables, (Tables / CreatesPerSecond) + LongestBackup, "us-east-1",
            "eu-west-1", "ap-south-1")];
    }

    private static async Task<List<Row>> MemoryAsync()
    {
        // Rates off: at the published ones 10,000 tables take more than three minutes.
        const string Fast = "--profile strict --latency-ms 5 --rates 0";
        var rows = new List<Row>();
        foreach (var size in (int[])[100, 10_000])
        {
            rows.Add(await MeasureAsync($"{size} tables, rates off", Fast, size, (size / CreatesPerSecond) + LongestBackup, "us-east-1"));
        }

        return rows;
    }

    private static async Task<Row> MeasureAsync(string run, string options, int tables, double floor, params string[] regions)
    {
        await using var endpoint = await EndpointProcess.StartAsync($"{options} --tables {tables + 12}");
        var result = await FleetWorker.StartAsync(endpoint.Url, tables, regions);
        var row = await Row.OfAsync(endpoint, run, result.Seconds, floor, tables * regions.Length);
        var note = result.Failed > 0 ? $"{result.Failed} FAILED" : null;
        return row with { PeakMegabytes = result.PeakMegabytes, Note = note };
    }
}
