using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace DynamoBackup.Output;

/// <summary>The words of Limit-DdbBackup.</summary>
/// <param name="isDryRun">Whether nothing is deleted, only shown.</param>
internal sealed class LimitWords(bool isDryRun) : RunWords
{
    public const string Beginning = "Limiting the backups of DynamoDB tables.";
    public const string Operation = "Limit-DdbBackup (DeleteBackup)";
    public const string NoKeepRule = "There is no rule for what to keep, so nothing is deleted.";
    public const string GiveAKeepRule =
        "Give at least one of -KeepLast, -KeepWithinDays, -KeepDaily, -KeepWeekly, -KeepMonthly and -KeepYearly.";
    public const string ShowEach = "-WhatIf shows each.";

    public const string NoTemplate =
        "it takes no template, and no backup's name has braces; write * in their place, such as '*-nightly'";

    /// <inheritdoc/>
    public override string FirstLine => Beginning;

    /// <summary>Of tables that have no backups.</summary>
    /// <param name="tables">The tables' names.</param>
    public static string HaveNoBackups(IReadOnlyList<string> tables) => $"{Subject(tables)} no backups.";

    /// <summary>Of tables that have backups, but none that the rules are about.</summary>
    /// <param name="tables">The tables' names.</param>
    /// <param name="areGiven">Whether -BackupName says which names they are about.</param>
    public static string HaveOtherNames(IReadOnlyList<string> tables, bool areGiven) =>
        $"{Subject(tables)} only backups of other names than {(areGiven ? "-BackupName takes" : "New-DdbBackup makes by itself")}.";

    /// <summary>Of tables that have backups, none of which counts, for more than their names.</summary>
    /// <param name="tables">The tables' names.</param>
    /// <param name="reasons">Why the backups are left alone, and how many of them for each.</param>
    public static string AreLeftAlone(IReadOnlyList<string> tables, IReadOnlyDictionary<string, int> reasons)
    {
        var counts = reasons.OrderByDescending(reason => reason.Value).ThenBy(reason => reason.Key, StringComparer.OrdinalIgnoreCase)
            .Select(reason => $"{reason.Value} ({reason.Key})");
        return PrintableText.Of($"{Subject(tables)} only backups that are left alone: {Texts.FewOf([.. counts])}.");
    }

    /// <summary>What to do where a value is no table.</summary>
    /// <param name="commands">The commands that lead to where it was to be.</param>
    public static string GiveATable(PrintedCommands commands) =>
        "Give the name or ARN of a table, a wildcard, a backup of the table, or an object with the property TableName (hashtables are not "
        + $"supported). {Texts.ToListTables(commands)}";

    /// <summary>How to see the names there are.</summary>
    /// <param name="table">One of the tables.</param>
    /// <param name="commands">The commands that lead to it.</param>
    public static string ShowTheNames(string table, PrintedCommands commands) =>
        "Give -BackupName a wildcard for them, such as '*-nightly'. "
        + $"To list the backups{commands.WithSameKeys}: {commands.ListBackups(table)}";

    /// <summary>Of a backup that was piped, and whose name is none that the rules are about, while others of its table are.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="table">Its table.</param>
    /// <param name="areGiven">Whether -BackupName says which names they are about.</param>
    public static string IsNotCounted(string name, string table, bool areGiven) => PrintableText.Of(
        $"Backup '{name}' of table '{table}' came through the pipeline, and the rules are not about its name: they are about those that "
        + $"{(areGiven ? "-BackupName takes" : "New-DdbBackup makes by itself")}, and delete of those. "
        + "-BackupName takes wildcards for others, such as '*-nightly'.");

    /// <summary>Of a second such backup, and of each that follows.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="table">Its table.</param>
    public static string IsNotCountedEither(string name, string table) => PrintableText.Of(
        $"Nor are they about the name of '{name}', piped for table '{table}': they delete of its others.");

