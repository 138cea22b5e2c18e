using System;
using System.Collections.Generic;
using System.Linq;

namespace DynamoBackup.Commands;

/// <summary>
/// Each table of a command once, however often it is given: by name, by ARN, by a backup. A name and an ARN are one table only
/// where the credentials lead to the ARN's account, which the table's listing shows.
/// </summary>
internal sealed class TablesOnce
{
    private readonly Dictionary<(BackupTarget Target, string TableName), Given> _tables = [];

    /// <summary>Takes note of a table.</summary>
    /// <param name="request">What is asked of it.</param>
    /// <param name="failure">Why it is not the table that was given before under its name; null where it is, or is not known yet.</param>
    /// <returns>Whether it is given for the first time.</returns>
    public bool TryAdd(BackupRequest request, out BackupFailure? failure)
    {
        failure = null;
        var isFirst = !_tables.TryGetValue((request.Target, request.TableName), out var given);
        if (isFirst)
        {
            _tables.Add((request.Target, request.TableName), given = new Given());
        }

        if (request.Account is { } account && given!.Accounts.Add(account) && given.Actual is { } actual && actual != account)
        {
            failure = AccountMessages.Mismatch(request, account, actual);
        }

        return isFirst;
    }

    /// <summary>Takes note of the account that a table's listing shows.</summary>
    /// <param name="plan">What the listing came to.</param>
    /// <returns>Why nothing of it may be deleted: what was given for it by now is of another account; or null.</returns>
    public BackupFailure? Settle(TablePlanned plan)
    {
        var given = _tables[(plan.Request!.Target, plan.Request.TableName)];
        given.Actual = plan.Backups.Select(backup => AccountOf(backup.Details.BackupArn)).FirstOrDefault(account => account is not null);
        return given.Actual is { } actual && given.Accounts.FirstOrDefault(account => account != actual) is { } other
            ? AccountMessages.Mismatch(plan.Request, other, actual)
            : null;
    }

    private static string? AccountOf(string backupArn) => BackupArnText.TryParse(backupArn, out var arn, out _) ? arn.Account : null;

    private sealed class Given
    {
        public HashSet<string> Accounts { get; } = new(StringComparer.Ordinal);

        public string? Actual { get; set; }
    }
}
