using System.Collections.Concurrent;

namespace DynamoBackup.Engine.Runtime;

/// <summary>
/// Runs an engine's steps on the thread pool, one at a time and in the order they were queued: that is what keeps the engine's
/// state without locks. A step never runs inside another one, so what completes a task is never run through by who waits for it.
/// </summary>
internal sealed class SerialScheduler : TaskScheduler, IThreadPoolWorkItem
{
    private readonly ConcurrentQueue<Task> _steps = new();
    private int _queued;

    /// <inheritdoc/>
    public override int MaximumConcurrencyLevel => 1;

    void IThreadPoolWorkItem.Execute()
    {
        do
        {
            if (_steps.TryDequeue(out var step))
            {
                TryExecuteTask(step);
            }
        }
        while (Interlocked.Decrement(ref _queued) > 0);
    }

    /// <inheritdoc/>
    protected override void QueueTask(Task task)
    {
        _steps.Enqueue(task);
        if (Interlocked.Increment(ref _queued) == 1)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    /// <inheritdoc/>
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    /// <inheritdoc/>
    protected override IEnumerable<Task> GetScheduledTasks() => _steps.ToArray();
}
