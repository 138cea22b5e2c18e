using Amazon.DynamoDBv2.Model;
using DynamoBackup.Engine.Requests;
using DynamoBackup.Engine.Service;

namespace DynamoBackup.Engine.Outcomes;

/// <summary>The words of failures to limit a table's backups.</summary>
internal static class LimitMessages
{
    private const string SetCredentials =
        "Set good ones with Set-AWSCredential, -ProfileName or the environment, and check the -Region and this machine's clock.";

    private const string PutRight = "Put right what the service names, and run the command again for this table.";
    private const string RunAgain = "Run the command again: what is left then goes by the same rules.";

    /// <summary>A table's backups could not be listed to the end.</summary>
    /// <param name="request">The request.</param>
    /// <param name="fault">Why.</param>
    /// <param name="hasDeleted">Whether some were deleted before, or may have been.</param>
    public static BackupFailure NotListed(LimitRequest request, ServiceFault fault, bool hasDeleted)
    {
        var why = FailureMessages.TextOf(fault);
        var what = hasDeleted
            ? $"No more backups of table '{request.TableName}' are deleted: they cannot be listed again to the end: {why}"
            : $"No backup of table '{request.TableName}' was deleted: its backups cannot be listed to the end: {why}";
        return fault.Class switch
        {
            _ when fault.Source is not null => NoCredentials(what, fault),
            FaultClass.AccessDenied => FailureMessages.Make(
                FailureKind.AccessDenied,
                what,
                request.Account is { } account
                    ? $"Its ARN is of account {account}. {AccountMessages.GiveThoseOf(account)} Where they are that account's, have "
                        + "dynamodb:ListBackups allowed."
                    : "Have dynamodb:ListBackups allowed to the user or role of these credentials.",
                fault),
            FaultClass.CredentialsRejected => FailureMessages.Make(FailureKind.CredentialsRejected, what, SetCredentials, fault),
            FaultClass.NotSent => FailureMessages.Make(
                FailureKind.ConnectionFailed, what, $"{ReachMessages.Check(fault)} {RunAgain}", fault),
            FaultClass.Refused or FaultClass.NotFound => FailureMessages.Make(FailureKind.RequestRefused, what, PutRight, fault),
            _ => FailureMessages.Make(FailureKind.ListingIncomplete, what, RunAgain, fault),
        };
    }

    private static BackupFailure NoCredentials(string what, ServiceFault fault, BackupDetails? backup = null) => FailureMessages.Make(
        FailureKind.CredentialsUnavailable, what, $"{ReachMessages.Check(fault)} {RunAgain}", fault, backup);

    private static string ArnsOf(IEnumerable<BackupDetails> backups) => string.Join(", ", backups.Select(backup => backup.BackupArn));

    /// <summary>A deletion was refused for good, or cannot be sent.</summary>
    public static BackupFailure DeletionRefused(LimitRequest request, BackupDetails backup, ServiceFault fault)
    {
        var what = $"Backup '{backup.BackupName}' of table '{request.TableName}' was not deleted: {FailureMessages.TextOf(fault)}";
        return fault.Class switch
        {
            _ when fault.Source is not null => NoCredentials(what, fault, backup),
            FaultClass.AccessDenied => FailureMessages.Make(
                FailureKind.AccessDenied,
                what,
                "Have dynamodb:DeleteBackup allowed on the table's backups to the user or role of these credentials.",
                fault,
                backup),
            FaultClass.CredentialsRejected => FailureMessages.Make(FailureKind.CredentialsRejected, what, SetCredentials, fault, backup),
            FaultClass.NotSent => FailureMessages.Make(
                FailureKind.ConnectionFailed, what, $"{ReachMessages.Check(fault)} {RunAgain}", fault, backup),
            _ => FailureMessages.Make(FailureKind.RequestRefused, what, PutRight, fault, backup),
        };
    }

    /// <summary>A deletion found no end within its time, and no attempt of it can have deleted the backup.</summary>
    public static BackupFailure DeletionTimedOut(LimitRequest request, BackupDetails backup, ServiceFault fault) => FailureMessages.Make(
        FailureKind.BackupTimeout,
        $"Backup '{backup.BackupName}' of table '{request.TableName}' was not deleted within {FailureMessages.Minutes(request.Timeout)}: "
        + FailureMessages.TextOf(fault),
        $"A restore may be using it. {RunAgain}",
        fault,
        backup);

    /// <summary>A deletion whose attempts had no clear answer.</summary>
    public static BackupFailure DeletionUnknown(LimitRequest request, BackupDetails backup, ServiceFault fault) => FailureMessages.Make(
        FailureKind.BackupOutcomeUnknown,
        $"Backup '{backup.BackupName}' of table '{request.TableName}' may or may not have been deleted: {FailureMessages.TextOf(fault)}",
        RunAgain,
        fault,
        backup);

    /// <summary>What an error about one backup of a table does not say of the others; null where there is nothing to say.</summary>
    /// <param name="request">The request.</param>
    /// <param name="unclear">The backups that may or may not have been deleted.</param>
    /// <param name="undeleted">The backups that were to go and did not.</param>
    public static string? Others(
        LimitRequest request, IReadOnlyCollection<BackupDetails> unclear, IReadOnlyCollection<BackupDetails> undeleted)
    {
        if (unclear.Count + undeleted.Count == 0)
        {
            return null;
        }

        string[] parts =
        [
            .. unclear.Count == 0 ? Array.Empty<string>() : [$"these may or may not have been deleted: {ArnsOf(unclear)}"],
            .. undeleted.Count == 0 ? Array.Empty<string>() : [$"these were not deleted in time: {ArnsOf(undeleted)}"],
        ];
        return $"Of the other backups of table '{request.TableName}' {string.Join("; ", parts)}. {RunAgain}";
    }

    /// <summary>A defect of ours.</summary>
    public static BackupFailure InternalError(LimitRequest request, Exception exception) => new(
        FailureKind.InternalError,
        Printable.Of(
            $"Limiting the backups of table '{request.TableName}' met an internal error "
            + $"({exception.GetType().Name}: {exception.Message})."),
        "This is a defect of DynamoBackup: please report it with the output of Get-Error. Nothing more of this table is deleted.",
        exception);
}
