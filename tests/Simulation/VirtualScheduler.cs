namespace DynamoBackup.Simulation;

/// <summary>Runs the engine's steps on the thread that made it, in the order they were asked for.</summary>
internal sealed class VirtualScheduler : TaskScheduler
{
    private readonly Queue<Task> _steps = new();
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private volatile bool _wasStrayedFrom;

    /// <summary>Whether a step waits to be run.</summary>
    public bool HasSteps => _steps.Count > 0;

    /// <summary>Runs every step, and those that they ask for, until none is left.</summary>
    /// <exception cref="InvalidOperationException">A step was asked for from another thread.</exception>
    public void RunAll()
    {
        while (_steps.TryDequeue(out var step))
        {
            TryExecuteTask(step);
        }

        if (_wasStrayedFrom)
        {
            throw new InvalidOperationException("A step of the engine was asked for from another thread.");
        }
    }

    protected override void QueueTask(Task task)
    {
        // A step from another thread would make the order a matter of luck. Thrown here, it would be lost on that thread.
        if (Environment.CurrentManagedThreadId != _thread)
        {
            _wasStrayedFrom = true;
            return;
        }

        _steps.Enqueue(task);
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => _steps.ToArray();
}