    /// <summary>Of a wildcard, which does not match a table that was deleted.</summary>
    /// <param name="pattern">The wildcard.</param>
    /// <param name="count">How many tables it matches.</param>
    /// <param name="region">Their region.</param>
    public static string MatchesExisting(string pattern, int count, string region) =>
        $"Wildcard '{pattern}' matches {Count(count, "table")} in {region}. Wildcards match existing tables only: "
        + "to limit the backups of a deleted table, give its name.";

    public static string NotDeleted(PlannedTableBackup backup) =>
        $"Backup '{backup.BackupName}' of table '{backup.TableName}' was not deleted";

    public static string NothingDeletedOf(string table) => $"No backup of table '{table}' was deleted";

    /// <summary>What is asked before a deletion: backup, table, region, account, age and size.</summary>
    /// <param name="backup">The backup.</param>
    public static string BackupToDelete(PlannedTableBackup backup) =>
        $"backup '{PrintableText.Of(backup.BackupName ?? string.Empty)}' {PlaceOf(backup)}, "
        + $"{AgeOf(backup.Age)} old, {SizeText.Of(backup.BackupSizeBytes)} (table id {PrintableText.Of(backup.TableId ?? "unknown")})";

    /// <summary>What a dry run comes to, of one table.</summary>
    /// <param name="backup">One of its backups.</param>
    /// <param name="sum">What it comes to.</param>
    public static string SumOfTable(PlannedTableBackup backup, DryRunSum sum) =>
        $"{Count(sum.ToDelete, "backup")} {PlaceOf(backup)}, would be deleted, {FateOfRest(sum)}";

    /// <summary>What a dry run comes to, of all tables.</summary>
    /// <param name="sum">What it comes to.</param>
    public static string SumOfDryRun(DryRunSum sum) =>
        $"In all, {Count(sum.ToDelete, "backup")} of {Count(sum.Tables, "table")} would be deleted, {FateOfRest(sum)}";

    /// <summary>What the first error leaves that ends the command.</summary>
    /// <param name="open">How many other tables were not done.</param>
    /// <param name="asked">The ARNs of the backups that may be gone.</param>
    public static string EndsAtError(int open, IReadOnlyList<string> asked) =>
        "The command ends here, at the first error, and deletes nothing more"
        + (open > 0 ? $": {Count(open, "other table")} may have backups left to delete. Run it again for them." : ".")
        + (asked.Count > 0 ? $" {MayBeGone(asked)} All of them: $Error[0].Exception.Data.BackupArn." : string.Empty);

    /// <summary>Of backups whose deletion was asked for when the command ended.</summary>
    /// <param name="asked">Their ARNs.</param>
    public static string MayBeGone(IReadOnlyList<string> asked) =>
        $"Of {Count(asked.Count, "backup")} the deletion was asked for, and not answered yet; they may be gone: {Texts.FewOf(asked)}.";

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
        $"{Count(progress.Total, "table")}: "
        + (isDryRun ? "nothing deleted (-WhatIf), " : $"{Count(progress.Kept, "backup")} kept, {progress.Deleted} deleted, ")
        + $"{Count(progress.Failed, "table")} failed, {Texts.Time(progress.Elapsed)}"
        + (isDryRun ? string.Empty : $", {SizeText.Of(progress.SizeBytes)} freed")
        + Texts.Skipped(skipped);

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

    // What is deleted is deleted by its ARN: that tells the account, whatever the credentials are called.
    private static string PlaceOf(PlannedTableBackup backup) =>
        $"of table '{backup.TableName}' in {backup.Region}, "
        + $"account {(BackupArnText.TryParse(backup.Arn, out var arn, out _) ? arn.Account : "unknown")}";

    private static string FateOfRest(DryRunSum sum) =>
        $"{SizeText.Of(sum.Bytes)}; {sum.ToKeep} would be kept"
        + (sum.Others > 0 ? $", and {sum.Others} that the rules are not about." : ".");

    private static string Subject(IReadOnlyList<string> tables) =>
        (tables.Count == 1 ? "Table " : "Tables ") + Texts.FewOf([.. tables.Select(table => $"'{table}'")])
        + (tables.Count == 1 ? " has" : " have");

    private static string Count(int number, string noun) => number == 1 ? $"1 {noun}" : $"{number} {noun}s";
}
