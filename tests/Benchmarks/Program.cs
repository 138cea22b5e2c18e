using System.Globalization;
using DynamoBackup.Benchmarks;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var arguments = args.Where(argument => argument != "--json").ToList();
var report = new Report(asJson: args.Contains("--json"));
return arguments switch
{
    [] => await Scenarios.RunAllAsync(report),
    ["simulate", .. var rest] => SimulateScenario.Run(rest),
    ["limit-worker", .. var rest] => await LimitWorker.RunAsync(rest),
    ["worker", .. var rest] => await FleetWorker.RunAsync(rest),
    [var name, .. var rest] when Scenarios.Names.Contains(name) && rest.All(number => int.TryParse(number, out var tables) && tables > 0) =>
        await Scenarios.RunAsync(name, rest, report),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine($"""
        dotnet run -c Release --project tests/Benchmarks -- [SCENARIO] [--json]
          fleet [TABLES ...]   default 100 1000 2500
          limit [TABLES]       default 100
          {string.Join(", ", Scenarios.Names.Where(name => name is not ("fleet" or "limit")))}
          simulate [limit] --seeds N [--from SEED] | --seed SEED
        Without a scenario, all but simulate.
        """);
    return 2;
}
