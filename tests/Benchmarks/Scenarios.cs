using System.Diagnostics;

namespace DynamoBackup.Benchmarks;

/// <summary>The scenarios, each real time over real HTTP against the local endpoint at the published rates.</summary>
internal static class Scenarios
{
    // A service across a continent, and backups of small tables.
    private const string Published = "--profile strict --latency-ms 40 --rates 1";
    private const double LongestBackup = 9;
    private const double CreatesPerSecond = 50;
    private const int PipelineTables = 1000;

    public static IReadOnlyList<string> Names { get; } =
        ["fleet", "shared", "single", "regions", "pipeline", "import", "memory", "limit", "limit-listing"];

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
            "single" => await SingleAsync(),
            "regions" => await RegionsAsync(),
            "pipeline" => await PipelineAsync(),
            "import" => await ImportAsync(),
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

    private static async Task<List<Row>> SingleAsync()
    {
        var rows = new List<Row>();
        foreach (var seconds in (double[])[0.5, 3, 9, 30])
        {
            rows.Add(await MeasureAsync(
                $"1 table, {seconds} s", $"--latency-ms 40 --backup-seconds-min {seconds} --backup-seconds-max {seconds}", 1, seconds,
                "us-east-1"));
        }

        return rows.ConvertAll(row => row with
        {
            Note = $"{row.WallSeconds - row.FloorSeconds:0.00} s late, "
            + $"allowed {Math.Max(1.2, 0.1 * row.FloorSeconds!.Value):0.00}",
        });
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
        var row = await RowOfAsync(endpoint, run, result.Seconds, floor, tables * regions.Length);
        var note = result.Failed > 0 ? $"{result.Failed} FAILED" : null;
        return row with { PeakMegabytes = result.PeakMegabytes, Note = note };
    }

    private static async Task<Row> RowOfAsync(EndpointProcess endpoint, string run, double seconds, double? floor, int backups)
    {
        var statistics = await endpoint.StatisticsAsync();
        var calls = statistics.Sum(operation => operation.Calls);
        return new Row(run, seconds, floor, calls, (double)calls / backups, statistics.Sum(operation => operation.Throttles));
    }

    private static async Task<List<Row>> PipelineAsync()
    {
        if (!IsOnPath("pwsh"))
        {
            Console.Error.WriteLine("pipeline: skipped, pwsh is not on PATH.");
            return [];
        }

        var floor = (PipelineTables / CreatesPerSecond) + LongestBackup;
        var rows = new List<Row> { await ScriptAsync("New-DdbBackup -Wait", "pwsh", "pipeline-ours.ps1", PipelineTables, floor) };
        rows.Add(await ScriptAsync("AWS Tools' loop", "pwsh", "pipeline-awstools.ps1", PipelineTables, floor));
        if (IsOnPath("python3") && Runs("python3", "-c \"import boto3\""))
        {
            // At 1,000 tables it would take ten minutes.
            const int Tables = 100;
            rows.Add(await ScriptAsync(
                "boto3, 16 threads, 100 tables", "python3", "pipeline-boto3.py", Tables, (Tables / CreatesPerSecond) + LongestBackup));
        }

        return rows;
    }

    private static async Task<Row> ScriptAsync(string run, string program, string script, int tables, double floor)
    {
        await using var endpoint = await EndpointProcess.StartAsync($"{Published} --tables {tables + 12}");
        var path = Path.Combine(EndpointProcess.MetadataOf("Root"), "tests", "Benchmarks", script);
        var answer = RunToEnd(program, program == "pwsh"
            ? $"-NoProfile -NonInteractive -File \"{path}\" {endpoint.Url} {tables}"
            : $"\"{path}\" {endpoint.Url} {tables}");
        return await RowOfAsync(endpoint, run, double.Parse(answer.Trim().Split('\n')[^1]), floor, tables);
    }

    private static Task<List<Row>> ImportAsync()
    {
        if (!IsOnPath("pwsh"))
        {
            Console.Error.WriteLine("import: skipped, pwsh is not on PATH.");
            return Task.FromResult(new List<Row>());
        }

        const int Turns = 9;
        var module = Path.Combine(EndpointProcess.MetadataOf("Root"), "out", "DynamoBackup");
        var (ours, theirs) = (new List<double>(), new List<double>());
        for (var turn = 0; turn <= Turns; turn++)
        {
            var alone = Import("AWS.Tools.DynamoDBv2");
            var both = Import(module);

            // The first turn warms the disk.
            if (turn > 0)
            {
                theirs.Add(alone);
                ours.Add(both);
            }
        }

        var floor = MedianOf(theirs);
        return Task.FromResult<List<Row>>([new Row("AWS.Tools.DynamoDBv2", floor), new Row("DynamoBackup with it", MedianOf(ours), floor)]);
    }

    private static double Import(string module) => double.Parse(RunToEnd(
        "pwsh", $"-NoProfile -NonInteractive -Command \"$w=[Diagnostics.Stopwatch]::StartNew(); Import-Module '{module}'; "
        + "$w.Elapsed.TotalSeconds.ToString([cultureinfo]::InvariantCulture)\"").Trim());

    private static double MedianOf(List<double> figures) => figures.Order().ElementAt(figures.Count / 2);

    private static bool IsOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, program)) || File.Exists(Path.Combine(folder, program + ".exe")));

    private static bool Runs(string program, string arguments)
    {
        using var process =
            Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    private static string RunToEnd(string program, string arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true };
        start.Environment["AWS_ACCESS_KEY_ID"] = "AKIDBENCHMARK";
        start.Environment["AWS_SECRET_ACCESS_KEY"] = "benchmark";
        start.Environment["DYNAMOBACKUP_MODULE"] = Path.Combine(EndpointProcess.MetadataOf("Root"), "out", "DynamoBackup");
        using var process = Process.Start(start)!;
        var answer = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? answer
            : throw new InvalidOperationException($"{program} {arguments} ended with {process.ExitCode}: {answer}");
    }
}
