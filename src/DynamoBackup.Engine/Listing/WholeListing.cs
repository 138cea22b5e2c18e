using System.Diagnostics.CodeAnalysis;
using Amazon.DynamoDBv2.Model;
using DynamoBackup.Engine.Calling;
using DynamoBackup.Engine.Requests;
using DynamoBackup.Engine.Runtime;
using DynamoBackup.Engine.Service;

namespace DynamoBackup.Engine.Listing;

/// <summary>
/// One listing of backups of any age, of one table or of all, that counts only where it was read to its end: every row of every
/// page, no page twice, and no backup in two ways.
/// </summary>
internal sealed class WholeListing(BackupLister lister, ServiceConnection connection, EngineRun run)
{
    private static readonly TimeSpan RetryOfFailedPage = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, BackupSummary> _backups = new(StringComparer.Ordinal);
    private readonly HashSet<string> _accounts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);

    /// <summary>The backups read so far, each once.</summary>
    public IReadOnlyCollection<BackupSummary> Backups => _backups.Values;

    /// <summary>The accounts that the backups read so far are of, by their ARNs.</summary>
    public IReadOnlySet<string> Accounts => _accounts;

    /// <summary>When reading began: what came later may be missing.</summary>
    public Moment Began { get; private set; }

    /// <summary>Pages read so far.</summary>
    public int Pages { get; private set; }

    /// <summary>Whether the last page was read: until then nothing may be decided by what was read.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>Reads all pages.</summary>
    /// <param name="tableName">The table's name or ARN; null for all.</param>
    /// <param name="timeout">How long it goes on without a backup that was not read before.</param>
    /// <param name="goesOn">Asked after each page but the last; false gives the listing up.</param>
    /// <returns>Why it could not be read to its end; null where it was, or was given up.</returns>
    public async Task<ServiceFault?> ReadAsync(string? tableName, TimeSpan timeout, Func<bool> goesOn)
    {
        Began = run.Moment;
        var starts = new HashSet<string>(StringComparer.Ordinal);
        var deadline = run.Now + timeout;
        for (var query = new BackupQuery(tableName, CreatedFrom: null); ;)
        {
            var page = await ReadPageAsync(query, timeout, deadline);
            if (page.Value is null)
            {
                return page.Fault!;
            }

            if (page.Value.Unreadable > 0)
            {
                return Unusable("ListBackups gave a row that is no backup");
            }

            Pages++;
            var known = _backups.Count;
            foreach (var backup in page.Value.Summaries)
            {
                if (!TryAdd(backup, out var problem))
                {
                    return Unusable(problem);
                }
            }

            deadline = _backups.Count > known ? run.Now + timeout : deadline;

            if (page.Value.Next is not { Length: > 0 } next)
            {
                IsWhole = true;
                return null;
            }

            if (!starts.Add(next))
            {
                return Unusable($"ListBackups goes round in a circle: '{next}' begins two of its pages");
            }

            if (run.Now >= deadline)
            {
                return Unusable($"ListBackups does not end: page {Pages} brought nothing new, and leads to another one");
            }

            if (!goesOn())
            {
                return null;
            }

            query = query with { After = next };
        }
    }

    private static ServiceFault Unusable(string problem) => ServiceFault.From(new InvalidDataException(problem));

    private bool TryAdd(BackupSummary backup, [NotNullWhen(false)] out string? problem)
    {
        if (!BackupArn.TryParse(backup.BackupArn, out var arn, out _))
        {
            problem = $"ListBackups gave a row whose ARN is no backup's: {backup.BackupArn}";
            return false;
        }

        // Of a hundred thousand backups the tables' names and ids alone would be half of the memory.
        backup.TableArn = null;
        backup.TableName = Shared(backup.TableName);
        backup.TableId = Shared(backup.TableId);
        _accounts.Add(arn.Account);
        var identity = BackupArn.IdentityOf(backup.BackupArn);
        if (!_backups.TryAdd(identity, backup) && !IsSame(backup, _backups[identity]))
        {
            problem = $"ListBackups gave one backup in two ways: {backup.BackupArn}";
            return false;
        }

        problem = null;
        return true;
    }

    private static bool IsSame(BackupSummary one, BackupSummary other) =>
        one.BackupArn == other.BackupArn
        && one.BackupName == other.BackupName
        && one.BackupCreationDateTime == other.BackupCreationDateTime
        && one.BackupStatus == other.BackupStatus
        && one.BackupType == other.BackupType
        && one.TableId == other.TableId
        && one.TableName == other.TableName;

    private string? Shared(string? text)
    {
        if (text is null)
        {
            return null;
        }

        if (!_texts.TryGetValue(text, out var shared))
        {
            _texts.Add(text, shared = text);
        }

        return shared;
    }

    private async Task<CallResult<BackupPage>> ReadPageAsync(BackupQuery query, TimeSpan timeout, TimeSpan deadline)
    {
        while (true)
        {
            var page = await lister.ReadPageAsync(query, timeout, deadline);
            var mayPass = page.Fault?.Class is FaultClass.Throttled or FaultClass.Busy or FaultClass.Unknown or FaultClass.NotSent;
            if (!mayPass || connection.ReachOf(query.TableName).IsLost || run.Now + RetryOfFailedPage >= deadline)
            {
                return page;
            }

            await run.DelayAsync(run.Jittered(RetryOfFailedPage), run.StopToken);
        }
    }
}
