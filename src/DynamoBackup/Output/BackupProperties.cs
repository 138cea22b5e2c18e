using System;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using Amazon.DynamoDBv2.Model;

namespace DynamoBackup.Output;

/// <summary>
/// The properties this module gives to AWS Tools' backup objects (DynamoBackup.types.ps1xml), so that what one command
/// emits binds to the next, and what its views (DynamoBackup.format.ps1xml) show: called by PowerShell.
/// </summary>
public static class BackupProperties
{
    // All columns of the table view, with names of usual lengths.
    private const int FullWidth = 100;

    /// <summary>The name of the table a backup was made of.</summary>
    /// <param name="backup">BackupDetails or BackupSummary.</param>
    /// <returns>The name, or null where the object has no backup's ARN.</returns>
    public static string? TableName(PSObject backup) => ArnOf(backup)?.TableName;

    /// <summary>The region a backup is in.</summary>
    /// <param name="backup">BackupDetails or BackupSummary.</param>
    /// <returns>The region's system name, or null where the object has no backup's ARN.</returns>
    public static string? Region(PSObject backup) => ArnOf(backup)?.Region;

    /// <summary>The ARN of a described backup, so that what Get-DDBBackup emits can be waited for.</summary>
    /// <param name="backup">BackupDescription.</param>
    /// <returns>The ARN, or null.</returns>
    public static string? BackupArnOfDescription(PSObject backup) =>
        (backup?.BaseObject as BackupDescription)?.BackupDetails?.BackupArn;

    /// <summary>A table's name as the table view shows it: cut in its middle where it would push out the columns behind it.</summary>
    /// <param name="name">The name; may be null.</param>
    /// <param name="host">$Host, for the width of the screen.</param>
    public static string TableNameColumn(string? name, PSHost? host) => Cut(name, TableNameWidth(host));

    /// <summary>A backup's name as the table view shows it: cut in its middle where it would push out the columns behind it.</summary>
    /// <param name="name">The name; may be null.</param>
    /// <param name="host">$Host, for the width of the screen.</param>
    public static string BackupNameColumn(string? name, PSHost? host) => Cut(name, NamesWidth(host) - TableNameWidth(host));

    /// <summary>
    /// A creation time as the table view shows it: local, on a screen of less than 100 columns without its year, and today
    /// without its date. So a generated name of a table's of up to 11 characters fits one of 80 uncut, the usual width of a
    /// terminal and a log.
    /// </summary>
    /// <param name="created">The time; null where it is not known.</param>
    /// <param name="host">$Host, for the width of the screen.</param>
    public static string CreatedColumn(DateTime? created, PSHost? host)
    {
        if (created?.ToLocalTime() is not { } local)
        {
            return string.Empty;
        }

        var format = WidthOf(host) >= FullWidth ? "yyyy-MM-dd HH:mm" : local.Date == DateTime.Today ? "HH:mm" : "MM-dd HH:mm";
        return local.ToString(format, CultureInfo.InvariantCulture);
    }

    /// <summary>Text as the list view shows it: control characters made visible.</summary>
    /// <param name="text">The text; may be null.</param>
    public static string Printable(string? text) => PrintableText.Of(text ?? string.Empty);

    /// <summary>A backup's size for people: three digits at most and a unit of 1,024s.</summary>
    /// <param name="bytes">The size in bytes; null where it is not known.</param>
    /// <returns>The size, such as <c>1.4 GB</c>; empty where it is not known.</returns>
    public static string Size(long? bytes) => bytes is { } size ? SizeText.Of(size) : string.Empty;

    /// <summary>A backup's age for people.</summary>
    /// <param name="age">The age.</param>
    /// <returns>The age, such as <c>12 days</c>.</returns>
    public static string Age(TimeSpan age) => LimitWords.AgeOf(age);

    /// <summary>A backup's status, coloured as $PSStyle says: green when done, yellow while pending, red when gone.</summary>
    /// <param name="status">The status; null where there is none.</param>
    /// <param name="style">$PSStyle.</param>
    /// <returns>The status, its colours the style's own.</returns>
    public static string? Status(string? status, PSObject? style)
    {
        var property = status switch
        {
            "AVAILABLE" or "ACTIVE" => "Green",
            "CREATING" => "Yellow",
            _ => "Red",
        };
        var foreground = style?.Properties["Foreground"]?.Value is { } colours ? new PSObject(colours) : null;
        return string.IsNullOrEmpty(status) || foreground?.Properties[property]?.Value is not string colour
            ? Printable(status)
            : colour + Printable(status) + style!.Properties["Reset"]?.Value;
    }

    private static int TableNameWidth(PSHost? host) => NamesWidth(host) / 3;

    // The other three columns and the gaps take 35; on a narrower screen, too, most names are shorter than their share.
    private static int NamesWidth(PSHost? host) => Math.Max(WidthOf(host), FullWidth) - 35;

    private static int WidthOf(PSHost? host) => ScreenWidth.Of(host) ?? FullWidth;

    private static string Cut(string? name, int width)
    {
        var text = Printable(name);
        var tail = width / 2;
        return text.Length <= width ? text : text.Substring(0, width - tail - 1) + "…" + text.Substring(text.Length - tail);
    }

    private static BackupArnText? ArnOf(PSObject? backup)
    {
        var text = backup?.BaseObject switch
        {
            BackupDetails details => details.BackupArn,
            BackupSummary summary => summary.BackupArn,
            _ => null,
        };
        return BackupArnText.TryParse(text, out var arn, out _) ? arn : null;
    }
}
