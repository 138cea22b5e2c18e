using Amazon.DynamoDBv2.Model;
using DynamoBackup.Engine.Calling;
using DynamoBackup.Engine.Requests;
using DynamoBackup.Engine.Service;

namespace DynamoBackup.Engine.Listing;

/// <summary>
/// One listing of backups of any age, of one table or of all, that counts only where it was read to its end: every row of every
/// page, and no page twice.
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

    /// <summary>Pages read so far.</summary>
    public int Pages { get; private set; }

    /// <summary>Whether the last page was read: until then nothing may be decided by what was read.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>Reads all pages.</summary>
    /// <param name="tableName">The table's name or ARN; null for all.</param>
    /// <param name="timeout">How long one page is tried for.</param>
    /// <param name="goesOn">Asked after each page but the last; false gives the listing up.</param>
    /// <returns>Why it could not be read to its end; null where it was, or was given up.</returns>
    public async Task<ServiceFault?> ReadAsync(string? tableName, TimeSpan timeout, Func<bool> goesOn)
    {
        var starts = new HashSet<string>(StringComparer.Ordinal);
        for (var query = new BackupQuery(tableName, CreatedFrom: null); ;)
        {
            var page = await ReadPageAsync(query, run.Now + timeout);
            if (page.Value is null)
            {
                return page.Fault!;
            }

            if (page.Value.Unreadable > 0)
            {
                return ServiceFault.From(new InvalidDataException("ListBackups gave a row that is no backup"));
            }

            Pages++;
            foreach (var backup in page.Value.Summaries)
            {
                Add(backup);
            }

            if (page.Value.Next is not { Length: > 0 } next)
            {
                IsWhole = true;
                return null;
            }

            if (!starts.Add(next))
            {
                return ServiceFault.From(new InvalidDataException($"ListBackups goes round in a circle: '{next}' begins two of its pages"));
            }

            if (!goesOn())
            {
                return null;
            }

            query = query with { After = next };
        }
    }

    private void Add(BackupSummary backup)
    {
        // Of a hundred thousand backups the tables' names and ids alone would be half of the memory.
        backup.TableArn = null;
        backup.TableName = Shared(backup.TableName);
        backup.TableId = Shared(backup.TableId);
        _backups[backup.BackupArn] = backup;
        if (BackupArn.TryParse(backup.BackupArn, out var arn, out _))
        {
            _accounts.Add(arn.Account);
        }
    }

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

    private async Task<CallResult<BackupPage>> ReadPageAsync(BackupQuery query, TimeSpan deadline)
    {
        while (true)
        {
            var page = await lister.ReadPageAsync(query);
            var mayPass = page.Fault?.Class is FaultClass.Throttled or FaultClass.Busy or FaultClass.Unknown or FaultClass.NotSent;
            if (!mayPass || connection.ReachOf(query.TableName).IsLost || run.Now + RetryOfFailedPage >= deadline)
            {
                return page;
            }

            await run.DelayAsync(run.Jittered(RetryOfFailedPage), run.StopToken);
        }
    }
}
