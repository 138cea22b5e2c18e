namespace DynamoBackup.Output;

/// <summary>The words of a run that makes backups or waits for them.</summary>
/// <param name="firstLine">The line at the start.</param>
/// <param name="done">What has become of a backup that has not failed: available, or created.</param>
internal sealed class BackupWords(string firstLine, string done) : RunWords
{
    /// <inheritdoc/>
    public override string FirstLine => firstLine;

    /// <summary>How far a run is: <c>84 of 120 available · 3 failed · 33 creating · 02:30</c>.</summary>
    /// <inheritdoc/>
    public override string StatusOf(RunProgress progress, int skipped, bool withOpen = true)
    {
        var elapsed = Texts.Time(progress.Elapsed);
        if (progress is { Total: 1, LastChanged: { } table } && skipped == 0)
        {
            return $"{table}: {Texts.StateOfOne(progress)} · {elapsed}";
        }

        var status = $"{progress.Done - progress.Failed} of {progress.Total} {done}";
        status += progress.Failed > 0 ? $" · {progress.Failed} failed" : string.Empty;
        status += Texts.Skipped(skipped);
        status += withOpen && progress.Creating > 0 ? $" · {progress.Creating} creating" : string.Empty;
        status += withOpen && progress.Waiting > 0 ? $" · {progress.Waiting} waiting" : string.Empty;
        return $"{status} · {elapsed}";
    }

    /// <inheritdoc/>
    public override string LastLineOf(RunProgress progress, int skipped) => Texts.LastLine(progress, done, skipped);
}
