namespace DynamoBackup.Engine.Runtime;

/// <summary>A token that is cancelled when a time has passed, or with other tokens.</summary>
internal sealed class TimeLimit : IDisposable
{
    private readonly CancellationTokenSource _timer;
    private readonly CancellationTokenSource _any;

    public TimeLimit(TimeSpan time, TimeProvider clock, CancellationToken one, CancellationToken other)
    {
        _timer = new CancellationTokenSource(time, clock);
        _any = CancellationTokenSource.CreateLinkedTokenSource(_timer.Token, one, other);
    }

    public CancellationToken Token => _any.Token;

    public void Dispose()
    {
        _any.Dispose();
        _timer.Dispose();
    }
}
