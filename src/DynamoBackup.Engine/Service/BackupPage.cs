using Amazon.DynamoDBv2.Model;

namespace DynamoBackup.Engine.Service;

/// <summary>One page of ListBackups.</summary>
/// <param name="Summaries">The page's backups, at most <see cref="BackupQuery.PageSize"/>.</param>
/// <param name="Next">LastEvaluatedBackupArn: where the next page begins; null where this is the last.</param>
public sealed record BackupPage(IReadOnlyList<BackupSummary> Summaries, string? Next);
