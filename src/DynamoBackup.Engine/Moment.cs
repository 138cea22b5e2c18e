using System;

namespace DynamoBackup.Engine;

/// <summary>
/// One moment by both of the machine's clocks: on Linux and macOS the one that measures stands still while the machine
/// sleeps, and only the wall clock tells.
/// </summary>
internal readonly struct Moment
{
    private Moment(TimeSpan measured, DateTimeOffset wall)
    {
        Measured = measured;
        Wall = wall;
    }

    /// <summary>The moment by <see cref="IClock.Now"/>.</summary>
    public TimeSpan Measured { get; }

    /// <summary>The moment by <see cref="IClock.UtcNow"/>.</summary>
    public DateTimeOffset Wall { get; }

    public static Moment Now(IClock clock) => new(clock.Now, clock.UtcNow);

    /// <summary>How much of the time since then was not measured; zero where the wall clock was set back.</summary>
    public TimeSpan UnmeasuredSince(IClock clock)
    {
        var unmeasured = clock.UtcNow - Wall - (clock.Now - Measured);
        return unmeasured > TimeSpan.Zero ? unmeasured : TimeSpan.Zero;
    }
}
