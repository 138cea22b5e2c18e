using Amazon.DynamoDBv2.Model;

namespace DynamoBackup.Engine.Service;

/// <summary>One page of ListBackups.</summary>
/// <param name="Summaries">The page's backups, at most <see cref="BackupQuery.PageSize"/>.</param>
/// <param name="Next">LastEvaluatedBackupArn: where the next page begins; null where this is the last.</param>
/// <param name="Unreadable">How many rows were no backups: null, or without an ARN or a status. They are not among the summaries.</param>
public sealed record BackupPage(IReadOnlyList<BackupSummary> Summaries, string? Next, int Unreadable = 0);
