namespace DynamoBackup.Output;

/// <summary>The words of a run's bar and log lines.</summary>
internal abstract class RunWords
{
    /// <summary>The line at the start.</summary>
    public abstract string FirstLine { get; }

    /// <summary>How far a run is, in one line.</summary>
    /// <param name="progress">How far.</param>
    /// <param name="skipped">The records for which nothing was sent.</param>
    /// <param name="withOpen">Whether to count what is under way, too.</param>
    public abstract string StatusOf(RunProgress progress, int skipped, bool withOpen = true);

    /// <summary>What a run came to, in one line.</summary>
    /// <param name="progress">How far it came.</param>
    /// <param name="skipped">The records for which nothing was sent.</param>
    public abstract string LastLineOf(RunProgress progress, int skipped);
}
