using System.Text.Json;

namespace DynamoBackup.Benchmarks;

/// <summary>Prints each scenario as a small table, or as a line of JSON.</summary>
internal sealed class Report(bool asJson)
{
    public void Add(string scenario, IReadOnlyList<Row> rows)
    {
        if (asJson)
        {
            Console.WriteLine(JsonSerializer.Serialize(new { scenario, rows }));
            return;
        }

        Console.WriteLine();
        Console.WriteLine(
            $"{scenario,-44} {"wall s",8} {"floor s",8} {"ratio",6} {"calls",7} {"/backup",8} {"throttled",10} {"peak MB",8}");
        foreach (var row in rows)
        {
            Console.WriteLine(
                $"{row.Run,-44} {row.WallSeconds,8:0.00} {row.FloorSeconds,8:0.00} {row.Ratio,6:0.000} {row.Calls,7} "
                + $"{row.CallsPerBackup,8:0.000} {row.Throttles,10} {row.PeakMegabytes,8:0}  {row.Note}");
        }
    }
}
