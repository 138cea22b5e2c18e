using System.Management.Automation;
using Amazon.DynamoDBv2.Model;
using DynamoBackup.Engine;

namespace DynamoBackup;

/// <summary>
/// The properties this module gives to AWS Tools' backup objects (DynamoBackup.types.ps1xml), so that what one command
/// emits binds to the next: called by PowerShell with the object.
/// </summary>
public static class BackupProperties
{
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

    /// <summary>A backup's size for people: three digits at most and a unit of 1,024s.</summary>
    /// <param name="bytes">The size in bytes; null where it is not known.</param>
    /// <returns>The size, such as <c>1.4 GB</c>; empty where it is not known.</returns>
    public static string Size(long? bytes) => bytes is { } size ? SizeText.Of(size) : string.Empty;

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
        return status is null || foreground?.Properties[property]?.Value is not string colour
            ? status
            : colour + status + style!.Properties["Reset"]?.Value;
    }

    private static BackupArn? ArnOf(PSObject? backup)
    {
        var text = backup?.BaseObject switch
        {
            BackupDetails details => details.BackupArn,
            BackupSummary summary => summary.BackupArn,
            _ => null,
        };
        return BackupArn.TryParse(text, out var arn, out _) ? arn : null;
    }
}
