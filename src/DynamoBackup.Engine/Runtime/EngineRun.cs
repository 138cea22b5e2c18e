namespace DynamoBackup.Engine.Runtime;

/// <summary>
/// What the parts of one run share: its time, its end, and how its steps are started. Touched from the engine's own steps only,
/// but for the stop.
/// </summary>
internal sealed class EngineRun
{
    // A timer takes at most 2^32 - 2 ms; a longer wait is as good as endless.
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMilliseconds(uint.MaxValue - 1.0);

    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly Random _random;

    // Never disposed of: a stop may come from another thread while the run ends, or after. Once cancelled it holds nothing, as it has
    // no timer and nobody takes its wait handle.
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Makes a run that begins now.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="random">The source of jitter and of random names.</param>
    public EngineRun(TimeProvider time, Random random)
    {
        _time = time;
        _start = time.GetTimestamp();
        _random = random;
        StopToken = _stop.Token;
    }

    /// <summary>
    /// Time since the run began. Never goes back, whatever happens to the wall clock; may stand still while the machine sleeps.
    /// </summary>
    public TimeSpan Now => _time.GetElapsedTime(_start);

    /// <summary>The wall clock: for the names of backups, and to notice that the machine slept. No wait is measured by it.</summary>
    public DateTimeOffset UtcNow => _time.GetUtcNow();

    /// <summary>This moment, by both clocks.</summary>
    public Moment Moment => new(Now, UtcNow);

    /// <summary>
    /// The time since a moment by the clock that shows more of it: one stands still while the machine sleeps, the other may be set.
    /// </summary>
    public TimeSpan LongestSince(Moment moment)
    {
        var (byRun, byWall) = (Now - moment.Run, UtcNow - moment.Wall);
        return byRun > byWall ? byRun : byWall;
    }

    /// <summary>The source of jitter and of random names.</summary>
    public Random Random => _random;

    /// <summary>Cancelled when the run is stopped.</summary>
    public CancellationToken StopToken { get; }

    /// <summary>Whether the run was stopped.</summary>
    public bool IsStopped => StopToken.IsCancellationRequested;

    /// <summary>What ended the run unasked; null while nothing has.</summary>
    public Exception? Defect { get; private set; }

    /// <summary>Stops the run. Any thread may call it, at any time, more than once.</summary>
    public void Stop() => _stop.Cancel();

    public void ThrowIfStopped() => StopToken.ThrowIfCancellationRequested();

    /// <summary>A task that ends when the time has passed, or is cancelled with the token.</summary>
    /// <param name="delay">How long; zero and less end at once.</param>
    /// <param name="cancellationToken">Ends the wait early.</param>
    public Task DelayAsync(TimeSpan delay, CancellationToken cancellationToken) =>
        Task.Delay(InMilliseconds(delay), _time, cancellationToken);

    /// <summary>Waits for a task, until a moment of <see cref="Now"/> at most.</summary>
    /// <returns>Whether the task has ended, however it ended.</returns>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    public async Task<bool> EndsBeforeAsync(Task task, TimeSpan moment)
    {
        using var source = CancellationTokenSource.CreateLinkedTokenSource(StopToken);
        await Either.EndsAsync(task, DelayAsync(moment - Now, source.Token));
        source.Cancel();
        ThrowIfStopped();
        return task.IsCompleted;
    }

    /// <summary>A token that is cancelled at a moment of <see cref="Now"/>, with another token, or when the run is stopped.</summary>
    public TimeLimit LimitAt(TimeSpan moment, CancellationToken token = default) => LimitAfter(moment - Now, token);

    /// <summary>A token that is cancelled after a time, with another token, or when the run is stopped.</summary>
    public TimeLimit LimitAfter(TimeSpan time, CancellationToken token = default) => new(InMilliseconds(time), _time, StopToken, token);

    /// <summary>A share of a delay from half to all of it, so that many do not come back at once.</summary>
    public TimeSpan Jittered(TimeSpan delay) => TimeSpan.FromTicks((long)(delay.Ticks * (0.5 + (_random.NextDouble() / 2))));

    /// <summary>Starts steps that serve many requests; a defect in them ends the run.</summary>
    public void StartShared(Func<Task> steps) => Start(steps, defect =>
    {
        Defect = defect;
        Stop();
    });

    /// <summary>Starts steps of one request, whose defect is that request's alone.</summary>
    public async void Start(Func<Task> steps, Action<Exception> onDefect)
    {
        try
        {
            await steps();
        }
        catch (Exception) when (IsStopped)
        {
            // A stopped run publishes nothing more.
        }
        catch (Exception e)
        {
            onDefect(e);
        }
    }

    // Timers cut to whole milliseconds: a wait of less than one would end at once, and whoever waits for a moment would spin until
    // it comes.
    private static TimeSpan InMilliseconds(TimeSpan delay) =>
        delay <= TimeSpan.Zero ? TimeSpan.Zero
        : delay >= LongestDelay ? LongestDelay
        : TimeSpan.FromMilliseconds(Math.Ceiling(delay.TotalMilliseconds));
}
