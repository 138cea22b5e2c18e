using DynamoBackup.Engine.Runtime;
using DynamoBackup.Engine.Service;

namespace DynamoBackup.Engine.Calling;

/// <summary>
/// How long a call that was refused for now waits before its next attempt: doubled each time, up to a limit by the kind of
/// fault.
/// </summary>
internal static class RetryDelays
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan LongestThrottled = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);

    // About as often as is needed to give up a service that cannot be reached when its time is over, not seconds later.
    private static readonly TimeSpan LongestNotSent = TimeSpan.FromSeconds(2);

    /// <summary>The delay after an attempt, jittered.</summary>
    /// <param name="attempt">The attempt that failed, from 1 on.</param>
    /// <param name="faultClass">How it failed.</param>
    /// <param name="run">The run, for its random source.</param>
    public static TimeSpan After(int attempt, FaultClass faultClass, EngineRun run)
    {
        var longest = faultClass switch
        {
            FaultClass.NotSent => LongestNotSent,
            FaultClass.Throttled => LongestThrottled,
            _ => Longest,
        };
        var delay = TimeSpan.FromTicks(First.Ticks << Math.Min(attempt - 1, 10));
        return run.Jittered(delay < longest ? delay : longest);
    }
}
