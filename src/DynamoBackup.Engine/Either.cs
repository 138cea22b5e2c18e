using System.Threading.Tasks;

namespace DynamoBackup.Engine;

/// <summary>
/// Waits for the first of two tasks on the engine's own scheduler. Task.WhenAny hands its end over on the thread pool,
/// and a simulation on one thread could then not tell when nothing is left to do.
/// </summary>
internal static class Either
{
    /// <summary>Ends when one of them has, however it ended; a fault of the other, later one counts as seen.</summary>
    public static Task EndsAsync(Task one, Task other)
    {
        var ended = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        TellEnd(one, ended);
        TellEnd(other, ended);
        return ended.Task;
    }

    private static async void TellEnd(Task task, TaskCompletionSource<bool> ended)
    {
        try
        {
            await task;
        }
        catch
        {
            // Whoever awaits the task itself is told.
        }

        ended.TrySetResult(true);
    }
}
