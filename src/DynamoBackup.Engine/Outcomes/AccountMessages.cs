using Amazon.DynamoDBv2.Model;
using DynamoBackup.Engine.Requests;
using DynamoBackup.Engine.Service;

namespace DynamoBackup.Engine.Outcomes;

/// <summary>The words of failures where an ARN is of another account than the credentials.</summary>
public static class AccountMessages
{
    /// <summary>A table's backups are not deleted, as what was given for it is of another account.</summary>
    /// <param name="request">The request to limit the table.</param>
    /// <param name="account">The account that the ARN names.</param>
    /// <param name="actual">The account that the credentials lead to, as listed backups show it.</param>
    /// <param name="hasDeleted">Whether some were deleted before, or may have been.</param>
    public static BackupFailure Mismatch(LimitRequest request, string account, string actual, bool hasDeleted = false)
    {
        var text = Printable.Of(
            $"{WhatIsOf(request, account, hasDeleted)}, and the credentials lead to account {actual} in {request.Target.Region}.");
        return new BackupFailure(FailureKind.AccountMismatch, text, $"Use {ThoseOf(account)}.", new ArgumentException(text));
    }

    /// <summary>
    /// A table of which nothing is listed, and whose new backup may not be read: so does another account's look, and a listing
    /// without rows does not tell the two apart.
    /// </summary>
    internal static BackupFailure Unproven(LimitRequest request, string account, ServiceFault fault, bool hasDeleted) =>
        FailureMessages.Make(
            FailureKind.AccountMismatch,
            $"{WhatIsOf(request, account, hasDeleted)}, and nothing in {request.Target.Region} shows that the credentials lead there: "
            + $"no backup of the table is listed, and the one given cannot be read: {FailureMessages.TextOf(fault)}",
            $"Use {ThoseOf(account)}. {ToShowIdentity(request.Target)}",
            fault);

    /// <summary>A backup that may not be described, and that no listing shows: as another account's look.</summary>
    internal static BackupFailure NotSeen(WaitRequest request, BackupDetails details, ServiceFault fault) => FailureMessages.Make(
        FailureKind.AccessDenied,
        $"The backup of table '{request.TableName}' cannot be watched: it may not be described ({FailureMessages.TextOf(fault)}), "
        + $"and no listing of {request.Target.Region} shows it.",
        OrAllow(request.Arn.Account, "dynamodb:DescribeBackup, as the backup may have been deleted", request.Target),
        fault,
        details);

    /// <summary>What to do where an ARN's account may not be that of the credentials.</summary>
    /// <param name="account">The account that the ARN names.</param>
    /// <param name="permission">What the credentials lack if they are of that account.</param>
    /// <param name="target">The account and region that the credentials lead to.</param>
    internal static string OrAllow(string account, string permission, BackupTarget target) =>
        $"If the credentials are of another account, use {ThoseOf(account)}; otherwise allow {permission}. {ToShowIdentity(target)}";

    private static string ThoseOf(string account) => $"-ProfileName or the credentials of account {account}";

    private static string ToShowIdentity(BackupTarget target) =>
        "To show whose they are now, with the module AWS.Tools.SecurityToken"
        + $"{target.Commands.WithSameKeys}: {target.Commands.ShowIdentity}";

    private static string WhatIsOf(LimitRequest request, string account, bool hasDeleted) =>
        (hasDeleted
            ? $"No more backups of table '{request.TableName}' are deleted"
            : $"No backup of table '{request.TableName}' was deleted")
        + $": its ARN is of account {account}";
}
