namespace DynamoBackup.Simulation;

/// <summary>
/// Something between the commands and one region that answers in its place, for single calls and for spells: a proxy, a gateway, a
/// captive portal. Whether the call has reached the service, its answer does not show.
/// </summary>
internal sealed class SimulatedGateway
{
    private static readonly TimeSpan Forever = TimeSpan.FromDays(900);

    private readonly Random _random;
    private readonly double _share;
    private readonly double _throughShare;
    private readonly List<(TimeSpan From, TimeSpan Until)> _spells = [];
    private readonly Operation? _operation;
    private readonly bool? _isByArn;

    public SimulatedGateway(SimulatedWorld world)
    {
        _random = world.GatewayRandom;
        if (!world.Has(Weather.Gateways))
        {
            return;
        }

        _share = _random.Next(3) switch { 0 => 0, 1 => 0.03, _ => 0.3 };
        _throughShare = _random.Next(3) / 2.0;
        _operation = _random.Next(3) == 0 ? (Operation)_random.Next(Enum.GetValues<Operation>().Length) : null;
        _isByArn = _random.Next(4) == 0 ? _random.Next(2) == 0 : null;
        for (var spell = _random.Next(3); spell > 0; spell--)
        {
            var from = world.Clock.Now + TimeSpan.FromSeconds(_random.Next(4) == 0 ? 0 : _random.NextDouble() * 120);
            _spells.Add((from, _random.Next(4) == 0 ? Forever : from + TimeSpan.FromSeconds(2 + (_random.NextDouble() * 60))));
        }
    }

    /// <summary>Whether the call of now is answered in the service's place.</summary>
    public bool Answers(Operation operation, bool isByArn, TimeSpan now) =>
        (_share > 0 && _random.NextDouble() < _share)
        || ((_operation ?? operation) == operation && (_isByArn ?? isByArn) == isByArn
            && _spells.Exists(spell => spell.From <= now && now < spell.Until));

    /// <summary>Whether such a call reaches the service all the same.</summary>
    public bool LetsThrough() => _throughShare > 0 && _random.NextDouble() < _throughShare;

    /// <summary>What it answers.</summary>
    public Exception Page() => SimulatedErrors.Page(_random);
}
