using System;
using System.Management.Automation;

namespace DynamoBackup.Output;

/// <summary>
/// What the views (DynamoBackup.format.ps1xml) show of a planned backup: called by PowerShell (<see cref="ViewMembers"/>).
/// </summary>
public static class PlanViewProperties
{
    // Selects the view whose name and reason share what the other columns leave: one view has one set of widths for all screens.
    private const string WideTypeName = "DynamoBackup.WidePlan";

    // From here on the two have 37 columns each: a made name of a table of six letters, or the reasons of two rules.
    private const int LeastWideScreen = 112;

    private const int TableNameWidth = 13;
    private const int ReasonWidth = 16;

    // The views' columns but BackupName and Reason, a space between each two, and the screen's last column, which PowerShell leaves
    // free.
    private const int WidthOfTheRest = TableNameWidth + 6 + 6 + 7 + 5 + 1;

    private static int SharedWidth => Math.Max((ScreenWidth.Current - WidthOfTheRest) / 2, 1);

    /// <summary>The table's name, cut in its middle where it is long.</summary>
    /// <param name="backup">PlannedTableBackup.</param>
    public static string TableNameColumn(PSObject backup) => ViewProperties.Cut(PlanOf(backup)?.TableName, TableNameWidth);

    /// <summary>The backup's name, cut in its middle where it is long.</summary>
    /// <param name="backup">PlannedTableBackup.</param>
    public static string BackupNameColumn(PSObject backup) => ViewProperties.Cut(
        PlanOf(backup)?.BackupName,
        IsWide(backup) ? SharedWidth : Math.Max(ScreenWidth.Current - WidthOfTheRest - ReasonWidth, 1));

    /// <summary>Why the backup stays or goes, cut in its middle where it is long.</summary>
    /// <param name="backup">PlannedTableBackup.</param>
    public static string ReasonColumn(PSObject backup) =>
        ViewProperties.Cut(PlanOf(backup)?.Reason, IsWide(backup) ? SharedWidth : ReasonWidth);

    /// <summary>The backup's size for people.</summary>
    /// <param name="backup">PlannedTableBackup.</param>
    public static string SizeColumn(PSObject backup) => PlanOf(backup) is { } plan ? SizeText.Of(plan.BackupSizeBytes) : string.Empty;

    /// <summary>The backup's age for people, such as <c>12 d</c>.</summary>
    /// <param name="backup">PlannedTableBackup.</param>
    public static string AgeColumn(PSObject backup) => PlanOf(backup) is { } plan ? LimitWords.ShortAgeOf(plan.Age) : string.Empty;

    /// <summary>Has the table give a plan's reasons more room, where the screen has it.</summary>
    /// <param name="backup">PlannedTableBackup.</param>
    internal static PSObject Widen(PSObject backup)
    {
        if (ScreenWidth.Current >= LeastWideScreen)
        {
            backup.TypeNames.Insert(0, WideTypeName);
        }

        return backup;
    }

    private static bool IsWide(PSObject? backup) => backup?.TypeNames[0] == WideTypeName;

    private static PlannedTableBackup? PlanOf(PSObject? backup) => backup?.BaseObject as PlannedTableBackup;
}
