namespace DynamoBackup.Engine.Runtime;

/// <summary>
/// Waits for the first of two tasks on the engine's own scheduler. Task.WhenAny hands its end over on the thread pool,
/// and a simulation on one thread could then not tell when nothing is left to do.
/// </summary>
internal static class Either
{
    /// <summary>Ends when one of them has, however it ended; a fault of the other, later one counts as seen.</summary>
    public static Task EndsAsync(Task one, Task other)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        PassOn(one, ended);
        PassOn(other, ended);
        return ended.Task;
    }

    private static async void PassOn(Task task, TaskCompletionSource ended)
    {
        // Whoever awaits the task itself gets its exception.
        await task.ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        ended.TrySetResult();
    }
}
