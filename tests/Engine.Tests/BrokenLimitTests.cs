using Xunit;

namespace DynamoBackup.Tests.Engine;

/// <summary>
/// The proof that the simulation notices a deletion that should not have been: the engine is built again with one of the rules of
/// limiting broken, and a check of the simulation must fail within so many seeds.
/// </summary>
[Trait("Category", "BrokenRules")]
public class BrokenLimitTests
{
    private const int SeedsToNotice = 1_000;

    /// <summary>
    /// Each broken rule: its file, what stands there, what takes its place, and the number of the check that must notice it.
    /// </summary>
    public static TheoryData<string, BrokenRule, string> Rules => new()
    {
        {
            "keep as many as -KeepLast says",
            new("Limiting/KeepPolicy.cs", "i < newestFirst.Count && i < count", "i < newestFirst.Count && i + 1 < count"),
            "6"
        },
        {
            "count age from the newest",
            new("Limiting/KeepPolicy.cs",
                "newestFirst[0].Created - backup.Created <= most",
                "newestFirst[0].Created - backup.Created <= most - TimeSpan.FromDays(0.5)"),
            "6"
        },
        {
            "keep the newest of each period",
            new("Limiting/KeepPolicy.cs",
                "foreach (var (arn, created) in newestFirst)",
                "foreach (var (arn, created) in newestFirst.AsEnumerable().Reverse())"),
            "6"
        },
        {
            "tell ISO weeks from the calendar's",
            new("Limiting/KeepPolicy.cs",
                "ISOWeek.GetYear(created)",
                "created.Year",
                "ISOWeek.GetWeekOfYear(created)",
                "((created.DayOfYear + 6) / 7)"),
            "6"
        },
        {
            "count the newest first",
            new("Limiting/KeepPolicy.cs",
                ".OrderByDescending(backup => backup.Created)",
                ".OrderBy(backup => backup.Created)"),
            "6"
        },
        {
            "limit each table id by itself",
            new("Limiting/TablePlan.cs",
                ".GroupBy(backup => string.IsNullOrEmpty(backup.TableId) ? null : backup.TableId, StringComparer.Ordinal)",
                ".GroupBy(backup => backup.TableName, StringComparer.Ordinal)"),
            "6"
        },
        {
            "leave those without a table id alone",
            new("Limiting/TablePlan.cs", "{ TableId: null or \"\" } => \"no table id\",", ""),
            "6"
        },
        {
            "leave other types alone",
            new("Limiting/TablePlan.cs",
                "_ when backup.BackupType?.Value is not User => $\"type {backup.BackupType?.Value ?? \"unknown\"}\",",
                ""),
            "6"
        },
        {
            "leave what is not AVAILABLE alone",
            new("Limiting/TablePlan.cs",
                "_ when backup.BackupStatus?.Value is not Available => backup.BackupStatus?.Value ?? \"status unknown\",",
                ""),
            "6"
        },
        {
            "leave other names alone",
            new("Limiting/TablePlan.cs", "_ when !request.AppliesTo(backup.BackupName) => \"another name\",", ""),
            "6"
        },
        {
            "leave ARNs of other regions alone",
            new("Limiting/TablePlan.cs", "_ when !IsOfRegion(request, backup) => \"its ARN is of another region\",", ""),
            "6"
        },
        {
            "delete nothing where a row could not be read",
            new("Listing/WholeListing.cs", "if (page.Value.Unreadable > 0)", "if (page.Value.Unreadable > 1_000)"),
            "6"
        },
        {
            "delete nothing where a listing goes round in a circle",
            new("Listing/WholeListing.cs", "if (!starts.Add(next))", "if (!starts.Add(next) && (IsWhole = true))",
                "return Unusable($\"ListBackups goes round in a circle: '{next}' begins two of its pages\");",
                "return null;"),
            "6"
        },
        {
            "delete nothing where one backup is listed in two ways",
            new("Listing/WholeListing.cs", "&& !IsSame(backup, _backups[identity])", "&& backup.BackupArn is null"),
            "6"
        },
        {
            "list again what was listed long ago",
            new("Limiting/BackupLimiter.cs", "LongestAge = TimeSpan.FromMinutes(15)", "LongestAge = TimeSpan.FromHours(15)"),
            "6"
        },
        {
            "tell two of one second by their ids",
            new("Limiting/KeepPolicy.cs",
                ".ThenByDescending(backup => backup.Arn, StringComparer.Ordinal)",
                ".ThenBy(backup => backup.Arn, StringComparer.Ordinal)"),
            "6"
        },
        {
            "take no answer for a deletion by which the backup is still there",
            new("Limiting/BackupDeleter.cs",
                "{ BackupStatus.Value: not \"DELETED\" and var status } =>",
                "{ BackupStatus.Value: \"NONE\" and var status } =>"),
            "7"
        },
        {
            "choose nothing more of a table that was given up",
            new("Limiting/LimitedTable.cs", "if (IsGivenUp)\n        {\n            return;\n        }\n", ""),
            "1"
        },
        {
            "delete only what was consented to",
            new("Limiting/LimitedTable.cs",
                ".Where(arn => _approved.Contains(arn) && !_gone.Contains(arn)",
                ".Where(arn => !_gone.Contains(arn)"),
            "6"
        },
        {
            "name what may be gone besides",
            new("Limiting/BackupLimiter.cs", "_journal.LogWarning(warning);", ""),
            "7"
        },
        {
            "own up to what was deleted before a listing failed",
            new("Limiting/BackupLimiter.cs", "fault, table.HasDeleted)", "fault, hasDeleted: false)"),
            "7"
        },
        {
            "wait for the consent",
            new("Limiting/BackupLimiter.cs", "_journal.Publish(new TablePlanned(table.Request, table.Plan));",
                "_journal.Publish(new TablePlanned(table.Request, table.Plan)); _deleter.Add(table, table.Approve("
                + "table.Plan.Where(p => p.Fate is BackupFate.Delete).Select(p => p.Details.BackupArn)));"),
            "6"
        },
        {
            "take a lost answer for no deletion",
            new("Limiting/BackupDeleter.cs", "if (table.IsUncertain(listed.BackupArn))", "if (!table.IsUncertain(listed.BackupArn))"),
            "7"
        },
        {
            "begin no deletion of a table that is listed again",
            new("Limiting/LimitedTable.cs", "public bool MayDelete(string arn) => !IsGivenUp && !IsBeingListed && _toDelete.Contains(arn);",
                "public bool MayDelete(string arn) => true;"),
            "1"
        },
        {
            "end each table",
            new("Limiting/BackupLimiter.cs",
                "_deleter.Add(table, toDelete);\n            EndIfDone(table);",
                "_deleter.Add(table, toDelete);"),
            "1"
        },
        {
            "delete nothing after a stop",
            new("Runtime/EngineRun.cs", "StopToken = _stop.Token;", "StopToken = CancellationToken.None;"),
            "4"
        },
        {
            "keep under the published rate",
            new("Calling/PublishedRates.cs", "_ => 10,", "_ => 12,"),
            "3"
        },
        {
            "delete all that was consented to",
            new("Limiting/BackupDeleter.cs", "foreach (var arn in arns)", "foreach (var arn in arns.Skip(1))"),
            "1"
        },
        {
            "take nobody's status line for DynamoDB's word",
            new(
                "Service/ServiceFault.cs",
                "_ => WasNotSent(exception) ? FaultClass.NotSent : FaultClass.Unknown,",
                "_ => exception is not ForeignAnswerException { StatusCode: var status } ? WasNotSent(exception) ? FaultClass.NotSent "
                + ": FaultClass.Unknown : status switch { HttpStatusCode.TooManyRequests => FaultClass.Throttled, HttpStatusCode.Forbidden "
                + "=> FaultClass.AccessDenied, _ => FaultClass.Unknown },"),
            "7"
        },
    };

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_broken_rule_is_noticed(string rule, BrokenRule broken, string check)
    {
        var found = broken.Build("SimulatedLimit").FindViolation(SeedsToNotice, check);

        Assert.True(found is not null, $"Nothing noticed within {SeedsToNotice} seeds that the engine does not {rule}.");
    }
}
