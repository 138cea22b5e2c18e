using DynamoBackup.Engine.Service;

namespace DynamoBackup.Engine.Calling;

/// <summary>
/// The right to make one call now: the operation's rate allows it, and it holds a seat, which goes back when this is disposed
/// of.
/// </summary>
internal sealed class Turn(Action giveBack) : IDisposable
{
    private bool _isOver;

    /// <summary>Why the call cannot be made after all: no credentials could be obtained for it; null where it can.</summary>
    public ServiceFault? Fault { get; init; }

    public void Dispose()
    {
        if (!_isOver)
        {
            _isOver = true;
            giveBack();
        }
    }
}
