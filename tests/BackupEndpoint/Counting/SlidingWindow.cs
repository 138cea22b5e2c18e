namespace DynamoBackup.BackupEndpoint;

/// <summary>The moments, in a clock's ticks, of the calls that a window of time still holds. Not thread-safe.</summary>
internal sealed class SlidingWindow
{
    private readonly Queue<long> _moments = new();

    /// <summary>How many calls came after <paramref name="now"/> − <paramref name="length"/>.</summary>
    public int Count(long now, long length)
    {
        while (_moments.TryPeek(out long oldest) && now - oldest >= length)
        {
            _moments.Dequeue();
        }

        return _moments.Count;
    }

    public void Add(long now) => _moments.Enqueue(now);

    public void Clear() => _moments.Clear();
}
