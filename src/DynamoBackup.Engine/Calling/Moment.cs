namespace DynamoBackup.Engine.Calling;

/// <summary>
/// One moment by both of the machine's clocks: on Linux and macOS the one that measures stands still while the machine
/// sleeps, and only the wall clock shows it.
/// </summary>
/// <param name="Measured">The moment by <see cref="EngineRun.Now"/>.</param>
/// <param name="Wall">The moment by <see cref="EngineRun.UtcNow"/>.</param>
internal readonly record struct Moment(TimeSpan Measured, DateTimeOffset Wall)
{
    public static Moment Now(EngineRun run) => new(run.Now, run.UtcNow);

    /// <summary>How much of the time since then was not measured; zero where the wall clock was set back.</summary>
    public TimeSpan UnmeasuredSince(EngineRun run)
    {
        var unmeasured = run.UtcNow - Wall - (run.Now - Measured);
        return unmeasured > TimeSpan.Zero ? unmeasured : TimeSpan.Zero;
    }
}
