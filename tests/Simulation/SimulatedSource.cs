using System.Net.Sockets;
using Amazon.Runtime;

namespace DynamoBackup.Simulation;

/// <summary>
/// Where one command's credentials come from: they are renewed from time to time; it is out of reach for spells, or gives none from a
/// moment on.
/// </summary>
internal sealed class SimulatedSource
{
    private readonly SimulatedWorld _world;
    private readonly List<(TimeSpan From, TimeSpan Until)> _spells = [];
    private readonly TimeSpan _endsAt = TimeSpan.MaxValue;
    private TimeSpan _renewAt;
    private TimeSpan _renewedAt;

    public SimulatedSource(SimulatedWorld world)
    {
        _world = world;
        if (!world.Has(Weather.Sources))
        {
            return;
        }

        var random = world.SourceRandom;
        for (var spell = random.Next(3); spell > 0; spell--)
        {
            var from = world.Clock.Now + TimeSpan.FromSeconds(random.Next(4) == 0 ? 0 : random.NextDouble() * 120);
            _spells.Add((from, from + TimeSpan.FromSeconds(2 + (random.NextDouble() * 60))));
        }

        if (random.Next(4) == 0)
        {
            _endsAt = world.Clock.Now + TimeSpan.FromSeconds(random.NextDouble() * 120);
        }
    }

    /// <summary>Why there are no credentials now, and whether they may come back; null where there are some.</summary>
    public (Exception Failure, bool MayPass)? Failure =>
        _endsAt <= _world.Clock.Now
            ? (new InvalidOperationException("No token.", new FileNotFoundException("The file is missing.")), false)
            : _spells.Exists(spell => spell.From <= _world.Clock.Now && _world.Clock.Now < spell.Until)
                ? (new AmazonClientException("Error calling AssumeRole", Unreachable()), true)
                : null;

    /// <summary>Waits for credentials that are being renewed, as everybody does who asks meanwhile.</summary>
    public Task RenewAsync()
    {
        var now = _world.Clock.Now;
        if (_renewAt <= now)
        {
            _renewedAt = now + TimeSpan.FromSeconds(_world.SourceRandom.NextDouble());
            _renewAt = _renewedAt + TimeSpan.FromSeconds(2 + (_world.SourceRandom.NextDouble() * 30));
        }

        return now < _renewedAt ? _world.Clock.DelayAsync(_renewedAt - now) : Task.CompletedTask;
    }

    private static HttpRequestException Unreachable() =>
        new("Connection refused (sts.simulated:443)", new SocketException((int)SocketError.ConnectionRefused));
}
