using DynamoBackup.Engine.Service;

namespace DynamoBackup.Engine.Calling;

/// <summary>Whether the service can be reached, and for how long it could not.</summary>
internal sealed class Reach(EngineRun run)
{
    // A service that never answered is most likely a wrong endpoint or no network: report it while the user still looks.
    private static readonly TimeSpan LimitBeforeFirstAnswer = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LimitAfterwards = TimeSpan.FromSeconds(60);

    private TimeSpan? _lostSince;
    private bool _answered;
    private bool _distrusted;

    /// <summary>
    /// Whether the service has been out of reach for longer than is waited out. A first connection whose certificate is not
    /// trusted is not tried again: a certificate does not get better in seconds.
    /// </summary>
    public bool IsLost =>
        _lostSince is { } since && ((!_answered && _distrusted) || run.Now - since >= (_answered ? LimitAfterwards : LimitBeforeFirstAnswer));

    /// <summary>Whether the service has never answered, for longer than is waited out.</summary>
    public bool WasNeverFound => !_answered && IsLost;

    /// <summary>Takes note of an answer, of whatever kind.</summary>
    public void Answered()
    {
        _answered = true;
        _lostSince = null;
    }

    /// <summary>Takes note of a call that failed before a byte was sent.</summary>
    /// <param name="fault">The failure.</param>
    /// <param name="started">When the call started.</param>
    public void NotSent(ServiceFault fault, TimeSpan started)
    {
        _lostSince ??= started;
        _distrusted |= fault.IsDistrust;
    }
}
