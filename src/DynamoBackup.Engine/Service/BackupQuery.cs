namespace DynamoBackup.Engine.Service;

/// <summary>What one page of ListBackups is asked for.</summary>
/// <param name="TableName">One table's name or ARN, or null for every table of the region.</param>
/// <param name="CreatedFrom">The earliest creation time, inclusive, by the service's clock (UTC), or null for any.</param>
/// <param name="After">LastEvaluatedBackupArn of the page before; null for the first page.</param>
public sealed record BackupQuery(string? TableName, DateTime? CreatedFrom, string? After = null)
{
    /// <summary>ListBackups gives at most this many backups a page (service model, shape BackupsInputLimit).</summary>
    public const int PageSize = 100;
}
