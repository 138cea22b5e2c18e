using System.Net;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Xunit;

namespace DynamoBackup.Tests.Engine;

public class FailureMessagesTests
{
    private const string Arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/Music/backup/01489602797149-73d8d5bc";

    // What comes from the service or the user may hold anything.
    private const string Evil = "said\u001b[2J\r\n\u009b31m\u202egnp.exe";

    private static readonly BackupTarget Target =
        new(new ScriptedService(), "eu-west-1", "http://endpoint\u001b", new PrintedCommands { ProfileName = "night job" });

    public static TheoryData<string, string> Failures => new()
    {
        { "refused, no table", nameof(FailureKind.TableNotFound) },
        { "refused, may be creating", nameof(FailureKind.TableNotFound) },
        { "refused, denied", nameof(FailureKind.AccessDenied) },
        { "refused, credentials", nameof(FailureKind.CredentialsRejected) },
        { "refused, anything else", nameof(FailureKind.RequestRefused) },
        { "creation out of reach", nameof(FailureKind.ConnectionFailed) },
        { "creation, no credentials", nameof(FailureKind.CredentialsUnavailable) },
        { "creation, source out of reach", nameof(FailureKind.CredentialsUnavailable) },
        { "creation timed out", nameof(FailureKind.BackupTimeout) },
        { "unknown, may not list", nameof(FailureKind.BackupOutcomeUnknown) },
        { "unknown, credentials", nameof(FailureKind.BackupOutcomeUnknown) },
        { "unknown, no time", nameof(FailureKind.BackupOutcomeUnknown) },
        { "unknown, listing fails", nameof(FailureKind.BackupOutcomeUnknown) },
        { "unknown, another answers", nameof(FailureKind.BackupOutcomeUnknown) },
        { "a defect", nameof(FailureKind.InternalError) },
        { "wait out of reach", nameof(FailureKind.ConnectionFailed) },
        { "wait, another answers", nameof(FailureKind.ConnectionFailed) },
        { "wait, no credentials", nameof(FailureKind.CredentialsUnavailable) },
        { "wait, denied", nameof(FailureKind.AccessDenied) },
        { "wait, credentials", nameof(FailureKind.CredentialsRejected) },
        { "wait, refused", nameof(FailureKind.RequestRefused) },
        { "wait timed out", nameof(FailureKind.BackupTimeout) },
        { "wait timed out, unreadable", nameof(FailureKind.BackupTimeout) },
        { "deleted", nameof(FailureKind.BackupDeleted) },
        { "not found", nameof(FailureKind.BackupNotFound) },
        { "unexpected", nameof(FailureKind.UnexpectedStatus) },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void Every_failure_names_the_table_says_what_to_do_and_cannot_drive_a_terminal(string which, string kind)
    {
        var failure = Make(which);

        Assert.Equal(kind, failure.Kind.ToString());
        Assert.Contains("Music", failure.Message, StringComparison.Ordinal);
        Assert.Matches("\\.$|: (Get|Wait)-.*[^.]$", failure.RecommendedAction);
        Assert.NotNull(failure.Exception);
        foreach (var text in (string[])[failure.Message, failure.RecommendedAction])
        {
            Assert.Equal(Printable.Of(text), text);
        }
    }

    [Fact]
    public void Every_kind_of_failure_has_words()
    {
        // These are a limit's alone, with words in LimitMessages and AccountMessages.
        Assert.Equal(
            Enum.GetNames<FailureKind>().Except([nameof(FailureKind.ListingIncomplete), nameof(FailureKind.AccountMismatch)]).Order(),
            Failures.Select(row => row.Data.Item2).Distinct().Order());
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public void A_failed_wait_holds_on_to_the_backup_and_a_failed_creation_has_none(string which, string kind)
    {
        _ = kind;
        string[] ofWaits = ["wait", "deleted", "not found", "unexpected"];

        Assert.Equal(ofWaits.Any(which.StartsWith) ? Arn : null, Make(which).Details?.BackupArn);
    }

    [Theory]
    [InlineData("wait out of reach")]
    [InlineData("wait, denied")]
    [InlineData("wait, credentials")]
    [InlineData("wait timed out")]
    public void A_wait_that_can_be_resumed_ends_in_the_command_for_that_backup(string which)
    {
        Assert.EndsWith(
            $"To resume waiting: Wait-DdbBackup {Arn} -ProfileName 'night job'", Make(which).RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unknown, may not list", true)]
    [InlineData("unknown, credentials", false)]
    [InlineData("unknown, no time", false)]
    [InlineData("unknown, listing fails", false)]
    public void Who_does_not_know_whether_a_backup_was_made_is_told_where_to_look_and_a_permission_only_where_it_is_missing(
        string which, bool isMissing)
    {
        var action = Make(which).RecommendedAction;

        Assert.EndsWith(
            ": Get-DDBBackupList -TableName Music -Region eu-west-1 -ProfileName 'night job' | Where-Object BackupName -eq nightly",
            action,
            StringComparison.Ordinal);
        Assert.Equal(isMissing, action.Contains("dynamodb:ListBackups", StringComparison.Ordinal));
    }

    [Fact]
    public void What_the_service_said_and_its_code_are_in_the_message()
    {
        var failure = Make("refused, denied");

        Assert.Contains("said\\u001b[2J\\u000d\\u000a", failure.Message, StringComparison.Ordinal);
        Assert.Contains("(AccessDeniedException)", failure.Message, StringComparison.Ordinal);
        Assert.IsType<AmazonDynamoDBException>(failure.Exception);
    }

    [Fact]
    public void A_status_is_told_with_the_time_it_was_read()
    {
        Assert.Contains("it was CREATING when it was last read, 1.5 s earlier", Make("wait timed out").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_time_that_was_allowed_is_in_the_message_of_a_timeout()
    {
        Assert.Contains("within 10 minutes", Make("wait timed out").Message, StringComparison.Ordinal);
        Assert.Contains("within 10 minutes", Make("creation timed out").Message, StringComparison.Ordinal);
    }

    private static BackupFailure Make(string which)
    {
        TableReference.TryParse("Music", out var table, out _);
        BackupArn.TryParse(Arn, out var arn, out _);
        var create = new CreateRequest(Target, table!, null, wait: true, TimeSpan.FromMinutes(10));
        var wait = new WaitRequest(Target, arn!, TimeSpan.FromMinutes(10));
        var details = new BackupDetails { BackupArn = Arn, BackupStatus = which == "unexpected" ? Evil : "CREATING" };
        return which switch
        {
            "refused, no table" => FailureMessages.TableNotFound(create, Refusal("TableNotFoundException"), mayBeCreating: false, null),
            "refused, may be creating" =>
                FailureMessages.TableNotFound(create, Refusal("TableNotFoundException"), mayBeCreating: true, null),
            "refused, denied" => FailureMessages.Refused(create, Refusal("AccessDeniedException")),
            "refused, credentials" => FailureMessages.Refused(create, Refusal("ExpiredTokenException")),
            "refused, anything else" => FailureMessages.Refused(create, Refusal("ValidationException")),
            "creation out of reach" => FailureMessages.ConnectionFailed(create, Unreachable),
            "creation, no credentials" => FailureMessages.Refused(create, NoCredentials(new InvalidOperationException(Evil))),
            "creation, source out of reach" => FailureMessages.ConnectionFailed(create, NoCredentials(new IOException(Evil))),
            "creation timed out" => FailureMessages.CreationTimedOut(create, Refusal("LimitExceededException")),
            "unknown, may not list" => FailureMessages.OutcomeUnknown(create, "nightly", Unreachable, Refusal("AccessDeniedException")),
            "unknown, credentials" => FailureMessages.OutcomeUnknown(create, "nightly", Unreachable, Refusal("ExpiredTokenException")),
            "unknown, no time" => FailureMessages.OutcomeUnknown(create, "nightly", Unreachable, null),
            "unknown, listing fails" => FailureMessages.OutcomeUnknown(create, "nightly", Unreachable, Refusal("ValidationException")),
            "unknown, another answers" => FailureMessages.OutcomeUnknown(create, "nightly", Page, Page),
            "a defect" => FailureMessages.InternalError(create, new InvalidOperationException(Evil)),
            "wait out of reach" => FailureMessages.ConnectionFailed(wait, details, Unreachable),
            "wait, another answers" => FailureMessages.ConnectionFailed(wait, details, Page),
            "wait, no credentials" => FailureMessages.WaitRefused(wait, details, NoCredentials(new InvalidOperationException(Evil))),
            "wait, denied" => FailureMessages.WaitRefused(wait, details, Refusal("AccessDeniedException")),
            "wait, credentials" => FailureMessages.WaitRefused(wait, details, Refusal("ExpiredTokenException")),
            "wait, refused" => FailureMessages.WaitRefused(wait, details, Refusal("ValidationException")),
            "wait timed out" => FailureMessages.WaitTimedOut(wait, details, null, TimeSpan.FromSeconds(1.5)),
            "wait timed out, unreadable" => FailureMessages.WaitTimedOut(wait, details, Unreachable, null),
            "deleted" => FailureMessages.Deleted(wait, details, null),
            "not found" => FailureMessages.NotFound(wait, details, Refusal("BackupNotFoundException")),
            "unexpected" => FailureMessages.UnexpectedStatus(wait, details),
            _ => throw new ArgumentOutOfRangeException(nameof(which), which, null),
        };
    }

    private static ServiceFault Unreachable => ServiceFault.From(new HttpRequestException("outer", new IOException(Evil)));

    private static ServiceFault Page => ServiceFault.From(new ForeignAnswerException(Evil, HttpStatusCode.Forbidden));

    private static ServiceFault NoCredentials(Exception e) => ServiceFault.OfCredentials(new CredentialsSource("a role " + Evil), e);

    private static ServiceFault Refusal(string code) => ServiceFault.From(
        new AmazonDynamoDBException(Evil, null, ErrorType.Sender, code, "id", HttpStatusCode.BadRequest));
}
