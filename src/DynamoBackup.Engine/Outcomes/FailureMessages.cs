using System.Globalization;
using Amazon.DynamoDBv2.Model;
using DynamoBackup.Engine.Requests;
using DynamoBackup.Engine.Service;

namespace DynamoBackup.Engine.Outcomes;

/// <summary>
/// The words of every failure but those of <see cref="LimitMessages"/> and <see cref="AccountMessages"/>: what happened, to which
/// table, and what to do next. A command that the reader is to run comes last, with nothing after it.
/// </summary>
internal static class FailureMessages
{
    private const string SetOtherCredentials = "Set other credentials with Set-AWSCredential, -ProfileName or the environment";

    /// <summary>A refusal of a creation, for good.</summary>
    public static BackupFailure Refused(BackupRequest request, ServiceFault fault)
    {
        var table = request.TableName;
        var region = request.Target.Region;
        return fault.Class switch
        {
            FaultClass.AccessDenied => Make(
                FailureKind.AccessDenied,
                $"Not allowed to back up table '{table}' in {region}: {TextOf(fault)}",
                "Allow dynamodb:CreateBackup on the table for the user or role of these credentials, or use others with -ProfileName.",
                fault),
            FaultClass.CredentialsRejected =>
                CredentialsRejected($"No backup of table '{table}' was made", request.Target, fault, details: null),
            _ => Make(
                FailureKind.RequestRefused,
                $"The service refused to back up table '{table}' in {region}: {TextOf(fault)}",
                "Correct what the service names, and run the command again for this table.",
                fault),
        };
    }

    /// <summary>A table that is not there.</summary>
    /// <param name="request">The request.</param>
    /// <param name="fault">What the service answered.</param>
    /// <param name="mayBeCreating">Whether the caller may not describe tables: one that is still being created looks the same.</param>
    /// <param name="otherCase">A table whose name differs in case alone; or null.</param>
    public static BackupFailure TableNotFound(BackupRequest request, ServiceFault fault, bool mayBeCreating, string? otherCase) => Make(
        FailureKind.TableNotFound,
        $"There is no table '{request.TableName}' in {request.Target.Region}"
        + (otherCase is null ? string.Empty : $", but there is a table '{otherCase}': case matters")
        + $"{(mayBeCreating ? ", or it is still being created" : string.Empty)}.",
        (mayBeCreating ? "To wait for tables that are still being created, allow dynamodb:DescribeTable. " : string.Empty)
        + "Check the name, including its case, the region and the account. "
        + $"To list the tables{request.Target.Commands.WithSameKeys}: {request.Target.Commands.ListTables}",
        fault);

    /// <summary>The tables of an account and region could not be listed.</summary>
    public static BackupFailure TablesNotListed(BackupTarget target, ServiceFault fault)
    {
        var consequence = $"The tables of {target.Region} cannot be listed";
        return fault.Class switch
        {
            FaultClass.AccessDenied => Make(
                FailureKind.AccessDenied,
                $"{consequence}: {TextOf(fault)}",
                "Allow dynamodb:ListTables for the user or role of these credentials, or name the tables without wildcards.",
                fault),
            FaultClass.CredentialsRejected => CredentialsRejected(consequence, target, fault, details: null),
            _ when ReachMessages.AreAbout(fault) => ReachMessages.Make(consequence, target, fault, "Then run the command again."),
            _ => Make(
                FailureKind.RequestRefused,
                $"{consequence}: {TextOf(fault)}",
                "Run the command again later, or name the tables without wildcards.",
                fault),
        };
    }

    /// <summary>The service was out of reach for too long to create a backup.</summary>
    public static BackupFailure ConnectionFailed(BackupRequest request, ServiceFault fault) => ReachMessages.Make(
        $"No backup of table '{request.TableName}' was made", request.Target, fault, "Then run the command again.");

    /// <summary>The service was out of reach for too long to watch a backup.</summary>
    public static BackupFailure ConnectionFailed(BackupRequest request, BackupDetails details, ServiceFault fault) => ReachMessages.Make(
        $"The backup of table '{request.TableName}' cannot be watched", request.Target, fault, ToResume(request.Target, details), details);

    /// <summary>A creation found no end within its time, and no attempt of it can have made a backup.</summary>
    public static BackupFailure CreationTimedOut(BackupRequest request, ServiceFault fault) => Make(
        FailureKind.BackupTimeout,
        $"No backup of table '{request.TableName}' was made within {Minutes(request.Timeout)}: {TextOf(fault)}",
        "Run the command again for this table, with a longer -TimeoutMinutes if the table or the account is busy.",
        fault);

    /// <summary>A creation of unknown outcome could not be looked for, or the look told nothing.</summary>
    public static BackupFailure OutcomeUnknown(BackupRequest request, string backupName, ServiceFault fault, ServiceFault? lookFault)
    {
        var why = lookFault?.Class switch
        {
            FaultClass.AccessDenied => "the caller may not list backups to find out",
            FaultClass.CredentialsRejected => "the credentials no longer work",
            null => "it was not found before the timeout expired",
            _ when TextOf(lookFault) == TextOf(fault) => "looking for it failed in the same way",
            _ => $"looking for it failed too ({TextOf(lookFault)})",
        };
        return Make(
            FailureKind.BackupOutcomeUnknown,
            $"Backup '{backupName}' of table '{request.TableName}' may or may not have been made: {TextOf(fault)}, and {why}.",
            (lookFault?.Class is FaultClass.AccessDenied
                ? "Allow dynamodb:ListBackups, so that DynamoBackup can find out by itself. " : string.Empty)
            + CheckFirst(request.Target, request.Target.Commands.FindBackup(request.TableName, backupName)),
            fault);
    }

