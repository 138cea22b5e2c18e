using System;
using System.Threading;
using System.Threading.Tasks;

namespace DynamoBackup.Engine;

/// <summary>The engine's only source of time, so that a simulation can run it on time of its own.</summary>
public interface IClock
{
    /// <summary>Time since an arbitrary start. Never goes back, whatever happens to the wall clock; may stand still while the machine sleeps.</summary>
    TimeSpan Now { get; }

    /// <summary>The wall clock: for the names of backups, and to notice that the machine slept. No wait is measured by it.</summary>
    DateTimeOffset UtcNow { get; }

    /// <summary>A task that ends when the time has passed, or is cancelled with the token.</summary>
    /// <param name="delay">How long; zero and less end at once.</param>
    /// <param name="cancellationToken">Ends the wait early.</param>
    /// <returns>The wait.</returns>
    Task Delay(TimeSpan delay, CancellationToken cancellationToken);

    /// <summary>Cancels the source when the time has passed, unless it is disposed before.</summary>
    /// <param name="source">What to cancel.</param>
    /// <param name="delay">How long from now; zero and less cancel at once.</param>
    void CancelAfter(CancellationTokenSource source, TimeSpan delay);
}
