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
                ".GroupBy(row => string.IsNullOrEmpty(row.Backup.TableId) ? null : row.Backup.TableId, StringComparer.Ordinal)",
                ".GroupBy(row => (string?)row.Arn.TableName, StringComparer.Ordinal)"),
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
                "_ when backup.BackupType?.Value is not \"USER\" => $\"type {backup.BackupType?.Value ?? \"unknown\"}\",",
                ""),
            "6"
        },
        {
            "leave what is not AVAILABLE alone",
            new("Limiting/TablePlan.cs",
                "_ when backup.BackupStatus?.Value is not \"AVAILABLE\" => backup.BackupStatus?.Value ?? \"status unknown\",",
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
            new("Limiting/TablePlan.cs", "_ when arn.Region != request.Target.Region => \"its ARN is of another region\",", ""),
            "6"
        },
        {
            "delete nothing where a row could not be read",
            new("Listing/WholeListing.cs", "if (page.Unreadable > 0)", "if (page.Unreadable > 1_000)"),
            "6"
        },
        {
            "delete nothing where a listing goes round in a circle",
            new("Listing/WholeListing.cs", "if (!_cursors.Add(next))", "if (!_cursors.Add(next) && next != _query.After)",
                "|| page.Next is not { Length: > 0 })",
                "|| page.Next is not { Length: > 0 } || page.Next == _query.After)"),
            "6"
        },
        {
            "delete nothing where one backup is listed in two ways",
            new("Listing/WholeListing.cs", "IsSame(backup, _backups[identity])", "backup is not null"),
            "6"
        },
        {
            "list again what was listed long ago",
            new("Limiting/Limitation.cs", "MaxListingAge = TimeSpan.FromMinutes(15)", "MaxListingAge = TimeSpan.FromHours(15)"),
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
            new("Limiting/Limitation.cs",
                "{ BackupStatus.Value: not \"DELETED\" and var status } =>",
                "{ BackupStatus.Value: \"NONE\" and var status } =>"),
            "7"
        },
        {
            "choose nothing more of a table that was given up",
            new("Limiting/Limitation.cs", "Due() => _isGivenUp ? [] :", "Due() =>"),
            "1"
        },
        {
            "delete only what was consented to",
            new("Limiting/Limitation.cs", "foreach (var arn in arns)", "foreach (var arn in _deletions.Keys)"),
            "6"
        },
        {
            "name what may be gone besides",
            new("Limiting/BackupLimiter.cs", "journal.LogWarning(warning);", ""),
            "7"
        },
        {
            "own up to what was deleted before a listing failed",
            new("Limiting/Limitation.cs", "request, fault, HasDeleted)", "request, fault, hasDeleted: false)"),
            "7"
        },
        {
            "wait for the consent",
            new("Limiting/Limitation.cs", "NoteApproved(await _approval.Task);", "NoteApproved([.. _deletions.Keys]);"),
            "6"
        },
        {
            "take a lost answer for no deletion",
            new(
                "Limiting/Limitation.cs",
                "FaultClass.NotFound && deletion.MayBeDeleted)",
                "FaultClass.NotFound && !deletion.MayBeDeleted)"),
            "7"
        },
        {
            "await the deletions in progress before a table is listed again",
            new("Limiting/Limitation.cs", "await Task.WhenAll(deleting);", ""),
            "7"
        },
        {
            "end each table",
            new("Limiting/BackupLimiter.cs", "End(limitation, await limitation.RunAsync())", "await limitation.RunAsync()"),
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
            "delete all that was approved",
            new("Limiting/Limitation.cs", "foreach (var arn in arns)", "foreach (var arn in arns.Skip(1))"),
            "7"
        },
        {
            "keep the backups that the run created itself",
            new("Outcomes/Journal.cs", "=> created.Contains(arn)", "=> created.Contains(string.Empty)"),
            "6"
        },
        {
            "delete nothing where a creation time is impossible",
            new("Limiting/TablePlan.cs", "(created < Earliest || created > latest)", "created == Earliest"),
            "6"
        },
        {
            "list each table for itself where a sweep fails",
            new("Limiting/TableListings.cs", "Resolve(waiting => IsHopeless(waiting.Request, fault)", "Resolve(_ => true"),
            "1"
        },
        {
            "give a sweep up that fails for long",
            new("Limiting/TableListings.cs", "SweepPatience = TimeSpan.FromMinutes(2)", "SweepPatience = TimeSpan.FromHours(2)"),
            "8"
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
