using DynamoBackup.Engine.Outcomes;
using DynamoBackup.Engine.Runtime;

namespace DynamoBackup.Engine;

/// <summary>How an engine runs. The defaults are right for all but tests.</summary>
public sealed class EngineOptions
{
    /// <summary>The default of <see cref="ThrottleLimit"/>.</summary>
    public const int DefaultThrottleLimit = 64;

    /// <summary>The highest <see cref="ThrottleLimit"/>.</summary>
    public const int MaxThrottleLimit = 1000;

    private int _throttleLimit = DefaultThrottleLimit;
    private int _queueCapacity = 4096;
    private TimeSpan? _callTimeout = TimeSpan.FromSeconds(60);

    /// <summary>
    /// The most service calls in flight at once, for each account and region: 1 to <see cref="MaxThrottleLimit"/>. The rates are
    /// kept whatever it is: 50 calls a second that take a second each are 50 in flight, and more only bound memory and sockets.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not from 1 to 1,000.</exception>
    public int ThrottleLimit
    {
        get => _throttleLimit;
        set => _throttleLimit = value is >= 1 and <= MaxThrottleLimit
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(value), value, $"The throttle limit is a whole number from 1 to {MaxThrottleLimit}.");
    }

    /// <summary>
    /// How long one service call may take before it is given up; null for no limit of its own. Default 60 s, the AWS
    /// CLI's --cli-read-timeout.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not more than zero.</exception>
    public TimeSpan? CallTimeout
    {
        get => _callTimeout;
        set => _callTimeout = value <= TimeSpan.Zero
            ? throw new ArgumentOutOfRangeException(
                nameof(value), value, "The time allowed to a call must be more than zero, or null for no limit.")
            : value;
    }

    /// <summary>
    /// The most requests that may wait for their creation to begin; <see cref="BackupEngine.TrySubmit"/> says no to more,
    /// so that creations without a wait run in flat memory however long the pipeline is. What is waited for or limited does
    /// not count once it has started, and is kept until it ends. Default 4,096: room for several regions' lists one after the
    /// other, in about 2 MB.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1: nothing would ever be taken on.</exception>
    public int QueueCapacity
    {
        get => _queueCapacity;
        set => _queueCapacity = value >= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "The queue's capacity is 1 or more.");
    }

    /// <summary>
    /// The backups that the run has created: the engine adds to them and deletes none of them. Engines that work at the same time, as
    /// the commands of one pipeline do, should share them. By default an engine has its own.
    /// </summary>
    public CreatedBackups Created { get; set; } = new();

    /// <summary>Whether the engine logs its decisions (<see cref="NoteLevel.Verbose"/>).</summary>
    public bool LogDecisions { get; set; }

    /// <summary>Whether the engine logs each service call (<see cref="NoteLevel.Debug"/>).</summary>
    public bool LogCalls { get; set; }

    /// <summary>The engine's time.</summary>
    internal TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>
    /// Runs the engine's own steps, one at a time, never two at once and never one inside another: that is what keeps its
    /// state without locks.
    /// </summary>
    internal TaskScheduler Scheduler { get; set; } = new SerialScheduler();

    /// <summary>The source of jitter and of random names.</summary>
    internal Random Random { get; set; } = new();
}
