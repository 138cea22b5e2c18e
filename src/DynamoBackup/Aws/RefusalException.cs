using System;
using System.Management.Automation;

namespace DynamoBackup.Aws;

/// <summary>A record cannot be sent: it has no credentials, no region or no endpoint that can be used.</summary>
internal sealed class RefusalException : Exception
{
    /// <summary>Makes a refusal.</summary>
    /// <param name="kind">Why.</param>
    /// <param name="error">The error that would have ended the command.</param>
    public RefusalException(RefusalKind kind, ErrorRecord error)
        : base(error.Exception.Message, error.Exception)
    {
        Kind = kind;
        Error = error;
    }

    /// <summary>Makes a refusal out of an exception.</summary>
    /// <param name="kind">Why.</param>
    /// <param name="exception">What was thrown while the account and region were looked for.</param>
    public RefusalException(RefusalKind kind, Exception exception)
        : this(kind, new ErrorRecord(exception, kind.ToString(), ErrorCategory.InvalidArgument, targetObject: null))
    {
    }

    /// <summary>Why.</summary>
    public RefusalKind Kind { get; }

    /// <summary>The error that would have ended the command.</summary>
    public ErrorRecord Error { get; }
}
