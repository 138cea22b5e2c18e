using System.Management.Automation;
using Amazon.DynamoDBv2.Model;

namespace DynamoBackup.Output;

/// <summary>
/// What this module adds to the BackupDetails it writes: a type name of its own, and what the backup's ARN tells. What AWS Tools'
/// commands give is left as it is: a types file costs an import 3 of 300 ms, and the commands read the ARN themselves.
/// </summary>
internal static class BackupProperties
{
    /// <summary>The type name that only what this module writes bears; it selects the module's views.</summary>
    public const string TypeName = "DynamoBackup.Backup";

    /// <summary>The name of the table a backup was made of, or null where the object has no backup's ARN.</summary>
    public static string? TableName(PSObject backup) => ArnOf(backup)?.TableName;

    /// <summary>The system name of the region a backup is in, or null where the object has no backup's ARN.</summary>
    public static string? Region(PSObject backup) => ArnOf(backup)?.Region;

    private static BackupArnText? ArnOf(PSObject? backup) =>
        BackupArnText.TryParse((backup?.BaseObject as BackupDetails)?.BackupArn, out var arn, out _) ? arn : null;
}
