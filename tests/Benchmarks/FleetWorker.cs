using System.Diagnostics;
using System.Text.Json;
using Amazon.DynamoDBv2;
using Amazon.Runtime;
using DynamoBackup.Engine;
using DynamoBackup.Engine.Outcomes;
using DynamoBackup.Engine.Requests;
using DynamoBackup.Engine.Service;

namespace DynamoBackup.Benchmarks;

/// <summary>What one run of the engine came to.</summary>
internal sealed record FleetResult(int Available, int Failed, double Seconds, double PeakMegabytes);

/// <summary>One run of the engine in a process of its own, so that its peak memory is its own.</summary>
internal static class FleetWorker
{
    /// <summary>Runs the fleet in a child process.</summary>
    public static async Task<FleetResult> StartAsync(string url, int tables, params string[] regions)
    {
        using var process = Process.Start(new ProcessStartInfo(
            Environment.ProcessPath!, $"worker {url} {tables} {string.Join(' ', regions)}")
        {
            RedirectStandardOutput = true,
        })!;
        var answer = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return JsonSerializer.Deserialize<FleetResult>(answer) ?? throw new InvalidOperationException("The worker said nothing.");
    }

    /// <summary>The child: URL, tables a region, regions.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        var (url, tables) = (arguments[0], int.Parse(arguments[1]));
        var targets = arguments.Skip(2).Select(region => TargetOf(url, region)).ToList();
        var watch = Stopwatch.StartNew();
        using var engine = new BackupEngine(new EngineOptions());
        var (available, failed) = (0, 0);
        foreach (var name in TableNames.Take(tables))
        {
            TableReference.TryParse(name, out var table, out _);
            foreach (var target in targets)
            {
                var request = new CreateRequest(target, table!, null, wait: true, TimeSpan.FromMinutes(60));
                while (!engine.TrySubmit(request))
                {
                    Take(TimeSpan.FromSeconds(0.2));
                }
            }
        }

        engine.CompleteAdding();
        while (!engine.IsDone)
        {
            Take(TimeSpan.FromSeconds(0.2));
        }

        var result = new FleetResult(
            available, failed, watch.Elapsed.TotalSeconds, Process.GetCurrentProcess().PeakWorkingSet64 / 1048576.0);
        await Console.Out.WriteAsync(JsonSerializer.Serialize(result));
        return failed;

        void Take(TimeSpan patience)
        {
            if (engine.TryTake(out var backupEvent, patience))
            {
                available += backupEvent is BackupAvailable ? 1 : 0;
                failed += backupEvent is BackupFailed ? 1 : 0;
            }
        }
    }

    /// <summary>The endpoint's own names: the first twelve are from life.</summary>
    public static IEnumerable<string> TableNames { get; } = Enumerable.Range(13, 100_000).Select(number => $"Table-{number:00000}");

    /// <summary>An account and region of the endpoint.</summary>
    public static BackupTarget TargetOf(string url, string region)
    {
        var config = new AmazonDynamoDBConfig { ServiceURL = url, AuthenticationRegion = region };
        DynamoDBBackupService.Prepare(config);
        var credentials = new BasicAWSCredentials("AKIDBENCHMARK", "benchmark");
        return new BackupTarget(new DynamoDBBackupService(new AmazonDynamoDBClient(credentials, config), credentials), region, url);
    }
}
