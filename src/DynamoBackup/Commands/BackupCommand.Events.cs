using System;
using System.Linq;
using System.Management.Automation;
using DynamoBackup.Aws;
using DynamoBackup.Output;

namespace DynamoBackup.Commands;

// The engine's events, and what is written for each.
public abstract partial class BackupCommand
{
    private void WriteWhatIsThere()
    {
        while (WriteNext(TimeSpan.Zero))
        {
        }
    }

    private bool WriteNext(TimeSpan wait)
    {
        _report!.Refresh();
        BackupEvent? backupEvent;
        try
        {
            if (!_engine!.TryTake(out backupEvent, wait, _stopping.Token))
            {
                return false;
            }
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }

        switch (backupEvent)
        {
            case EngineNote { Level: NoteLevel.Debug } note:
                WriteDebug(note.Text);
                break;
            case EngineNote { Level: NoteLevel.Warning } note:
                WriteWarning(note.Text);
                break;
            case EngineNote note:
                WriteVerbose(note.Text);
                break;
            case RequestEvent news:
                Write(news);
                break;
            default:
                break;
        }

        return true;
    }

    private void Write(RequestEvent news)
    {
        var submission = _open[news.Request];
        if (news.EndsRequest)
        {
            _open.Remove(submission.Request);
        }

        if (news is BackupFailed failed)
        {
            WriteFailure(failed.Failure, submission.Context, submission.Table);
            OnFailed(submission.Request);
        }
        else
        {
            _rejected.NoteBackup();
            if (news is BackupCreated created)
            {
                submission.NoteBackup(created.Details);
            }

            if (news is { EndsRequest: true } or TablePlanned or BackupDeleted)
            {
                submission.Write(news);
            }
        }

        SettleRejections();
    }

    private void WriteFailure(BackupFailure failure, RecordContext context, string? table)
    {
        var target = failure.Details is { } details ? context.Wrap(details) : context.Wrap(table!);
        var error = ErrorRecords.Of(failure, target, failure.Kind is FailureKind.ConnectionFailed ? context.RegionProblem : null);
        var isRejected = failure is { Kind: FailureKind.CredentialsRejected or FailureKind.CredentialsUnavailable, Details: null };
        if (!isRejected || !_rejected.TryHold(error, context.IsOfCommandLine, PlaceCount))
        {
            WriteRecordError(error);
        }
    }

    private void SettleRejections()
    {
        var (errors, endsCommand) = _rejected.Settle(PlaceCount, _open.Count);
        foreach (var error in errors)
        {
            if (endsCommand)
            {
                ThrowTerminatingError(error);
            }

            WriteRecordError(error);
        }
    }

    // An error that ends the command ends with it what could be heard of the rest: first all that is known by now is written.
    private void WriteRecordError(ErrorRecord error)
    {
        if (Preferences.StopAtErrors(this))
        {
            if (_isEnding)
            {
                _unwritten.Add(error);
                return;
            }

            PrepareEnd(error, about: null);
        }

        WriteError(error);
    }

    private void PrepareEnd(ErrorRecord error, BackupRequest? about)
    {
        _isEnding = true;
        WriteWhatIsThere();
        if (WarningOfEnd([.. _open.Values.Where(open => open.Request != about)], _unwritten, error.Exception) is { } warning)
        {
            WriteWarning(warning);
        }
    }
}
