using System;
using System.Collections.Generic;
using System.Linq;
using DynamoBackup.Aws;
using DynamoBackup.Output;

namespace DynamoBackup;

// What is asked and shown before anything is deleted.
public sealed partial class LimitDdbBackupCommand
{
    private void Answer(TablePlanned plan, RecordContext context, bool isNamed)
    {
        if (_tables.Settle(plan) is { Count: > 0 } failures)
        {
            Approve(plan, []);
            foreach (var failure in failures)
            {
                WriteSkipped(ErrorRecords.Of(failure, context.Wrap(plan.Request.Table.Text)));
            }

            return;
        }

        if (_nothingToLimit.Note(plan, isNamed) is { } text)
        {
            WriteVerbose(text);
        }

        WarnOfOtherName(plan);
        Approve(plan, Ask(plan, context));
        SubmitWaiting(plan.Request);
    }

    // Who pipes new backups most likely means these. Of each table, as each loses others; in full of the first alone.
    private void WarnOfOtherName(TablePlanned plan)
    {
        var table = plan.Request;
        var piped = plan.Backups.FirstOrDefault(backup => backup.Details.BackupArn == table.NewBackup?.Text)?.Details.BackupName;
        if (piped is null || table.AppliesTo(piped)
            || !plan.Backups.Any(backup => backup.Details.BackupName is { } name && table.AppliesTo(name)))
        {
            return;
        }

        WriteWarning(
            _hasWarnedOfName
                ? LimitWords.IsNotCountedEither(piped, table.TableName)
                : LimitWords.IsNotCounted(piped, table.TableName, table.Names is not null));
        _hasWarnedOfName = true;
    }

    // Of one rule each reason is short.
    private bool HasSeveralRules => new object?[] { _keep.Last, _keep.Within, _keep.Daily, _keep.Weekly, _keep.Monthly, _keep.Yearly }
        .Count(rule => rule is not null) > 1;

    private List<string> Ask(TablePlanned plan, RecordContext context)
    {
        if (IsEnding)
        {
            return [];
        }

        PlannedTableBackup[] backups = [.. plan.Backups.Select(backup => new PlannedTableBackup(plan.Request, backup, DateTime.UtcNow))];
        if (_isDryRun)
        {
            Show(backups, context);
            return [];
        }

        return
        [
            .. backups.Where(backup => backup.Fate is nameof(BackupFate.Delete) && IsAllowed(plan.Request, backup, context))
                .Select(backup => backup.Arn),
        ];
    }

    // One line for each table that would lose something: what becomes of each backup, and why, are the objects.
    private void Show(PlannedTableBackup[] backups, RecordContext context)
    {
        var sum = new DryRunSum();
        Array.ForEach(backups, sum.Add);
        _dryRun.Add(sum);
        if (sum.ToDelete > 0)
        {
            ShowWhatIf(LimitWords.SumOfTable(backups[0], sum));
        }

        foreach (var backup in backups)
        {
            var output = context.Wrap(backup);
            WriteObject(HasSeveralRules ? PlanViewProperties.Widen(output) : output);
        }
    }

    // A dry run shows the text, and nothing comes of it.
    private void ShowWhatIf(string text) => ShouldProcess(text, text, LimitWords.Operation);

    private bool IsAllowed(LimitRequest request, PlannedTableBackup backup, RecordContext context) => IsAllowed(
        request,
        Force,
        LimitWords.BackupToDelete(backup),
        LimitWords.Operation,
        LimitWords.NotDeleted(backup),
        context.Wrap(request.Table.Text));
}
