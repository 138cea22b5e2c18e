using Amazon.DynamoDBv2.Model;
using DynamoBackup.Engine.Outcomes;
using DynamoBackup.Engine.Requests;
using DynamoBackup.Engine.Service;

namespace DynamoBackup.Engine.Limiting;

/// <summary>What is to become of each backup of a table, by its rules: a pure function of the request and what was listed.</summary>
internal static class TablePlan
{
    private const string Available = "AVAILABLE";
    private const string User = "USER";

    /// <summary>Decides on the backups of a table, each table id for itself: a table made again under the same name is another.</summary>
    /// <param name="request">The request.</param>
    /// <param name="listed">The table's backups, read to the end of a listing, in any order; what is not the table's is left out.</param>
    /// <returns>All of the table's backups, by table id, the newest first.</returns>
    public static IReadOnlyList<PlannedBackup> Make(LimitRequest request, IEnumerable<BackupSummary> listed) =>
    [
        .. listed
            .Where(backup => IsOf(request, backup))
            .GroupBy(backup => string.IsNullOrEmpty(backup.TableId) ? null : backup.TableId, StringComparer.Ordinal)
            .OrderBy(table => table.Key, StringComparer.Ordinal)
            .Select(table => table.OrderByDescending(CreatedOf).ThenByDescending(backup => backup.BackupArn, StringComparer.Ordinal))
            .SelectMany(newestFirst => MakeOfOne(request, [.. newestFirst])),
    ];

    /// <summary>Whether a listed backup is one of the request's table: by its ARN, as nothing is deleted by another one's.</summary>
    private static bool IsOf(LimitRequest request, BackupSummary backup) =>
        BackupArn.TryParse(backup.BackupArn, out var arn, out _)
        && arn.TableName == request.TableName
        && (backup.TableName is null || backup.TableName == request.TableName)
        && (request.Account is null || arn.Account == request.Account);

    private static List<PlannedBackup> MakeOfOne(LimitRequest request, List<BackupSummary> newestFirst)
    {
        var counted = newestFirst.Where(backup => ReasonToIgnore(request, backup) is null).ToList();
        var kept = KeepPolicy.Apply(request.Keep, counted.Select(backup => (backup.BackupArn, CreatedOf(backup)!.Value)));

        // Each rule keeps the newest by itself. It stays whatever the rules come to be one day.
        var newest = counted.FirstOrDefault()?.BackupArn;
        return newestFirst.ConvertAll(backup => ReasonToIgnore(request, backup) is { } ignored ? Plan(backup, BackupFate.Ignore, ignored)
            : kept.TryGetValue(backup.BackupArn, out var reasons) ? Plan(backup, BackupFate.Keep, reasons)
            : backup.BackupArn == newest ? Plan(backup, BackupFate.Keep, "newest")
            : Plan(backup, BackupFate.Delete, "no rule keeps it"));
    }

    private static PlannedBackup Plan(BackupSummary backup, BackupFate fate, string reason) =>
        new(backup.ToDetails(), string.IsNullOrEmpty(backup.TableId) ? null : backup.TableId, fate, reason);

    private static string? ReasonToIgnore(LimitRequest request, BackupSummary backup) => backup switch
    {
        _ when !IsOfRegion(request, backup) => "its ARN is of another region",
        _ when backup.BackupType?.Value is not User => $"type {backup.BackupType?.Value ?? "unknown"}",
        _ when backup.BackupStatus?.Value is not Available => backup.BackupStatus?.Value ?? "status unknown",
        { TableId: null or "" } => "no table id",
        { BackupCreationDateTime: null } => "no creation time",
        { BackupName: null } => "no name",
        _ when !request.AppliesTo(backup.BackupName) => "another name",
        _ => null,
    };

    private static bool IsOfRegion(LimitRequest request, BackupSummary backup) =>
        BackupArn.TryParse(backup.BackupArn, out var arn, out _) && arn.Region == request.Target.Region;

    private static DateTime? CreatedOf(BackupSummary backup) => backup.BackupCreationDateTime?.ToUniversalTime();
}
