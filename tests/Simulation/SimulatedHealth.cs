namespace DynamoBackup.Simulation;

/// <summary>When which operations of a region are sick, and which of its hosts cannot be reached.</summary>
internal sealed class SimulatedHealth
{
    private static readonly TimeSpan Forever = TimeSpan.FromDays(900);

    private static readonly Sickness[] Sicknesses =
    [
        Sickness.Error, Sickness.Throttled, Sickness.Hanging, Sickness.Denied, Sickness.Unreadable, Sickness.Endless,
    ];

    private readonly List<Spell> _list = [];
    private readonly List<Spell> _describe = [];
    private readonly List<Spell> _byName = [];
    private readonly List<Spell> _byArn = [];

    public SimulatedHealth(SimulatedWorld world)
    {
        if (world.Has(Weather.SickList))
        {
            Fall(world, _list, Sicknesses[world.WeatherRandom.Next(Sicknesses.Length)]);
        }

        if (world.Has(Weather.SickDescribe))
        {
            Fall(world, _describe, Sicknesses[world.WeatherRandom.Next(Sicknesses.Length - 1)]);
        }

        if (world.Has(Weather.Hosts))
        {
            Fall(world, world.WeatherRandom.Next(2) == 0 ? _byName : _byArn, Sickness.Unreachable);
        }
    }

    /// <summary>Whether an operation is denied at some time.</summary>
    public bool Denies(Operation operation) => SpellsOf(operation).Exists(spell => spell.Sickness is Sickness.Denied);

    /// <summary>Whether an operation is always called at the account's own host, as calls with an ARN are by default.</summary>
    public static bool IsByArn(Operation operation) => operation is Operation.DescribeBackup or Operation.DeleteBackup;

    /// <summary>What is wrong with a call of now; null where nothing is.</summary>
    /// <param name="operation">The call's operation.</param>
    /// <param name="isByArn">Whether it goes to the account's own host.</param>
    /// <param name="now">The time.</param>
    public Sickness? Of(Operation operation, bool isByArn, TimeSpan now)
    {
        foreach (var spell in isByArn ? _byArn : _byName)
        {
            if (spell.Overlaps(now, now))
            {
                return spell.Sickness;
            }
        }

        foreach (var spell in SpellsOf(operation))
        {
            if (spell.Overlaps(now, now))
            {
                return spell.Sickness;
            }
        }

        return null;
    }

    /// <summary>Whether nothing was wrong with an operation, and its host, in a span of time.</summary>
    public bool WasHealthy(Operation operation, TimeSpan from, TimeSpan until) =>
        !SpellsOf(operation).Concat(IsByArn(operation) ? _byArn : _byName).Any(spell => spell.Overlaps(from, until));

    /// <summary>Whether calls of an operation were left without an answer at some time of a span.</summary>
    public bool Hung(Operation operation, TimeSpan from, TimeSpan until) =>
        SpellsOf(operation).Exists(spell => spell.Sickness is Sickness.Hanging && spell.Overlaps(from, until));

    private List<Spell> SpellsOf(Operation operation) => operation switch
    {
        Operation.ListBackups => _list,
        Operation.DescribeBackup => _describe,
        _ => [],
    };

    private static void Fall(SimulatedWorld world, List<Spell> spells, Sickness sickness)
    {
        var random = world.WeatherRandom;
        var now = world.Clock.Now;
        // What is denied once is not asked for again.
        if (random.Next(3) == 0 || sickness is Sickness.Denied)
        {
            spells.Add(new Spell(now, Forever, sickness));
            return;
        }

        for (var spell = random.Next(1, 4); spell > 0; spell--)
        {
            var from = now + TimeSpan.FromSeconds(random.NextDouble() * 120);
            spells.Add(new Spell(from, from + TimeSpan.FromSeconds(5 + (random.NextDouble() * 115)), sickness));
        }
    }
}
