using Xunit;

namespace DynamoBackup.Tests.Engine;

/// <summary>
/// The proof that the simulation notices: the engine is built again with one of its rules broken, a change to its source text
/// each, and a check of the simulation must fail within so many seeds.
/// </summary>
[Trait("Category", "BrokenRules")]
public class BrokenRuleTests
{
    private const int SeedsToNotice = 2_000;

    /// <summary>
    /// Each broken rule: its file, what stands there, what takes its place, and the number of the check that must notice it.
    /// </summary>
    public static TheoryData<string, BrokenRule, string> Rules => new()
    {
        {
            "look before a second attempt",
            new("Creating/Creation.cs", "if (MustLook(fault))", "if (MustLook(fault) && attempt < 0)"),
            "2"
        },
        {
            "adopt only what was not there before",
            new("Creating/BackupSearch.cs", "before?.Identities.Contains(identity) is true || ", ""),
            "2"
        },
        {
            "adopt each backup once",
            new("Creating/BackupFinder.cs", "out var search) && !_claimed.Contains(identity))", "out var search))"),
            "2"
        },
        {
            "look again while listings lag",
            new("Creating/BackupFinder.cs", "case null when listing!.Started - since >= BackupLister.Lag &&", "case null when"),
            "2"
        },
        {
            "keep under the published rates",
            new("Calling/Pace.cs", "if (NextStart() > _run.Now || !LetOneStart(turn))", "if (!LetOneStart(turn))",
                "if (wait > TimeSpan.Zero)", "if (wait > TimeSpan.FromDays(1))"),
            "3"
        },
        {
            "end what has passed its deadline",
            new(
                "Watching/BackupWatcher.cs",
                "if (now < wait.Deadline)",
                "if (now < TimeSpan.MaxValue)",
                "LookAsync(backup, due, wait.Deadline)",
                "LookAsync(backup, due, TimeSpan.MaxValue)"),
            "4"
        },
        {
            "try again what is refused for now",
            new(
                "Creating/Creation.cs",
                "FaultClass.Unknown or FaultClass.Throttled or FaultClass.Busy => null",
                "FaultClass.Unknown or FaultClass.Throttled => null"),
            "1"
        },
        {
            "report what was pending when the credentials were rejected",
            new("Watching/BackupLooks.cs", "({ } rejection, _) => rejection", "({ }, _) => null"),
            "1"
        },
        {
            "look for what a wrong clock dates 45 min off",
            new("Creating/ListedNames.cs", "Window = TimeSpan.FromMinutes(45)", "Window = TimeSpan.FromMinutes(5)"),
            "2"
        },
        {
            "ignore rows of other accounts, regions and tables",
            new("Listing/BackupLister.cs", " && IsOf(table, arn))", ")"),
            "2"
        },
        {
            "take a listing that denies the table for no proof",
            new(
                "Creating/BackupFinder.cs",
                "lastFault = listing?.Fault;",
                "if (listing?.Fault is { Class: FaultClass.NotFound }) return new Finding(FindingOutcome.Absent); "
                + "lastFault = listing?.Fault;",
                "listing.Fault is { Class: FaultClass.NotFound } ? await SweepAsync(search) : listing",
                "listing"),
            "2"
        },
        {
            "take an answer with an older backup for none",
            new("Creating/Creation.cs", "&& _finder.CanBe(response.BackupDetails, _search)", ""),
            "2"
        },
        {
            "take an answer about another backup for none",
            new("Creating/Creation.cs", "if ((call.Fault ?? MisfitOf(call.Value!)) is not { } fault)", "if (call.Fault is not { } fault)"),
            "2"
        },
        {
            "take a description of another backup for none",
            new("Watching/BackupLooks.cs", "call.Fault ?? MismatchOf(backup, call.Value!)", "call.Fault"),
            "1"
        },
        {
            "look once more before a backup is given up",
            new("Watching/BackupWatcher.cs", "|| now >= lastLook + LastLook", "|| now > TimeSpan.Zero"),
            "6"
        },
        {
            "say when a status was read",
            new("Watching/BackupWatcher.cs", "now - backup.State.ReadAt)", "TimeSpan.Zero)"),
            "7"
        },
        {
            "describe where listing fails",
            new(
                "Watching/BackupLooks.cs",
                "? await DescribeAsync(backup)",
                "? Finding.Nothing",
                "!_sweeper.IsFailing && ",
                ""),
            "10"
        },
        {
            "list where describing fails",
            new("Watching/BackupLooks.cs", ": await ListAsync(backup, backup.Since);", ": Finding.Nothing;", "_describing.Failed();", ""),
            "10"
        },
        {
            "look again, by the other call too, for a backup that is missing once",
            new("Watching/BackupLooks.cs", "IsGone = isCertain && began - state.MissingSince >= BackupLister.Lag", "IsGone = isCertain"),
            "1"
        },
        {
            "count a standstill as little of an outage",
            new("Calling/Reach.cs", "_away += passed < MostBetweenAttempts ? passed : MostBetweenAttempts;", "_away += passed;"),
            "8"
        },
        {
            "go by the service's clock where ours is hours ahead",
            new(
                "Calling/ServiceConnection.cs",
                "Service.ClockCorrection < TimeSpan.Zero ? Service.ClockCorrection : TimeSpan.Zero",
                "TimeSpan.Zero"),
            "2"
        },
        {
            "let each host refuse a wrong clock once",
            new("Calling/ServiceConnection.cs", "is true ? HostKind.ByArn :", "is true ? HostKind.ByName :"),
            "1"
        },
        {
            "describe what may be, whatever may not",
            new("Watching/BackupLooks.cs", "if (backup.State.DescribeDenial is not null)", "if (_mayDescribe is false)"),
            "6"
        },
        {
            "end the wait for what may not be described and no listing shows",
            new(
                "Watching/BackupWatcher.cs",
                "AccountMessages.NotSeen(waited, backup.DetailsOrArn, denial)",
                "null"),
            "6"
        },
        {
            "take nobody's status line for DynamoDB's word",
            new(
                "Service/ServiceFault.cs",
                "_ => WasNotSent(exception) ? FaultClass.NotSent : FaultClass.Unknown,",
                "_ => exception is not ForeignAnswerException { StatusCode: var status } ? WasNotSent(exception) ? FaultClass.NotSent "
                + ": FaultClass.Unknown : status switch { HttpStatusCode.TooManyRequests => FaultClass.Throttled, HttpStatusCode.Forbidden "
                + "=> FaultClass.AccessDenied, _ => FaultClass.Unknown },"),
            "2"
        },
        {
            "obtain credentials before the turn",
            new(
                "Calling/ServiceConnection.cs",
                "await CredentialsFaultAsync(cancellationToken) is { } fault",
                "await Task.FromResult<ServiceFault?>(null) is { } fault",
                "if (fault is null)\n                {",
                "fault ??= await CredentialsFaultAsync(CancellationToken.None);\n                if (fault is null)\n                {"),
            "3"
        },
        {
            "start no call once the run is stopped",
            new("Runtime/EngineRun.cs", "StopToken = _stop.Token;", "StopToken = CancellationToken.None;"),
            "4"
        },
    };

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_broken_rule_is_noticed(string rule, BrokenRule broken, string check)
    {
        var found = broken.Build().FindViolation(SeedsToNotice, check);

        Assert.True(found is not null, $"Nothing noticed within {SeedsToNotice} seeds that the engine does not {rule}.");
    }

    [Fact]
    public void A_run_that_draws_names_from_elsewhere_is_noticed_by_its_history()
    {
        var rule = new BrokenRule("Creating/Creation.cs", "MakeName(run.UtcNow, run.Random)", "MakeName(run.UtcNow, new Random())");
        var engine = rule.Build();

        Assert.Contains(Enumerable.Range(0, SeedsToNotice), seed => engine.HistoryOf(seed) != engine.HistoryOf(seed));
    }
}
