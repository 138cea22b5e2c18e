using System.Diagnostics.CodeAnalysis;
using Amazon.DynamoDBv2.Model;
using DynamoBackup.Engine.Calling;
using DynamoBackup.Engine.Requests;
using DynamoBackup.Engine.Runtime;
using DynamoBackup.Engine.Service;

namespace DynamoBackup.Engine.Listing;

/// <summary>
/// One listing of backups of any age, of one table or of all, that counts only when it was read to its end: every row of every
/// page, no page twice, and no backup in two ways.
/// </summary>
/// <param name="connection">The account and region.</param>
/// <param name="run">The run.</param>
/// <param name="tableName">The table's name or ARN; null for all tables.</param>
/// <param name="patience">How long it goes on without a backup that was not read before.</param>
internal sealed class WholeListing(ServiceConnection connection, EngineRun run, string? tableName, TimeSpan patience)
{
    private static readonly TimeSpan MaxPageTime = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, BackupSummary> _backups = new(StringComparer.Ordinal);
    private readonly HashSet<string> _accounts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _cursors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);
    private BackupQuery _query = new(tableName, CreatedFrom: null);
    private TimeSpan _deadline;

    /// <summary>The backups read so far, each once. Nothing may be decided by them while another page follows.</summary>
    public IReadOnlyCollection<BackupSummary> Backups => _backups.Values;

    /// <summary>The accounts of the backups read so far, by their ARNs.</summary>
    public IReadOnlySet<string> Accounts => _accounts;

    /// <summary>When reading began: a backup that was created later may be missing.</summary>
    public Moment Began { get; private set; }

    /// <summary>Pages read so far.</summary>
    public int Pages { get; private set; }

    /// <summary>Why it cannot be read to its end; null while it can.</summary>
    public ServiceFault? Fault { get; private set; }

    /// <summary>Reads the next page.</summary>
    /// <returns>Whether another one follows. When none does, the listing is whole, or <see cref="Fault"/> says why it is not.</returns>
    public async Task<bool> ReadPageAsync()
    {
        if (Pages == 0)
        {
            Began = run.Moment;
            _deadline = run.Now + patience;
        }

        var call = await CallAsync();
        if (call.Value is not { } page)
        {
            Fault = call.Fault;
            return false;
        }

        Pages++;
        Fault = ProblemOf(page) is { } problem ? ServiceFault.Unreadable(problem) : null;
        if (Fault is not null || page.Next is not { Length: > 0 })
        {
            return false;
        }

        _query = _query with { After = page.Next };
        return true;
    }

    private async Task<CallResult<BackupPage>> CallAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            var turn = await connection.TakeTurnAsync(Operation.ListBackups, run.StopToken);
            var call = await connection.CallAsync(
                turn,
                Operation.ListBackups,
                tableName ?? "of all tables",
                attempt,
                token => connection.Service.ListAsync(_query, token),
                connection.LimitUntil(run.Now + (patience < MaxPageTime ? patience : MaxPageTime)));
            var mayPass = call.Fault?.Class is FaultClass.Throttled or FaultClass.Busy or FaultClass.Unknown or FaultClass.NotSent;
            if (!mayPass || connection.ReachOf(tableName).IsLost)
            {
                return call;
            }

            var delay = RetryDelays.After(attempt, call.Fault!.Class, run);
            if (run.Now + delay >= _deadline)
            {
                return call;
            }

            await run.DelayAsync(delay, run.StopToken);
        }
    }

    private string? ProblemOf(BackupPage page)
    {
        if (page.Unreadable > 0)
        {
            return "ListBackups returned a row that is not a backup.";
        }

        var known = _backups.Count;
        foreach (var backup in page.Summaries)
        {
            if (!TryAdd(backup, out var problem))
            {
                return problem;
            }
        }

        if (page.Next is not { Length: > 0 } next)
        {
            return null;
        }

        if (!_cursors.Add(next))
        {
            return $"ListBackups does not end: two of its pages lead to '{next}'.";
        }

        _deadline = _backups.Count > known ? run.Now + patience : _deadline;
        return run.Now < _deadline ? null : $"ListBackups does not end: page {Pages} showed nothing new, and leads to another one.";
    }

    private bool TryAdd(BackupSummary backup, [NotNullWhen(false)] out string? problem)
    {
        if (!BackupArn.TryParse(backup.BackupArn, out var arn, out _))
        {
            problem = $"ListBackups returned a row whose ARN is not a backup's: {backup.BackupArn}.";
            return false;
        }

        // Of a hundred thousand backups the tables' names and ids alone would be half of the memory.
        backup.TableArn = null;
        backup.TableName = Shared(backup.TableName);
        backup.TableId = Shared(backup.TableId);
        _accounts.Add(arn.Account);
        var identity = BackupArn.IdentityOf(backup.BackupArn);
        var isNew = _backups.TryAdd(identity, backup);
        problem = isNew || IsSame(backup, _backups[identity])
            ? null
            : $"ListBackups returned one backup in two versions: {backup.BackupArn}.";
        return problem is null;
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
}
