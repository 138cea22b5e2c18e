namespace DynamoBackup.Engine.Outcomes;

/// <summary>The ways a request can fail. The names are the error ids a user sees.</summary>
public enum FailureKind
{
    /// <summary>The table does not exist in that account and region.</summary>
    TableNotFound,

    /// <summary>The caller lacks a permission.</summary>
    AccessDenied,

    /// <summary>The credentials are unknown, wrong or expired, or there are none: nothing sent with them can work.</summary>
    CredentialsRejected,

    /// <summary>
    /// No credentials could be obtained from where they come from: a role, a single sign-on, a file, a program, an endpoint.
    /// </summary>
    CredentialsUnavailable,

    /// <summary>The service could not be reached.</summary>
    ConnectionFailed,

    /// <summary>The time allowed passed first. The backup, where it was created, goes on being made.</summary>
    BackupTimeout,

    /// <summary>The backup was deleted while it was waited for.</summary>
    BackupDeleted,

    /// <summary>There is no such backup.</summary>
    BackupNotFound,

    /// <summary>A creation got no clear answer, and looking for it told nothing, or was not possible: it may or may not exist.</summary>
    BackupOutcomeUnknown,

    /// <summary>
    /// A table's backups could not be listed to the end, or the listing is contradictory, so none, or no more, of them was deleted.
    /// </summary>
    ListingIncomplete,

    /// <summary>An ARN is of another account than the credentials lead to, so no backup of its table was deleted.</summary>
    AccountMismatch,

    /// <summary>The backup has a status this version does not know.</summary>
    UnexpectedStatus,

    /// <summary>The service refused the call for good, in a way that has no kind of its own.</summary>
    RequestRefused,

    /// <summary>A defect in this software.</summary>
    InternalError,
}
