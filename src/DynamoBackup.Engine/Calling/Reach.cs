using DynamoBackup.Engine.Runtime;
using DynamoBackup.Engine.Service;

namespace DynamoBackup.Engine.Calling;

/// <summary>Whether one host of the service can be reached, and for how long it could not.</summary>
internal sealed class Reach(EngineRun run)
{
    private const int FewestAttempts = 3;

    // A service that never answered is most likely a wrong endpoint or no network: report it while the user still looks.
    private static readonly TimeSpan LimitBeforeFirstAnswer = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LimitAfterwards = TimeSpan.FromSeconds(60);

    // The most that is counted between two attempts: while a process stands still nobody tries, and the service is not away.
    private static readonly TimeSpan MostBetweenAttempts = TimeSpan.FromSeconds(5);

    private TimeSpan _away;
    private TimeSpan _lastAttempt;
    private int _attempts;
    private bool _hasAnswered;
    private bool _isDistrusted;

    /// <summary>
    /// Whether the service has been out of reach for longer than is waited out. A first connection whose certificate is not
    /// trusted is not tried again: a certificate does not get better in seconds.
    /// </summary>
    public bool IsLost => _attempts > 0 && (_hasAnswered
        ? _away >= LimitAfterwards && _attempts >= FewestAttempts
        : _isDistrusted || _away >= LimitBeforeFirstAnswer);

    /// <summary>Whether the service has never answered, for longer than is waited out.</summary>
    public bool WasNeverFound => !_hasAnswered && IsLost;

    /// <summary>Takes note of an answer, of whatever kind.</summary>
    public void Answered()
    {
        _hasAnswered = true;
        _attempts = 0;
        _away = TimeSpan.Zero;
    }

    /// <summary>Takes note of a connection that was made, and broke or was not answered in time.</summary>
    public void Interrupted()
    {
        _attempts = 0;
        _away = TimeSpan.Zero;
    }

    /// <summary>Takes note of a call that failed before a byte was sent.</summary>
    /// <param name="fault">The failure.</param>
    /// <param name="started">When the call started.</param>
    public void NotSent(ServiceFault fault, TimeSpan started)
    {
        var since = _attempts == 0 ? started : _lastAttempt;
        var passed = run.Now - since;
        _away += passed < MostBetweenAttempts ? passed : MostBetweenAttempts;
        _lastAttempt = run.Now;
        _attempts++;
        _isDistrusted |= fault.IsDistrust;
    }
}