    /// <summary>A wait that the service refuses.</summary>
    public static BackupFailure WaitRefused(BackupRequest request, BackupDetails details, ServiceFault fault) => fault.Class switch
    {
        FaultClass.CredentialsRejected =>
            CredentialsRejected($"The backup of table '{request.TableName}' can no longer be watched", request.Target, fault, details),
        FaultClass.AccessDenied => Make(
            FailureKind.AccessDenied,
            $"Not allowed to watch the backup of table '{request.TableName}': {TextOf(fault)}",
            $"Allow dynamodb:DescribeBackup or dynamodb:ListBackups. {ToResume(request.Target, details)}",
            fault,
            details),
        _ => Make(
            FailureKind.RequestRefused,
            $"The service refused to describe backup '{details.BackupArn}': {TextOf(fault)}",
            "Check the ARN and the region.",
            fault,
            details),
    };

    /// <summary>A wait passed its deadline.</summary>
    public static BackupFailure WaitTimedOut(BackupRequest request, BackupDetails details, ServiceFault? lastFault, TimeSpan? readAgo)
    {
        var state = lastFault is { } fault
            ? $"its state could not be read at the end ({TextOf(fault)})"
            : details.BackupStatus?.Value is { } status
                ? $"it was {status} when it was last read, {Ago(readAgo)}, and is still being created"
                : "its state was never read";
        return new BackupFailure(
            FailureKind.BackupTimeout,
            Printable.Of($"The backup of table '{request.TableName}' was not AVAILABLE within {Minutes(request.Timeout)}: {state}."),
            Printable.Of($"Allow more time with -TimeoutMinutes. {ToResume(request.Target, details)}"),
            new TimeoutException($"The backup was not AVAILABLE within {Minutes(request.Timeout)}.", lastFault?.Exception),
            details);
    }

    /// <summary>A backup that was there is no more.</summary>
    public static BackupFailure Deleted(BackupRequest request, BackupDetails details, Exception? exception) => new(
        FailureKind.BackupDeleted,
        Printable.Of($"The backup of table '{request.TableName}' was deleted while DynamoBackup waited for it ({details.BackupArn})."),
        "Find out who deletes backups there (CloudTrail, event DeleteBackup), and create a new one with New-DdbBackup.",
        exception ?? new InvalidOperationException("The backup was deleted while DynamoBackup waited for it."),
        details);

    /// <summary>A backup that never was there.</summary>
    public static BackupFailure NotFound(BackupRequest request, BackupDetails details, ServiceFault fault) => Make(
        FailureKind.BackupNotFound,
        $"There is no backup '{details.BackupArn}' in {request.Target.Region}.",
        "Check the ARN, the region and the account. "
        + $"To list the table's backups{request.Target.Commands.WithSameKeys}: {request.Target.Commands.ListBackups(request.TableName)}",
        fault,
        details);

    /// <summary>A status that is none of the documented ones.</summary>
    public static BackupFailure UnexpectedStatus(BackupRequest request, BackupDetails details) => new(
        FailureKind.UnexpectedStatus,
        Printable.Of(
            $"The backup of table '{request.TableName}' has the status '{details.BackupStatus?.Value}', which this version does not know."),
        Printable.Of(
            "A newer version of DynamoBackup may know it. "
            + $"To show the backup{request.Target.Commands.WithSameKeys}: {request.Target.Commands.ShowBackup(details.BackupArn)}"),
        new InvalidOperationException(Printable.Of($"Unexpected backup status '{details.BackupStatus?.Value}'.")),
        details);

    /// <summary>A defect of ours.</summary>
    public static BackupFailure InternalError(BackupRequest request, Exception exception) => new(
        FailureKind.InternalError,
        Printable.Of(
            $"The backup of table '{request.TableName}' failed with an internal error ({exception.GetType().Name}: {exception.Message})."),
        Printable.Of(
            "This is a defect in DynamoBackup: please report it with the output of Get-Error. "
            + CheckFirst(request.Target, request.Target.Commands.ListBackups(request.TableName))),
        exception);

    private static BackupFailure CredentialsRejected(string what, BackupTarget target, ServiceFault fault, BackupDetails? details) =>
        fault.Source is not null
            ? ReachMessages.Make(what, target, fault, details is null ? "Then run the command again." : ToResume(target, details), details)
            : Make(
                FailureKind.CredentialsRejected,
                $"{what}: the credentials were not accepted in {target.Region}: {TextOf(fault)}",
                details is null
                    ? $"{SetOtherCredentials}, and check the region and this machine's clock."
                    : $"{SetOtherCredentials}. {ToResume(target, details)}",
                fault,
                details);

    internal static BackupFailure Make(
        FailureKind kind, string message, string action, ServiceFault fault, BackupDetails? details = null) =>
        new(kind, Printable.Of(message), Printable.Of(action), fault.Exception, details);

    private static string ToResume(BackupTarget target, BackupDetails details) =>
        $"To resume waiting{target.Commands.WithSameKeys}: {target.Commands.WaitFor(details.BackupArn)}";

    private static string CheckFirst(BackupTarget target, string command) =>
        $"Check for the backup before you retry{target.Commands.WithSameKeys}: {command}";

    internal static string TextOf(ServiceFault fault) => ReachMessages.TextOf(fault);

    private static string Ago(TimeSpan? time) =>
        time is { } ago ? $"{ago.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture)} s earlier" : "earlier";

    internal static string Minutes(TimeSpan time) => time < TimeSpan.FromMinutes(1)
        ? time.TotalSeconds.ToString("0.##", CultureInfo.InvariantCulture) + " s"
        : time.TotalMinutes.ToString("0.##", CultureInfo.InvariantCulture) + (time == TimeSpan.FromMinutes(1) ? " minute" : " minutes");
}
