using System;
using System.Globalization;
using System.Management.Automation;
using Amazon.DynamoDBv2.Model;

namespace DynamoBackup.Output;

/// <summary>
/// What the views (DynamoBackup.format.ps1xml) show of a backup: called by PowerShell, as properties of <see cref="ViewMembers"/>.
/// </summary>
public static class ViewProperties
{
    // The width of the view's first column.
    private const int TableNameWidth = 14;

    // The view's other columns but BackupName, a space between each two, and the screen's last column, which PowerShell leaves free.
    private const int WidthOfTheRest = TableNameWidth + 9 + 6 + 16 + 4 + 1;

    /// <summary>The table's name, cut in its middle where it is wider than its column.</summary>
    /// <param name="backup">BackupDetails.</param>
    public static string TableNameColumn(PSObject backup) => Cut(BackupProperties.TableName(backup), TableNameWidth);

    /// <summary>The backup's name, cut in its middle where it is wider than what the other columns leave of the screen.</summary>
    /// <param name="backup">BackupDetails.</param>
    public static string BackupNameColumn(PSObject backup) =>
        Cut(DetailsOf(backup)?.BackupName, Math.Max(ScreenWidth.Current - WidthOfTheRest, 1));

    /// <summary>The backup's status, coloured as $PSStyle says: green when done, yellow while pending, red when gone.</summary>
    /// <param name="backup">BackupDetails.</param>
    public static string StatusColumn(PSObject backup)
    {
        var status = StatusLine(backup);
        var colour = status switch
        {
            "" => null,
            "AVAILABLE" or "ACTIVE" => "Green",
            "CREATING" => "Yellow",
            _ => "Red",
        };
        return colour is not null && ColourOf(colour) is { } escape ? escape + status + ResetEscape : status;
    }

    /// <summary>The backup's size for people: three digits at most and a unit of 1,024s; empty where it is not known.</summary>
    /// <param name="backup">BackupDetails.</param>
    public static string SizeColumn(PSObject backup) => DetailsOf(backup)?.BackupSizeBytes is { } size ? SizeText.Of(size) : string.Empty;

    /// <summary>When the backup was made, in local time to the minute; empty where it is not known.</summary>
    /// <param name="backup">BackupDetails.</param>
    public static string CreatedColumn(PSObject backup) =>
        DetailsOf(backup)?.BackupCreationDateTime?.ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) ?? string.Empty;

    /// <summary>The backup's name, control characters made visible.</summary>
    /// <param name="backup">BackupDetails.</param>
    public static string BackupNameLine(PSObject backup) => Printable(DetailsOf(backup)?.BackupName);

    /// <summary>The backup's ARN, control characters made visible.</summary>
    /// <param name="backup">BackupDetails.</param>
    public static string BackupArnLine(PSObject backup) => Printable(DetailsOf(backup)?.BackupArn);

    /// <summary>The backup's status, control characters made visible.</summary>
    /// <param name="backup">BackupDetails.</param>
    public static string StatusLine(PSObject backup) => Printable(DetailsOf(backup)?.BackupStatus?.Value);

    /// <summary>The backup's type, control characters made visible.</summary>
    /// <param name="backup">BackupDetails.</param>
    public static string BackupTypeLine(PSObject backup) => Printable(DetailsOf(backup)?.BackupType?.Value);

    internal static string Cut(string? name, int width)
    {
        var text = Printable(name);
        var tail = width / 2;
        return text.Length <= width ? text : text[..(width - tail - 1)] + "…" + text[^tail..];
    }

    private static string Printable(string? text) => PrintableText.Of(text ?? string.Empty);

    private static BackupDetails? DetailsOf(PSObject? backup) => backup?.BaseObject as BackupDetails;

    // PSStyle is newer than the PowerShell this is compiled against.
    private static readonly PSObject? Style = typeof(PSObject).Assembly.GetType("System.Management.Automation.PSStyle")
        ?.GetProperty("Instance")?.GetValue(null) is { } style ? new PSObject(style) : null;

    private static object? ResetEscape => Style?.Properties["Reset"]?.Value;

    private static string? ColourOf(string name) =>
        Style?.Properties["Foreground"]?.Value is { } colours ? new PSObject(colours).Properties[name]?.Value as string : null;
}
