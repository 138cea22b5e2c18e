namespace DynamoBackup.Simulation;

/// <summary>
/// The whole engine over a simulated service, on one thread and a virtual clock, everything drawn from one seed, and
/// the checks of every run:
/// 1. every request ends in exactly one outcome, and a fitting one;
/// 2. exactly one backup for each request reported as created, at most one where the outcome is unknown, none else, but for
///    what <see cref="Excuses"/> names;
/// 3. no one-second window exceeds a published rate;
/// 4. no outcome later than its deadline and one last look, no call after cancellation or rejected credentials;
/// 5. the same seed gives the same history (two runs are compared);
/// 6. no timeout of a backup that was ready, and could have been seen, in the last seconds;
/// 7. no message states a status that was not read just before;
/// 8. nothing is given up as out of reach sooner than 10 s of the time that the process ran;
/// 9. the run comes to an end, with no more calls than make sense;
/// 10. no backup is noticed much later than it is ready, as long as one way to look at it works.
/// </summary>
internal sealed class SimulatedRun
{
    private const int MostCalls = 25_000;

    private static readonly TimeSpan LongestRun = TimeSpan.FromHours(12);

    private readonly SimulatedWorld _world;
    private readonly List<SimulatedService> _services = [];
    private readonly List<SimulatedCommand> _commands = [];

    private SimulatedRun(int seed, Weather weather, bool keepLines)
    {
        _world = new SimulatedWorld(seed, weather, keepLines);
        var regions = _world.Random.Next(1, 4);
        for (var i = 0; i < regions; i++)
        {
            _services.Add(new SimulatedService(_world, $"region-{i + 1}"));
        }

        var commands = _world.Has(Weather.Commands) ? _world.WeatherRandom.Next(2, 4) : 1;
        for (var i = 0; i < commands; i++)
        {
            var command = new SimulatedCommand(_world, _services, i, seed, keepLines);
            _commands.Add(command);
            command.AskFor(1 + (_world.Random.Next(60) / commands));
        }
    }

    /// <summary>Runs a seed.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="weather">The weather that the seed may draw.</param>
    /// <param name="keepLines">Whether to keep the history's lines.</param>
    /// <returns>What was violated, the history's hash, and its lines.</returns>
    public static SimulatedWorld Run(int seed, Weather weather = Weather.All, bool keepLines = false)
    {
        var run = new SimulatedRun(seed, weather, keepLines);
        try
        {
            run.Go();
        }
        catch (Exception e)
        {
            run._world.Violate($"1: {e.GetType().Name}: {e.InnerException?.ToString() ?? e.Message}");
        }

        foreach (var command in run._commands)
        {
            command.Dispose();
        }

        return run._world;
    }

    /// <summary>What a seed's run violated.</summary>
    public static IReadOnlyList<string> ViolationsOf(int seed) => Run(seed).Violations;

    /// <summary>The hash of all that happens in a seed's run.</summary>
    public static ulong HistoryOf(int seed) => Run(seed).HistoryHash;

    private void Go()
    {
        var clock = _world.Clock;
        var start = clock.Now;
        while (true)
        {
            do
            {
                _world.Scheduler.RunAll();
                _commands.ForEach(command => command.Run());
            }
            while (_world.Scheduler.HasSteps);

            if (_commands.TrueForAll(command => command.IsOver))
            {
                break;
            }

            if (clock.NextDue is not { } next)
            {
                // Whatever has no outcome now is forgotten.
                break;
            }

            if (next - start > LongestRun || _world.Calls > MostCalls)
            {
                _world.Violate($"9: no end after {clock.Now - start} and {_world.Calls} calls");
                break;
            }

            clock.Advance();
        }

        new SimulatedChecks(_world, _commands, _services).Check();
    }
}
