using System.Text.Json;

namespace DynamoBackup.Benchmarks;

/// <summary>The scenarios that run in PowerShell, as users do, and what they are measured beside.</summary>
internal static class PwshScenarios
{
    private const double LongestBackup = 9;
    private const double CreatesPerSecond = 50;

    // As probes saw small tables' backups; the rates take bursts.
    private const string Small = "--latency-ms 50 --backup-seconds-min 0.05 --backup-seconds-max 0.05";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Runs a scenario, or no row of it where pwsh is missing.</summary>
    public static async Task<List<Row>> RunAsync(string name)
    {
        if (!Tool.IsOnPath("pwsh"))
        {
            await Console.Error.WriteLineAsync($"{name}: skipped, pwsh is not on PATH.");
            return [];
        }

        return name switch
        {
            "pipeline" => await PipelineAsync(),
            "forms" => await FormsAsync(),
            "far" => await FarAsync(),
            "prompt" => await PromptAsync(),
            "late" => await LateAsync(),
            _ => Import(),
        };
    }

    private static async Task<List<Row>> PipelineAsync()
    {
        const int Tables = 1000;
        var rows = new List<Row>
        {
            await FleetAsync("New-DdbBackup -Wait", "pipeline-ours.ps1", Tables),
            await FleetAsync("AWS Tools' loop", "pipeline-awstools.ps1", Tables),
        };

        // At 1,000 tables each of these would take ten minutes and more.
        if (Tool.IsOnPath("aws"))
        {
            rows.Add(await FleetAsync("AWS CLI's loop, 50 tables", "pipeline-awscli.ps1", 50));
        }

        if (Tool.IsOnPath("python3") && Tool.Succeeds("python3", "-c \"import boto3\""))
        {
            rows.Add(await FleetAsync("boto3, 16 threads, 100 tables", "pipeline-boto3.py", 100));
        }

        return rows;
    }

    private static async Task<List<Row>> FormsAsync() =>
    [
        await FormAsync("300 tables, strings", 300, "Strings", 40),
        await FormAsync("300 tables, CSV rows", 300, "Rows", 40),
        await FormAsync("20 profiles x 50 tables, objects", 50, "Profiles", 40, places: 20, allowed: 1.3),
    ];

    private static async Task<List<Row>> FarAsync() =>
    [
        await FormAsync("1000 tables, strings, 600 ms away", 1000, "Strings", 600, allowed: 1.15),
        await FormAsync("5 regions x 200 tables, CSV rows, 250 ms away", 200, "Regions", 250, places: 5, allowed: 1.2),
    ];

    private static async Task<Row> FormAsync(
        string run, int tables, string form, int latencyMs, int places = 1, double? allowed = null)
    {
        var row = await FleetAsync(run, "pipeline-ours.ps1", tables, $"-Form {form}", latencyMs, places);
        return row with { Note = allowed is { } ratio ? $"allowed {ratio:0.00}" : null };
    }

    private static async Task<Row> FleetAsync(
        string run, string script, int tables, string arguments = "", int latencyMs = 40, int places = 1)
    {
        await using var endpoint = await EndpointProcess.StartAsync(
            $"--profile strict --rates 1 --latency-ms {latencyMs} --tables {tables + 12}");
        var seconds = double.Parse(Tool.RunScript(script, $"{endpoint.Url} {tables} {arguments}"));
        return await Row.OfAsync(endpoint, run, seconds, (tables / CreatesPerSecond) + LongestBackup, tables * places);
    }

    private static async Task<List<Row>> PromptAsync()
    {
        const int Turns = 3;
        var rows = new List<Row>();
        foreach (var (tables, allowed) in ((int, double)[])[(1, 0.25), (12, 0.4), (50, 0.6), (1000, 20.8)])
        {
            await using var endpoint = await EndpointProcess.StartAsync($"{Small} --tables {tables + 12}");
            var some = tables > 50 ? "-Turns 1 -WithoutLoop" : $"-Turns {Turns}";
            var turns = TurnsOf("prompt.ps1", $"{endpoint.Url} {tables} {some}");
            var statistics = await endpoint.StatisticsAsync();
            foreach (var run in turns.GroupBy(turn => turn.Run))
            {
                var counted = statistics.Where(operation => run.Any(turn => turn.Region == operation.Region));
                var row = Row.Of(
                    counted, $"{tables} table{(tables > 1 ? "s" : null)}, {run.Key}", MedianOf(run.Select(turn => turn.Seconds)), null,
                    tables * run.Count());
                rows.Add(run.Key == turns[0].Run ? row with { Note = $"allowed {allowed:0.00} s" } : row);
            }
        }

        return rows;
    }

    private static async Task<List<Row>> LateAsync()
    {
        (double Seconds, double Allowed)[] backups = [(0.05, 0.12), (0.5, 0.2), (3, 0.5), (9, 1), (30, 3)];
        await using var endpoint = await EndpointProcess.StartAsync($"{Small} --tables 13");
        var lengths = string.Join(" ", backups.Select(backup => backup.Seconds));
        var turns = TurnsOf("late.ps1", $"{endpoint.Url} {lengths}");
        var statistics = await endpoint.StatisticsAsync();
        return turns.Zip(backups, (turn, backup) =>
            Row.Of(
                statistics.Where(operation => operation.Region == turn.Region), $"1 table, {turn.Run} s", turn.Seconds, backup.Seconds, 1)
            with
            {
                Note = $"{turn.Late:0.000} s late, allowed {backup.Allowed:0.00}",
            }).ToList();
    }

    private static List<Turn> TurnsOf(string script, string arguments) =>
        JsonSerializer.Deserialize<List<Turn>>(Tool.RunScript(script, arguments), Json)!;

    private static List<Row> Import()
    {
        const int Turns = 25;
        const string Module = "DynamoBackup";
        var (ours, theirs) = (new List<double>(), new List<double>());

        // The first of each warms the disk.
        _ = (Import("AWS.Tools.DynamoDBv2"), Import(Module));
        for (var turn = 0; turn < Turns; turn++)
        {
            // What ran before shifts an import by some milliseconds: each comes first as often as the other, or nearly so.
            if (turn % 2 == 0)
            {
                theirs.Add(Import("AWS.Tools.DynamoDBv2"));
                ours.Add(Import(Module));
            }
            else
            {
                ours.Add(Import(Module));
                theirs.Add(Import("AWS.Tools.DynamoDBv2"));
            }
        }

        var floor = MedianOf(theirs);
        return [new Row("AWS.Tools.DynamoDBv2", floor), new Row("DynamoBackup with it", MedianOf(ours), floor)];
    }

    // Both by name, from the module path, as users import them.
    private static double Import(string module) => double.Parse(Tool.Run(
        "pwsh",
        "-NoProfile -NonInteractive -Command \"$env:PSModulePath = "
        + $"'{Path.Combine(EndpointProcess.MetadataOf("Root"), "out")}' + [IO.Path]::PathSeparator + $env:PSModulePath; "
        + $"$w=[Diagnostics.Stopwatch]::StartNew(); Import-Module {module}; "
        + "$w.Elapsed.TotalSeconds.ToString([cultureinfo]::InvariantCulture)\"").Trim());

    private static double MedianOf(IEnumerable<double> figures) => figures.Order().ElementAt(figures.Count() / 2);

    /// <summary>What a script measured: of what, where, how long it took, and how late it ended.</summary>
    private sealed record Turn(string Run, string Region, double Seconds, double Late);
}
