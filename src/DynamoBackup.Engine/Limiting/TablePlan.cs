using System.Globalization;
using Amazon.DynamoDBv2.Model;
using DynamoBackup.Engine.Outcomes;
using DynamoBackup.Engine.Requests;
using DynamoBackup.Engine.Service;

namespace DynamoBackup.Engine.Limiting;

/// <summary>What becomes of each backup of a table, by its rules: a pure function of the request and what was listed.</summary>
internal static class TablePlan
{
    // DynamoDB's backups were announced in November 2017.
    private static readonly DateTime Earliest = new(2017, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>Decides on the backups of a table, each table id for itself: a recreated table is another one.</summary>
    /// <param name="request">The request.</param>
    /// <param name="listed">
    /// The table's backups, read to the end of a listing, in any order. What is of another table or account, by its ARN, is ignored.
    /// </param>
    /// <param name="latest">The latest time (UTC) at which a backup can have been created.</param>
    /// <param name="isOwn">Whether the run created a backup itself, by its ARN: it stays, whatever the creation times say.</param>
    /// <returns>All of the table's backups, by table id, the newest first; or why nothing may be decided by the listing.</returns>
    public static (IReadOnlyList<PlannedBackup> Plan, string? Problem) Make(
        LimitRequest request, IReadOnlyCollection<BackupSummary> listed, DateTime latest, Predicate<string> isOwn)
    {
        var rows = listed.Select(backup => (Backup: backup, Arn: ArnOf(backup)))
            .Where(row => row.Arn.TableName == request.TableName && row.Arn.Account == (request.Account ?? row.Arn.Account))
            .ToList();
        if (ProblemOf(request, listed, rows, latest) is { } problem)
        {
            return ([], problem);
        }

        var plan = rows
            .GroupBy(row => string.IsNullOrEmpty(row.Backup.TableId) ? null : row.Backup.TableId, StringComparer.Ordinal)
            .OrderBy(table => table.Key, StringComparer.Ordinal)
            .SelectMany(table => MakeOfOne(
                request,
                table.Key,
                [.. table.Select(row => (row.Backup, Ignored: ReasonToIgnore(request, row.Backup, row.Arn)))
                    .OrderByDescending(row => CreatedOf(row.Backup))
                    .ThenByDescending(row => row.Backup.BackupArn, StringComparer.Ordinal)],
                isOwn));
        return ([.. plan], null);
    }

    private static string? ProblemOf(
        LimitRequest request,
        IReadOnlyCollection<BackupSummary> listed,
        List<(BackupSummary Backup, BackupArn Arn)> rows,
        DateTime latest)
    {
        // To have ignored all that was listed is not to have found nothing.
        if (rows.Count == 0 && listed.Count > 0)
        {
            return $"ListBackups returned only backups of other tables or accounts, such as {listed.First().BackupArn}.";
        }

        if (rows.Find(row => row.Arn.Account != rows[0].Arn.Account) is { Arn: { } other })
        {
            return $"ListBackups returned backups of two accounts, {rows[0].Arn.Account} and {other.Account}.";
        }

        var impossible = rows.Find(row => row.Arn.Region == request.Target.Region
            && CreatedOf(row.Backup) is { } created && (created < Earliest || created > latest)).Backup;
        return impossible is null ? null : string.Create(
            CultureInfo.InvariantCulture,
            $"ListBackups returned an impossible creation time, {CreatedOf(impossible):yyyy-MM-dd HH:mm} UTC, of {impossible.BackupArn}.");
    }

    private static List<PlannedBackup> MakeOfOne(
        LimitRequest request,
        string? tableId,
        List<(BackupSummary Backup, string? Ignored)> newestFirst,
        Predicate<string> isOwn)
    {
        var counted = newestFirst.Where(row => row.Ignored is null).Select(row => row.Backup).ToList();
        var kept = KeepPolicy.Apply(request.Keep, counted.Select(backup => (backup.BackupArn, CreatedOf(backup)!.Value)));

        // Each rule keeps the newest by itself. It stays whatever the rules come to be one day.
        var newest = counted.FirstOrDefault()?.BackupArn;
        return newestFirst.ConvertAll(row =>
        {
            var (arn, details) = (row.Backup.BackupArn, row.Backup.ToDetails());
            return row.Ignored is { } ignored ? new PlannedBackup(details, tableId, BackupFate.Ignore, ignored)
                : kept.TryGetValue(arn, out var reasons) ? new PlannedBackup(details, tableId, BackupFate.Keep, reasons)
                : arn == newest ? new PlannedBackup(details, tableId, BackupFate.Keep, "newest")
                : isOwn(arn) ? new PlannedBackup(details, tableId, BackupFate.Keep, "created by this run")
                : new PlannedBackup(details, tableId, BackupFate.Delete, "no rule keeps it");
        });
    }

    private static string? ReasonToIgnore(LimitRequest request, BackupSummary backup, BackupArn arn) => backup switch
    {
        _ when arn.Region != request.Target.Region => "its ARN is of another region",
        _ when backup.BackupType?.Value is not "USER" => $"type {backup.BackupType?.Value ?? "unknown"}",
        _ when backup.BackupStatus?.Value is not "AVAILABLE" => backup.BackupStatus?.Value ?? "status unknown",
        { TableId: null or "" } => "no table id",
        { BackupCreationDateTime: null } => "no creation time",
        { BackupName: null } => "no name",
        _ when !request.AppliesTo(backup.BackupName) => "another name",
        _ => null,
    };

    // A listing with a row that has no ARN is not used.
    private static BackupArn ArnOf(BackupSummary backup) =>
        BackupArn.TryParse(backup.BackupArn, out var arn, out var problem) ? arn : throw new ArgumentException(problem, nameof(backup));

    private static DateTime? CreatedOf(BackupSummary backup) => backup.BackupCreationDateTime?.ToUniversalTime();
}
