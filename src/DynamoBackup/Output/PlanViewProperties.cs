using System;
using System.Management.Automation;

namespace DynamoBackup.Output;

/// <summary>What the view (DynamoBackup.format.ps1xml) shows of a planned backup, as hidden properties: called by PowerShell.</summary>
public static class PlanViewProperties
{
    private const int TableNameWidth = 13;
    private const int ReasonWidth = 16;

    // The view's columns but BackupName, a space between each two, and the screen's last column, which PowerShell leaves free.
    private const int WidthOfTheRest = TableNameWidth + 6 + ReasonWidth + 6 + 7 + 5 + 1;

    /// <summary>The table's name, cut in its middle where it is long.</summary>
    /// <param name="backup">PlannedTableBackup.</param>
    public static string TableNameColumn(PSObject backup) => ViewProperties.Cut(PlanOf(backup)?.TableName, TableNameWidth);

    /// <summary>The backup's name, cut in its middle where it is long.</summary>
    /// <param name="backup">PlannedTableBackup.</param>
    public static string BackupNameColumn(PSObject backup) =>
        ViewProperties.Cut(PlanOf(backup)?.BackupName, Math.Max(Views.ScreenWidth - WidthOfTheRest, 1));

    /// <summary>Why the backup stays or goes, cut in its middle where it is long.</summary>
    /// <param name="backup">PlannedTableBackup.</param>
    public static string ReasonColumn(PSObject backup) => ViewProperties.Cut(PlanOf(backup)?.Reason, ReasonWidth);

    /// <summary>The backup's size for people.</summary>
    /// <param name="backup">PlannedTableBackup.</param>
    public static string SizeColumn(PSObject backup) => PlanOf(backup) is { } plan ? SizeText.Of(plan.BackupSizeBytes) : string.Empty;

    /// <summary>The backup's age for people, such as <c>12 d</c>.</summary>
    /// <param name="backup">PlannedTableBackup.</param>
    public static string AgeColumn(PSObject backup) => PlanOf(backup) is { } plan ? LimitWords.ShortAgeOf(plan.Age) : string.Empty;

    private static PlannedTableBackup? PlanOf(PSObject? backup) => backup?.BaseObject as PlannedTableBackup;
}
