using Amazon.DynamoDBv2.Model;

namespace DynamoBackup.Engine.Outcomes;

/// <summary>Why a request failed, for a person and for a script.</summary>
public sealed class BackupFailure
{
    internal BackupFailure(FailureKind kind, string message, string recommendedAction, Exception exception, BackupDetails? details = null)
    {
        Kind = kind;
        Message = message;
        RecommendedAction = recommendedAction;
        Exception = PrintableException.Of(exception);
        Details = details;
    }

    /// <summary>The kind.</summary>
    public FailureKind Kind { get; }

    /// <summary>What happened, to which table.</summary>
    public string Message { get; }

    /// <summary>What to do next.</summary>
    public string RecommendedAction { get; }

    /// <summary>The AWS SDK's exception where there is one, else one of ours; its words have no control characters.</summary>
    public Exception Exception { get; }

    /// <summary>The backup as it was last read, where it exists or may exist; null otherwise.</summary>
    public BackupDetails? Details { get; }
}
