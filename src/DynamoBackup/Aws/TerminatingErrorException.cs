using System;
using System.Management.Automation;

namespace DynamoBackup.Aws;

/// <summary>AWS Tools would have ended the command with this error.</summary>
internal sealed class TerminatingErrorException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="error">The error.</param>
    public TerminatingErrorException(ErrorRecord error)
        : base(error.Exception.Message, error.Exception) => Error = error;

    /// <summary>The error.</summary>
    public ErrorRecord Error { get; }
}
