using System.Management.Automation;

namespace DynamoBackup.Output;

/// <summary>What the view (DynamoBackup.format.ps1xml) shows of a planned backup, as hidden properties: called by PowerShell.</summary>
public static class PlanViewProperties
{
    private const int NameWidth = 40;

    /// <summary>The table's name, cut in its middle where it is long.</summary>
    /// <param name="backup">PlannedTableBackup.</param>
    public static string TableNameColumn(PSObject backup) => ViewProperties.Cut(PlanOf(backup)?.TableName, NameWidth);

    /// <summary>The backup's name, cut in its middle where it is long.</summary>
    /// <param name="backup">PlannedTableBackup.</param>
    public static string BackupNameColumn(PSObject backup) => ViewProperties.Cut(PlanOf(backup)?.BackupName, NameWidth);

    /// <summary>Why the backup stays or goes, control characters made visible.</summary>
    /// <param name="backup">PlannedTableBackup.</param>
    public static string ReasonColumn(PSObject backup) => PrintableText.Of(PlanOf(backup)?.Reason ?? string.Empty);

    /// <summary>The backup's size for people.</summary>
    /// <param name="backup">PlannedTableBackup.</param>
    public static string SizeColumn(PSObject backup) => PlanOf(backup) is { } plan ? SizeText.Of(plan.SizeBytes) : string.Empty;

    /// <summary>The backup's age for people, such as <c>12 days</c>.</summary>
    /// <param name="backup">PlannedTableBackup.</param>
    public static string AgeColumn(PSObject backup) => PlanOf(backup) is { } plan ? LimitWords.AgeOf(plan.Age) : string.Empty;

    private static PlannedTableBackup? PlanOf(PSObject? backup) => backup?.BaseObject as PlannedTableBackup;
}
