using System;
using System.Globalization;

namespace DynamoBackup.Output;

/// <summary>The words of Limit-DdbBackup.</summary>
internal sealed class LimitWords : RunWords
{
    public const string Beginning = "Limiting the backups of DynamoDB tables.";
    public const string Operation = "Limit-DdbBackup (DeleteBackup)";
    public const string NoKeepRule = "There is no rule for what to keep, so nothing is deleted.";
    public const string GiveAKeepRule =
        "Give at least one of -KeepLast, -KeepWithinDays, -KeepDaily, -KeepWeekly, -KeepMonthly and -KeepYearly.";
    public const string GiveATable =
        "Give the name or the ARN of a table, a wildcard, a backup of the table, or an object with a TableName (a hashtable is none). "
        + "Get-DDBTableList shows the tables.";

    public const string NoTemplate =
        "it takes no template, and no backup's name has braces; write * in their place, such as '*-nightly'";

    /// <inheritdoc/>
    public override string FirstLine => Beginning;

    public static string NothingDeletedOf(string table) => $"No backup of table '{table}' was deleted";

    /// <summary>What is asked before a deletion: table, backup, age and size.</summary>
    /// <param name="backup">The backup.</param>
    public static string BackupToDelete(PlannedTableBackup backup) =>
        $"backup '{PrintableText.Of(backup.BackupName ?? string.Empty)}' of table '{backup.TableName}' in {backup.Region}, "
        + $"{AgeOf(backup.Age)} old, " + $"{SizeText.Of(backup.SizeBytes)} (table id {PrintableText.Of(backup.TableId ?? "unknown")})";

    /// <summary>The sum of a dry run.</summary>
    public static string SumOfDryRun(int tables, int toDelete, int toKeep, int others, long bytes) =>
        $"In all, {Count(toDelete, "backup")} of {Count(tables, "table")} would be deleted, {SizeText.Of(bytes)}; {toKeep} would be kept"
        + (others > 0 ? $", and {others} that the rules are not about." : ".");

    public static string EndsAtError(int open) =>
        "The command ends here, at the first error, and deletes nothing more"
        + (open > 0 ? $": {Count(open, "other table")} may have backups left to delete. Run it again for them." : ".");

    /// <summary>How far a run is: <c>84 of 120 tables · 588 of 600 backups deleted · 1 failed · 02:30</c>.</summary>
    /// <inheritdoc/>
    public override string StatusOf(RunProgress progress, int skipped, bool withOpen = true)
    {
        var status = progress is { Total: 1, LastChanged: { } table } ? table : $"{progress.Done} of {progress.Total} tables";
        status += $" · {progress.Deleted}{(withOpen ? $" of {progress.Approved} backups" : string.Empty)} deleted";
        status += progress.Failed > 0 ? $" · {progress.Failed} failed" : string.Empty;
        return $"{status}{Texts.Skipped(skipped)} · {Texts.Time(progress.Elapsed)}";
    }

    /// <summary>
    /// What a run came to: <c>120 tables: 840 backups kept, 600 deleted, 1 table failed, 01:02, 31.2 GB freed · 2 skipped</c>.
    /// </summary>
    /// <inheritdoc/>
    public override string LastLineOf(RunProgress progress, int skipped) =>
        $"{Count(progress.Total, "table")}: {Count(progress.Kept, "backup")} kept, {progress.Deleted} deleted, "
        + $"{Count(progress.Failed, "table")} failed, "
        + $"{Texts.Time(progress.Elapsed)}, {SizeText.Of(progress.SizeBytes)} freed{Texts.Skipped(skipped)}";

    /// <summary>An age: <c>12 days</c>, <c>5.2 hours</c>, <c>1 minute</c>.</summary>
    /// <param name="age">The age.</param>
    public static string AgeOf(TimeSpan age)
    {
        var (number, unit) = NumberOf(age);
        return unit is 'd' ? $"{number} days" : unit is 'h' ? $"{number} hour{(number is "1" ? null : "s")}"
            : $"{number} minute{(number is "1" ? null : "s")}";
    }

    /// <summary>An age of 7 characters at most: <c>12 d</c>, <c>5.2 h</c>, <c>4 min</c>.</summary>
    /// <param name="age">The age.</param>
    public static string ShortAgeOf(TimeSpan age)
    {
        var (number, unit) = NumberOf(age);
        return unit is 'm' ? $"{Math.Floor(Math.Max(0, age.TotalMinutes))} min" : $"{number} {unit}";
    }

    private static (string Number, char Unit) NumberOf(TimeSpan age)
    {
        var (number, unit) = age.TotalDays >= 2 ? (Math.Floor(age.TotalDays), 'd')
            : age.TotalHours >= 1 ? (age.TotalHours, 'h')
            : (Math.Max(0, age.TotalMinutes), 'm');
        return (number.ToString("0.#", CultureInfo.InvariantCulture), unit);
    }

    private static string Count(int number, string noun) => number == 1 ? $"1 {noun}" : $"{number} {noun}s";
}
