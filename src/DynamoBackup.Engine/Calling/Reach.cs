using DynamoBackup.Engine.Runtime;
using DynamoBackup.Engine.Service;

namespace DynamoBackup.Engine.Calling;

/// <summary>
/// Whether DynamoDB can be reached at one host, and for how long it could not. A host that something else answers from counts as one
/// that cannot be reached, until DynamoDB itself has answered from there.
/// </summary>
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

    /// <summary>Takes note of an answer of DynamoDB's.</summary>
    public void Answered()
    {
        _hasAnswered = true;
        Reset();
    }

    /// <summary>Takes note of a call that failed.</summary>
    /// <param name="fault">The failure.</param>
    /// <param name="started">When the call started.</param>
    public void Failed(ServiceFault fault, TimeSpan started)
    {
        if (fault.WasAnswered)
        {
            Answered();
        }
        else if (fault.KeptFromService && !(fault.IsForeign && _hasAnswered))
        {
            Missed(fault, started);
        }
        else
        {
            // A connection was made, and broke or was not answered in time.
            Reset();
        }
    }

    private void Reset()
    {
        _attempts = 0;
        _away = TimeSpan.Zero;
    }

    private void Missed(ServiceFault fault, TimeSpan started)
    {
        var since = _attempts == 0 ? started : _lastAttempt;
        var passed = run.Now - since;
        _away += passed < MostBetweenAttempts ? passed : MostBetweenAttempts;
        _lastAttempt = run.Now;
        _attempts++;
        _isDistrusted |= fault.IsDistrust;
    }
}
