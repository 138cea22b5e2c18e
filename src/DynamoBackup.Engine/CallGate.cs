using System.Collections.Generic;
using System.Threading.Tasks;

namespace DynamoBackup.Engine;

/// <summary>The seats for calls in flight: at most the throttle limit at once, first come, first served.</summary>
internal sealed class CallGate
{
    private readonly Queue<TaskCompletionSource<bool>> _waiting = new();
    private int _free;

    public CallGate(int seats) => _free = seats;

    public Task EnterAsync()
    {
        if (_free > 0)
        {
            _free--;
            return Task.CompletedTask;
        }

        var seat = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Enqueue(seat);
        return seat.Task;
    }

    public void Leave()
    {
        if (_waiting.Count > 0)
        {
            _waiting.Dequeue().SetResult(true);
        }
        else
        {
            _free++;
        }
    }
}
