using Amazon.DynamoDBv2.Model;
using DynamoBackup.Engine.Requests;
using DynamoBackup.Engine.Service;

namespace DynamoBackup.Engine.Outcomes;

/// <summary>The words of failures to limit a table's backups.</summary>
internal static class LimitMessages
{
    private const string SetCredentials =
        "Set other credentials with Set-AWSCredential, -ProfileName or the environment, and check the region and this machine's clock.";

    private const string Correct = "Correct what the service names, and run the command again for this table.";
    private const string RunAgain = "Run the command again: it applies the same rules to what is left.";

    /// <summary>A table's backups could not be listed to the end, or the listing is contradictory.</summary>
    /// <param name="request">The request.</param>
    /// <param name="fault">Why.</param>
    /// <param name="hasDeleted">Whether some were deleted before, or may have been.</param>
    public static BackupFailure NotListed(LimitRequest request, ServiceFault fault, bool hasDeleted)
    {
        var why = FailureMessages.TextOf(fault);
        var what = hasDeleted
            ? $"No more backups of table '{request.TableName}' are deleted: its new listing cannot be used: {why}"
            : $"No backup of table '{request.TableName}' was deleted: its listing cannot be used: {why}";
        return fault.Class switch
        {
            _ when fault.Source is not null => NoCredentials(what, fault),
            FaultClass.AccessDenied => FailureMessages.Make(
                FailureKind.AccessDenied,
                what,
                request.Account is { } account
                    ? AccountMessages.OrAllow(account, "dynamodb:ListBackups", request.Target)
                    : "Allow dynamodb:ListBackups for the user or role of these credentials.",
                fault),
            FaultClass.CredentialsRejected => FailureMessages.Make(FailureKind.CredentialsRejected, what, SetCredentials, fault),
            FaultClass.NotSent => FailureMessages.Make(
                FailureKind.ConnectionFailed, what, $"{ReachMessages.Check(fault)} {RunAgain}", fault),
            FaultClass.Refused or FaultClass.NotFound => FailureMessages.Make(FailureKind.RequestRefused, what, Correct, fault),
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
                "Allow dynamodb:DeleteBackup on the table's backups for the user or role of these credentials.",
                fault,
                backup),
            FaultClass.CredentialsRejected => FailureMessages.Make(FailureKind.CredentialsRejected, what, SetCredentials, fault, backup),
            FaultClass.NotSent => FailureMessages.Make(
                FailureKind.ConnectionFailed, what, $"{ReachMessages.Check(fault)} {RunAgain}", fault, backup),
            _ => FailureMessages.Make(FailureKind.RequestRefused, what, Correct, fault, backup),
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
            $"Limiting the backups of table '{request.TableName}' failed with an internal error "
            + $"({exception.GetType().Name}: {exception.Message})."),
        "This is a defect in DynamoBackup: please report it with the output of Get-Error. No more backups of this table are deleted.",
        exception);
}
