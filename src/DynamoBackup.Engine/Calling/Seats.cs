namespace DynamoBackup.Engine.Calling;

/// <summary>The seats for calls in flight: so many at once, first come, first served.</summary>
internal sealed class Seats
{
    private readonly Queue<TaskCompletionSource<Turn>> _waiting = new();
    private int _free;

    public Seats(int seats) => _free = seats;

    /// <summary>Waits for a seat. It is given back when the turn is disposed of.</summary>
    public Task<Turn> TakeAsync()
    {
        if (_free > 0)
        {
            _free--;
            return Task.FromResult(new Turn(Free));
        }

        var seat = new TaskCompletionSource<Turn>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Enqueue(seat);
        return seat.Task;
    }

    private void Free()
    {
        if (_waiting.TryDequeue(out var next))
        {
            next.SetResult(new Turn(Free));
        }
        else
        {
            _free++;
        }
    }
}
