namespace DynamoBackup.Simulation;

/// <summary>
/// A process with a clock and a thread of its own in the world. It can be frozen, as by SIGSTOP or a paused container: the world
/// goes on, and what came due meanwhile happens late, all at once. Its wall clock can be set.
/// </summary>
internal sealed class SimulatedProcess(VirtualTime clock) : TimeProvider
{
    private readonly Queue<Action> _held = new();
    private readonly List<(TimeSpan From, TimeSpan Until)> _freezes = [];
    private TimeSpan _wallAhead;

    public VirtualScheduler Scheduler { get; } = new();

    public bool IsFrozen { get; private set; }

    public override long TimestampFrequency => clock.TimestampFrequency;

    public override long GetTimestamp() => clock.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow() + _wallAhead;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        clock.CreateTimer(late => Do(() => callback(late)), state, dueTime, period);

    /// <summary>Does something when the time has passed, or as soon as the process runs again after it.</summary>
    public void At(TimeSpan delay, Action action) => clock.At(delay, () => Do(action));

    /// <summary>Sets the wall clock on (back, where negative); no timer sees it.</summary>
    public void StepWall(TimeSpan by) => _wallAhead += by;

    /// <summary>Stops the process for a time; does nothing where it is stopped already.</summary>
    public void Freeze(TimeSpan time)
    {
        if (IsFrozen)
        {
            return;
        }

        IsFrozen = true;
        _freezes.Add((clock.Now, clock.Now + time));
        clock.At(time, () =>
        {
            IsFrozen = false;
            while (_held.TryDequeue(out var action))
            {
                action();
            }
        });
    }

    /// <summary>The time that the process ran in a span, and of each time that it stood still so much at most.</summary>
    public TimeSpan CountedTime(TimeSpan from, TimeSpan until, TimeSpan mostOfEach)
    {
        var counted = RunningTime(from, until);
        foreach (var freeze in _freezes.Where(freeze => freeze.From < until && freeze.Until > from))
        {
            counted += freeze.Until - freeze.From < mostOfEach ? freeze.Until - freeze.From : mostOfEach;
        }

        return counted;
    }

    /// <summary>The time that the process ran in a span.</summary>
    public TimeSpan RunningTime(TimeSpan from, TimeSpan until)
    {
        var frozen = TimeSpan.Zero;
        foreach (var freeze in _freezes)
        {
            var begin = freeze.From > from ? freeze.From : from;
            var end = freeze.Until < until ? freeze.Until : until;
            frozen += end > begin ? end - begin : TimeSpan.Zero;
        }

        return until - from - frozen;
    }

    /// <summary>The moment, or the end of the freeze that it falls into.</summary>
    public TimeSpan ThawedAt(TimeSpan moment)
    {
        foreach (var freeze in _freezes)
        {
            moment = freeze.From <= moment && moment < freeze.Until ? freeze.Until : moment;
        }

        return moment;
    }

    private void Do(Action action)
    {
        if (IsFrozen)
        {
            _held.Enqueue(action);
        }
        else
        {
            action();
        }
    }
}
