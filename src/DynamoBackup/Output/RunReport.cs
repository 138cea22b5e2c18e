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
    private readonly RunWords _words;
    private readonly long _began = TimeProvider.System.GetTimestamp();
    private TimeSpan _nextBar;
    private TimeSpan _nextLine;
    private int _skipped;
    private bool _hasBegun;
    private bool _barIsShown;

    /// <summary>Makes a report.</summary>
    /// <param name="command">The command that writes it.</param>
    /// <param name="engine">The run.</param>
    /// <param name="words">Its words.</param>
    public RunReport(PSCmdlet command, BackupEngine engine, RunWords words)
    {
        _command = command;
        _engine = engine;
        _words = words;
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
            _command.WriteInformation(_words.FirstLine, [Tag]);
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
            _command.WriteInformation(_words.StatusOf(progress, _skipped), [Tag]);
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
            _command.WriteInformation(_words.LastLineOf(_engine.Progress, _skipped), [Tag]);
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
        var status = _words.StatusOf(progress, _skipped);
        var isTooLong = Texts.Activity.Length + BarFrame + status.Length > ScreenWidth.Of(_command.Host);
        return isTooLong ? _words.StatusOf(progress, _skipped, withOpen: false) : status;
    }
}
