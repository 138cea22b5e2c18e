using System.Management.Automation;
using Amazon.DynamoDBv2.Model;

namespace DynamoBackup.Output;

/// <summary>
/// The properties this module gives to AWS Tools' backup objects (DynamoBackup.types.ps1xml), so that what one command
/// emits binds to the next: called by PowerShell.
/// </summary>
public static class BackupProperties
{
    /// <summary>The type name that only what this module writes bears; it selects the module's views.</summary>
    public const string TypeName = "DynamoBackup.Backup";

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
