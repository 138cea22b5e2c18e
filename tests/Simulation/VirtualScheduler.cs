namespace DynamoBackup.Simulation;

/// <summary>Runs the engine's steps on the thread that says so, in the order they were asked for.</summary>
internal sealed class VirtualScheduler : TaskScheduler
{
    private readonly Queue<Task> _steps = new();
    private readonly int _thread = Environment.CurrentManagedThreadId;

    /// <summary>Runs every step, and those that they ask for, until none is left.</summary>
    public void RunAll()
    {
        while (_steps.TryDequeue(out var step))
        {
            TryExecuteTask(step);
        }
    }

    protected override void QueueTask(Task task)
    {
        // A step from another thread would make the order a matter of luck.
        if (Environment.CurrentManagedThreadId != _thread)
        {
            Environment.FailFast("A step of the engine was asked for from another thread.");
        }

        _steps.Enqueue(task);
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => _steps.ToArray();
}
