using System;
using Amazon.DynamoDBv2.Model;

namespace DynamoBackup.Engine;

/// <summary>The ways a request can fail. The names are the error ids a user sees.</summary>
public enum FailureKind
{
    /// <summary>The table does not exist in that account and region.</summary>
    TableNotFound,

    /// <summary>The caller lacks a permission.</summary>
    AccessDenied,

    /// <summary>The credentials are unknown, wrong or expired, or there are none: nothing sent with them can work.</summary>
    CredentialsRejected,

    /// <summary>The service could not be reached.</summary>
    ConnectionFailed,

    /// <summary>The time allowed passed first. The backup, where it was created, goes on being made.</summary>
    BackupTimeout,

    /// <summary>The backup was deleted while it was waited for.</summary>
    BackupDeleted,

    /// <summary>There is no such backup.</summary>
    BackupNotFound,

    /// <summary>A creation got no clear answer and could not be looked for: the backup may or may not exist.</summary>
    BackupOutcomeUnknown,

    /// <summary>The backup has a status this version does not know.</summary>
    UnexpectedStatus,

    /// <summary>The service refused the call for good, in a way that has no kind of its own.</summary>
    RequestRefused,

    /// <summary>A defect in this software.</summary>
    InternalError,
}

/// <summary>Why a request failed, for a person and for a script.</summary>
public sealed class BackupFailure
{
    internal BackupFailure(FailureKind kind, string message, string recommendedAction, Exception exception, BackupDetails? details = null)
    {
        Kind = kind;
        Message = message;
        RecommendedAction = recommendedAction;
        Exception = exception;
        Details = details;
    }

    /// <summary>The kind.</summary>
    public FailureKind Kind { get; }

    /// <summary>What happened, to which table.</summary>
    public string Message { get; }

    /// <summary>What to do next.</summary>
    public string RecommendedAction { get; }

    /// <summary>The AWS SDK's exception where there is one, else one of ours.</summary>
    public Exception Exception { get; }

    /// <summary>The backup as it was last read, where it exists or may exist; null otherwise.</summary>
    public BackupDetails? Details { get; }
}
