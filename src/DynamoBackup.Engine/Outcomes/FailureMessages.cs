using System.Globalization;
using Amazon.DynamoDBv2.Model;
using DynamoBackup.Engine.Requests;
using DynamoBackup.Engine.Service;

namespace DynamoBackup.Engine.Outcomes;

/// <summary>
/// Every failure's words in one place (but those of <see cref="LimitMessages"/> and <see cref="AccountMessages"/>): what happened,
/// to which table, and what to do next.
/// </summary>
internal static class FailureMessages
{
    private const string TakeItUpAgain =
        "Take it up again with $Error[0].TargetObject | Wait-DdbBackup, or allow more with -TimeoutMinutes.";

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
                "Have dynamodb:CreateBackup allowed on the table to the user or role of these credentials, "
                + "or choose others with -ProfileName.",
                fault),
            FaultClass.CredentialsRejected =>
                CredentialsRejected($"No backup of table '{table}' was made", request.Target, fault, details: null),
            _ => Make(
                FailureKind.RequestRefused,
                $"The service refused to back up table '{table}' in {region}: {TextOf(fault)}",
                "Put right what the service names, and run the command again for this table.",
                fault),
        };
    }

    /// <summary>A table that is not there.</summary>
    /// <param name="request">The request.</param>
    /// <param name="fault">What the service answered.</param>
    /// <param name="mayBeCreating">Whether the caller may not describe tables: one that is still being made looks the same.</param>
    public static BackupFailure TableNotFound(BackupRequest request, ServiceFault fault, bool mayBeCreating) => Make(
        FailureKind.TableNotFound,
        $"There is no table '{request.TableName}' in {request.Target.Region}"
        + $"{(mayBeCreating ? ", or it is still being made" : string.Empty)}.",
        "Check the name, upper and lower case too (Get-DDBTableList shows the tables), the -Region and the account (Get-STSCallerIdentity)."
        + (mayBeCreating ? " Allow dynamodb:DescribeTable to have a table waited for that is still being made." : string.Empty),
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
                "Have dynamodb:ListTables allowed to the user or role of these credentials, or name the tables without wildcards.",
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
        $"The backup of table '{request.TableName}' cannot be watched", request.Target, fault, TakeItUpAgain, details);

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
            $"Look before you try again: Get-DDBBackupList -TableName {request.TableName} -Region {request.Target.Region} | "
            + $"Where-Object BackupName -eq '{backupName}'."
            + (lookFault?.Class is FaultClass.AccessDenied ? " Allow dynamodb:ListBackups to have this done for you." : string.Empty),
            fault);
    }

    /// <summary>A wait that the service refuses.</summary>
    public static BackupFailure WaitRefused(BackupRequest request, BackupDetails details, ServiceFault fault) => fault.Class switch
    {
        FaultClass.CredentialsRejected =>
            CredentialsRejected($"The backup of table '{request.TableName}' can no longer be watched", request.Target, fault, details),
        FaultClass.AccessDenied => Make(
            FailureKind.AccessDenied,
            $"Not allowed to see how the backup of table '{request.TableName}' goes on: {TextOf(fault)}",
            $"Have dynamodb:DescribeBackup or dynamodb:ListBackups allowed. {TakeItUpAgain}",
            fault,
            details),
        _ => Make(
            FailureKind.RequestRefused,
            $"The service refused to describe backup '{details.BackupArn}': {TextOf(fault)}",
            "Check the ARN and the -Region.",
            fault,
            details),
    };

    /// <summary>A wait passed its deadline.</summary>
    public static BackupFailure WaitTimedOut(BackupRequest request, BackupDetails details, ServiceFault? lastFault, TimeSpan? readAgo)
    {
        var state = lastFault is { } fault
            ? $"its state could not be read at the end ({TextOf(fault)})"
            : details.BackupStatus?.Value is { } status
                ? $"it was {status} when it was last read, {Ago(readAgo)}, and goes on being made"
                : "its state was never read";
        return new BackupFailure(
            FailureKind.BackupTimeout,
            Printable.Of($"The backup of table '{request.TableName}' was not AVAILABLE within {Minutes(request.Timeout)}: {state}."),
            TakeItUpAgain,
            new TimeoutException($"The backup was not AVAILABLE within {Minutes(request.Timeout)}.", lastFault?.Exception),
            details);
    }

    /// <summary>A backup that was there is no more.</summary>
    public static BackupFailure Deleted(BackupRequest request, BackupDetails details, Exception? exception) => new(
        FailureKind.BackupDeleted,
        Printable.Of($"The backup of table '{request.TableName}' was deleted while it was waited for ({details.BackupArn})."),
        "Find out who deletes backups there (CloudTrail, event DeleteBackup), and make a new one with New-DdbBackup.",
        exception ?? new InvalidOperationException("The backup was deleted while it was waited for."),
        details);

    /// <summary>A backup that never was there.</summary>
    public static BackupFailure NotFound(BackupRequest request, BackupDetails details, ServiceFault fault) => Make(
        FailureKind.BackupNotFound,
        $"There is no backup '{details.BackupArn}' in {request.Target.Region}.",
        $"Check the ARN, the -Region and the account; Get-DDBBackupList -TableName {request.TableName} shows the table's backups.",
        fault,
        details);

    /// <summary>A status that is none of the documented ones.</summary>
    public static BackupFailure UnexpectedStatus(BackupRequest request, BackupDetails details) => new(
        FailureKind.UnexpectedStatus,
        Printable.Of(
            $"The backup of table '{request.TableName}' has the status '{details.BackupStatus?.Value}', which this version does not know."),
        "Look at it with Get-DDBBackup, and see whether a newer DynamoBackup knows the status.",
        new InvalidOperationException(Printable.Of($"Unexpected backup status '{details.BackupStatus?.Value}'.")),
        details);

    /// <summary>A defect of ours.</summary>
    public static BackupFailure InternalError(BackupRequest request, Exception exception) => new(
        FailureKind.InternalError,
        Printable.Of($"The backup of table '{request.TableName}' met an internal error ({exception.GetType().Name}: {exception.Message})."),
        "This is a defect of DynamoBackup: please report it with the output of Get-Error. "
        + "Look for the backup with Get-DDBBackupList before you try again.",
        exception);

    private static BackupFailure CredentialsRejected(string what, BackupTarget target, ServiceFault fault, BackupDetails? details) =>
        fault.Source is not null
            ? ReachMessages.Make(what, target, fault, details is null ? "Then run the command again." : TakeItUpAgain, details)
            : Make(
                FailureKind.CredentialsRejected,
                $"{what}: the credentials were not accepted in {target.Region}: {TextOf(fault)}",
                details is null
                    ? "Set good ones with Set-AWSCredential, -ProfileName or the environment, and check the -Region and this machine's clock."
                    : $"Set good ones with Set-AWSCredential, -ProfileName or the environment. {TakeItUpAgain}",
                fault,
                details);

    internal static BackupFailure Make(
        FailureKind kind, string message, string action, ServiceFault fault, BackupDetails? details = null) =>
        new(kind, Printable.Of(message), Printable.Of(action), fault.Exception, details);

    internal static string TextOf(ServiceFault fault) => ReachMessages.TextOf(fault);

    private static string Ago(TimeSpan? time) =>
        time is { } ago ? $"{ago.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture)} s before" : "before";

    internal static string Minutes(TimeSpan time) => time < TimeSpan.FromMinutes(1)
        ? time.TotalSeconds.ToString("0.##", CultureInfo.InvariantCulture) + " s"
        : time.TotalMinutes.ToString("0.##", CultureInfo.InvariantCulture) + (time == TimeSpan.FromMinutes(1) ? " minute" : " minutes");
}
