using System.Diagnostics;
using System.Text.Json;
using DynamoBackup.Engine;
using DynamoBackup.Engine.Outcomes;
using DynamoBackup.Engine.Requests;

namespace DynamoBackup.Benchmarks;

/// <summary>One run that limits a fleet's backups, in a process of its own, so that its peak memory is its own.</summary>
internal static class LimitWorker
{
    /// <summary>Limits the tables in a child process.</summary>
    /// <param name="url">The endpoint.</param>
    /// <param name="tables">How many tables.</param>
    /// <param name="deletes">Whether to consent to the deletions.</param>
    public static async Task<FleetResult> StartAsync(string url, int tables, bool deletes)
    {
        var arguments = $"limit-worker {url} {tables} {deletes}";
        var start = new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var answer = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return JsonSerializer.Deserialize<FleetResult>(answer) ?? throw new InvalidOperationException("The worker said nothing.");
    }

    /// <summary>The child: URL, tables, whether to delete. What is available then is what was deleted.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        var (tables, deletes) = (int.Parse(arguments[1]), bool.Parse(arguments[2]));
        var target = FleetWorker.TargetOf(arguments[0], "us-east-1");
        var watch = Stopwatch.StartNew();
        using var engine = new BackupEngine(new EngineOptions());
        var (deleted, failed) = (0, 0);
        foreach (var name in FleetWorker.TableNames.Take(tables))
        {
            TableReference.TryParse(name, out var table, out _);
            var request = new LimitRequest(target, table!, new KeepRules { Last = 7 }, TimeSpan.FromMinutes(60));
            while (!engine.TrySubmit(request))
            {
                Take();
            }
        }

        engine.CompleteAdding();
        while (!engine.IsDone)
        {
            Take();
        }

        var peak = Process.GetCurrentProcess().PeakWorkingSet64 / 1048576.0;
        await Console.Out.WriteAsync(JsonSerializer.Serialize(new FleetResult(deleted, failed, watch.Elapsed.TotalSeconds, peak)));
        return failed;

        void Take()
        {
            if (!engine.TryTake(out var step, TimeSpan.FromSeconds(0.2)))
            {
                return;
            }

            deleted += step is BackupDeleted ? 1 : 0;
            failed += step is BackupFailed ? 1 : 0;
            if (step is TablePlanned plan)
            {
                var approved = plan.Backups.Where(backup => deletes && backup.Fate is BackupFate.Delete);
                engine.Approve(plan.Request!, [.. approved.Select(backup => backup.Details.BackupArn)]);
            }
        }
    }
}
