using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Amazon.DynamoDBv2.Model;

namespace DynamoBackup.Engine;

/// <summary>
/// The three calls the engine makes, for one account and region. An implementation makes each call once, as it is
/// asked: pace, retries and time limits are the engine's. Failures are thrown as the AWS SDK throws them.
/// </summary>
public interface IBackupService
{
    /// <summary>CreateBackup.</summary>
    /// <param name="tableName">The table's name or ARN.</param>
    /// <param name="backupName">The backup's name.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <returns>The service's answer.</returns>
    Task<ServiceAnswer<CreateBackupResponse>> CreateAsync(string tableName, string backupName, CancellationToken cancellationToken);

    /// <summary>DescribeBackup.</summary>
    /// <param name="backupArn">The backup's ARN.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <returns>The service's answer.</returns>
    Task<ServiceAnswer<BackupDetails>> DescribeAsync(string backupArn, CancellationToken cancellationToken);

    /// <summary>One page of ListBackups.</summary>
    /// <param name="query">Which backups.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <returns>The service's answer.</returns>
    Task<ServiceAnswer<BackupPage>> ListAsync(BackupQuery query, CancellationToken cancellationToken);
}

/// <summary>What the service answered to one call.</summary>
/// <typeparam name="T">The operation's result.</typeparam>
public sealed class ServiceAnswer<T>
{
    /// <summary>Makes an answer.</summary>
    /// <param name="value">The operation's result.</param>
    /// <param name="serviceTime">The service's own time of the answer, where it says.</param>
    /// <param name="requestId">The service's id of the call, where it says.</param>
    public ServiceAnswer(T value, DateTimeOffset? serviceTime = null, string? requestId = null)
    {
        Value = value;
        ServiceTime = serviceTime;
        RequestId = requestId;
    }

    /// <summary>The operation's result.</summary>
    public T Value { get; }

    /// <summary>The time of the answer by the service's own clock (HTTP Date, cut to whole seconds); null where it was not told.</summary>
    public DateTimeOffset? ServiceTime { get; }

    /// <summary>The service's id of the call, for support cases; null where it was not told.</summary>
    public string? RequestId { get; }
}

/// <summary>What one page of ListBackups is asked for.</summary>
public sealed class BackupQuery
{
    /// <summary>Makes a query.</summary>
    /// <param name="tableName">One table's name or ARN, or null for every table of the region.</param>
    /// <param name="createdFrom">The earliest creation time, inclusive, by the service's clock (UTC), or null.</param>
    /// <param name="after">Where the page before ended, or null for the first page.</param>
    public BackupQuery(string? tableName, DateTime? createdFrom, string? after = null)
    {
        TableName = tableName;
        CreatedFrom = createdFrom;
        After = after;
    }

    /// <summary>One table's name or ARN, or null for every table of the region.</summary>
    public string? TableName { get; }

    /// <summary>The earliest creation time, inclusive, by the service's clock (UTC), or null for any.</summary>
    public DateTime? CreatedFrom { get; }

    /// <summary>LastEvaluatedBackupArn of the page before; null for the first page.</summary>
    public string? After { get; }

    /// <summary>The same query, from where a page ended.</summary>
    /// <param name="after">LastEvaluatedBackupArn of that page.</param>
    /// <returns>The next page's query.</returns>
    public BackupQuery From(string after) => new(TableName, CreatedFrom, after);
}

/// <summary>One page of ListBackups.</summary>
public sealed class BackupPage
{
    /// <summary>Makes a page.</summary>
    /// <param name="summaries">The page's backups.</param>
    /// <param name="next">Where the next page begins, or null where this is the last.</param>
    public BackupPage(IReadOnlyList<BackupSummary> summaries, string? next)
    {
        Summaries = summaries;
        Next = next;
    }

    /// <summary>The page's backups, at most 100.</summary>
    public IReadOnlyList<BackupSummary> Summaries { get; }

    /// <summary>LastEvaluatedBackupArn: where the next page begins; null where this is the last.</summary>
    public string? Next { get; }
}
