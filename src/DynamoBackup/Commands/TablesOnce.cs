using System;
using System.Collections.Generic;
using System.Linq;
using DynamoBackup.Aws;

namespace DynamoBackup.Commands;

/// <summary>
/// Each table of a command once, however often it is given: by name, by ARN, by a backup. A name and an ARN are one table only
/// where the credentials lead to the ARN's account, which the table's listing shows. Where it shows none, as of a table without
/// backups, what is given for another account is asked for by itself.
/// </summary>
internal sealed class TablesOnce
{
    private readonly Dictionary<(BackupTarget Target, string TableName), Given> _tables = [];

    /// <summary>Whether something waits for what the table given before it comes to.</summary>
    public bool HasWaiting => _tables.Values.Any(given => given.Waiting.Count > 0);

    /// <summary>Takes note of a table.</summary>
    /// <param name="request">What is asked of it.</param>
    /// <param name="context">Where it goes.</param>
    /// <param name="failure">Why it is not the table that was given before under its name; null where it is, or is not known yet.</param>
    /// <returns>Whether to ask for it now.</returns>
    public bool TryAdd(LimitRequest request, RecordContext context, out BackupFailure? failure)
    {
        failure = null;
        if (!_tables.TryGetValue((request.Target, request.TableName), out var given))
        {
            _tables.Add((request.Target, request.TableName), given = new Given());
            given.Note(request.Account);
            return true;
        }

        if (!given.Note(request.Account))
        {
            return false;
        }

        if (given.Actual is { } actual)
        {
            failure = actual == request.Account ? null : AccountMessages.Mismatch(request, request.Account!, actual);
            return false;
        }

        if (!given.IsAnswered)
        {
            given.Waiting.Add((request, context));
        }

        return given.IsAnswered;
    }

    /// <summary>Takes note of the account that a table's listing shows.</summary>
    /// <param name="plan">What the listing came to.</param>
    /// <returns>Why nothing of it may be deleted: for each other account that was given for it by now.</returns>
    public IReadOnlyList<BackupFailure> Settle(TablePlanned plan)
    {
        var request = plan.Request;
        var given = _tables[(request.Target, request.TableName)];
        given.Actual = plan.Backups.Select(backup => AccountOf(backup.Details.BackupArn)).FirstOrDefault(account => account is not null);
        if (given.Actual is not { } actual)
        {
            return [];
        }

        given.Waiting.Clear();
        return [.. given.Accounts.Where(account => account != actual).Select(other => AccountMessages.Mismatch(request, other, actual))];
    }

    /// <summary>What is to be asked for by itself, as what its table was asked for before has shown no account.</summary>
    /// <param name="request">What was asked for before: it is planned, or has failed.</param>
    public IReadOnlyList<(LimitRequest Request, RecordContext Context)> TakeWaiting(LimitRequest request)
    {
        var given = _tables[(request.Target, request.TableName)];
        given.IsAnswered = true;
        (LimitRequest, RecordContext)[] waiting = [.. given.Waiting];
        given.Waiting.Clear();
        return waiting;
    }

    private static string? AccountOf(string backupArn) => BackupArnText.TryParse(backupArn, out var arn, out _) ? arn.Account : null;

    private sealed class Given
    {
        public HashSet<string> Accounts { get; } = new(StringComparer.Ordinal);

        public List<(LimitRequest Request, RecordContext Context)> Waiting { get; } = [];

        public string? Actual { get; set; }

        public bool IsAnswered { get; set; }

        public bool Note(string? account) => account is not null && Accounts.Add(account);
    }
}
