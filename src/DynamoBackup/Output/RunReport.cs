using System;
using System.Management.Automation;

namespace DynamoBackup.Output;

/// <summary>
/// Reports how a run goes: one progress bar, and for logs, where nobody sees a bar, a line at the start, one every 30 s
/// and one at the end, as information records tagged DynamoBackup.
/// </summary>
internal sealed class RunReport
{
    /// <summary>The tag of the information records.</summary>
    public const string Tag = "DynamoBackup";

    // More often than five times a second is not seen, and a host can take milliseconds to draw it.
    private static readonly TimeSpan BarInterval = TimeSpan.FromSeconds(0.2);

    // As often as Terraform's action reports its progress.
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(30);

    // PowerShell tells one command's bars from another's by itself.
    private const int ActivityId = 0;

    // What PowerShell's minimal view puts around activity and status: a space and two brackets, and one column left free.
    private const int BarFrame = 4;

    private readonly PSCmdlet _command;
    private readonly BackupEngine _engine;
    private readonly string _firstLine;
    private readonly string _done;
    private readonly long _began = TimeProvider.System.GetTimestamp();
    private TimeSpan _nextBar;
    private TimeSpan _nextLine;
    private int _skipped;
    private bool _hasBegun;
    private bool _barIsShown;

    /// <summary>Makes a report.</summary>
    /// <param name="command">The command that writes it.</param>
    /// <param name="engine">The run.</param>
    /// <param name="firstLine">The line at the start.</param>
    /// <param name="done">What has become of a backup that has not failed: available, or created.</param>
    public RunReport(PSCmdlet command, BackupEngine engine, string firstLine, string done)
    {
        _done = done;
        _command = command;
        _engine = engine;
        _firstLine = firstLine;
    }

    /// <summary>Whether every record has been read, so that the total is known.</summary>
    public bool TotalIsKnown { get; set; }

    private TimeSpan Now => TimeProvider.System.GetElapsedTime(_began);

    /// <summary>Writes the line at the start, once.</summary>
    public void Begin()
    {
        if (!_hasBegun)
        {
            _hasBegun = true;
            _command.WriteInformation(_firstLine, [Tag]);
            _nextLine = Now + LineInterval;
        }
    }

    /// <summary>Counts a record for which nothing is sent.</summary>
    public void CountSkipped() => _skipped++;

    /// <summary>Writes what is due.</summary>
    public void Refresh()
    {
        var now = Now;
        if (now < _nextBar)
        {
            return;
        }

        _nextBar = now + BarInterval;
        var progress = _engine.Progress;
        if (progress.Total == 0)
        {
            return;
        }

        if (now >= _nextLine)
        {
            _command.WriteInformation(StatusOf(progress), [Tag]);
            _nextLine = now + LineInterval;
        }

        _command.WriteProgress(new ProgressRecord(ActivityId, Texts.Activity, FittingStatusOf(progress))
        {
            PercentComplete = TotalIsKnown ? (int)(100L * progress.Done / progress.Total) : -1,
        });
        _barIsShown = true;
    }

    /// <summary>Writes the line at the end.</summary>
    public void End()
    {
        if (_hasBegun)
        {
            _command.WriteInformation(Texts.LastLine(_engine.Progress, _done, _skipped), [Tag]);
        }
    }

    /// <summary>Takes the bar away.</summary>
    public void HideBar()
    {
        if (!_barIsShown)
        {
            return;
        }

        _barIsShown = false;
        try
        {
            var end = new ProgressRecord(ActivityId, Texts.Activity, Texts.Done) { RecordType = ProgressRecordType.Completed };
            _command.WriteProgress(end);
        }
        catch (PipelineStoppedException)
        {
            // A stopped pipeline takes its bars away by itself.
        }
    }

    // On a narrow screen the host would cut the time off; what is still to be done follows from the rest.
    private string FittingStatusOf(RunProgress progress)
    {
        var status = StatusOf(progress);
        var isTooLong = Texts.Activity.Length + BarFrame + status.Length > ScreenWidth.Of(_command.Host);
        return isTooLong ? StatusOf(progress, withOpen: false) : status;
    }

    /// <summary>How far a run is, in one line: <c>84 of 120 available · 3 failed · 33 creating · 02:30</c>.</summary>
    /// <param name="progress">How far.</param>
    /// <param name="withOpen">Whether to count those being created and those that wait.</param>
    private string StatusOf(RunProgress progress, bool withOpen = true)
    {
        var elapsed = Texts.Time(progress.Elapsed);
        if (progress is { Total: 1, LastChanged: { } table } && _skipped == 0)
        {
            return $"{table}: {Texts.StateOfOne(progress)} · {elapsed}";
        }

        var status = $"{progress.Done - progress.Failed} of {progress.Total} {_done}";
        status += progress.Failed > 0 ? $" · {progress.Failed} failed" : string.Empty;
        status += Texts.Skipped(_skipped);
        status += withOpen && progress.Creating > 0 ? $" · {progress.Creating} creating" : string.Empty;
        status += withOpen && progress.Waiting > 0 ? $" · {progress.Waiting} waiting" : string.Empty;
        return $"{status} · {elapsed}";
    }
}
