namespace DynamoBackup.Engine.Calling;

/// <summary>
/// The right to make one call now: the operation's rate allows it, and it holds a seat, which goes back when this is disposed
/// of.
/// </summary>
internal sealed class Turn(Action giveBack) : IDisposable
{
    private bool _isOver;

    public void Dispose()
    {
        if (!_isOver)
        {
            _isOver = true;
            giveBack();
        }
    }
}
