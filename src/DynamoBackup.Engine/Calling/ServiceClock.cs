namespace DynamoBackup.Engine.Calling;

/// <summary>The service's clock beside ours, as far as its answers show it.</summary>
internal sealed class ServiceClock(EngineRun run)
{
    private TimeSpan? _ahead;

    /// <summary>
    /// Takes note of the Date of an answer. It is cut to seconds, and some milliseconds old when it gets here: each gives a
    /// bound from below, and the greatest of them is the best.
    /// </summary>
    public void Update(DateTimeOffset? serviceTime)
    {
        if (serviceTime is { } time)
        {
            var ahead = TimeSpan.FromTicks(time.UtcTicks) - run.Now;
            _ahead = _ahead is { } known && known >= ahead ? known : ahead;
        }
    }

    /// <summary>
    /// A moment of ours by the service's clock (UTC), never later than it really was there; null until an answer has shown it.
    /// </summary>
    public DateTime? TimeOf(Moment moment) => _ahead is { } ahead
        ? new DateTime((moment.Measured + ahead - moment.UnmeasuredSince(run)).Ticks, DateTimeKind.Utc)
        : null;
}
