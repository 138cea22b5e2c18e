using System;
using System.Management.Automation;
using DynamoBackup.Engine;

namespace DynamoBackup;

/// <summary>Error records as the two commands write them: an id, a fitting category, the words, and a target to go on with.</summary>
internal static class ErrorRecords
{
    public const string InvalidTableName = nameof(InvalidTableName);
    public const string InvalidBackupName = nameof(InvalidBackupName);
    public const string InvalidBackupArn = nameof(InvalidBackupArn);
    public const string NoRegion = nameof(NoRegion);

    /// <summary>The record of a failed request.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="target">What the user can go on with: a table's name, or the BackupDetails.</param>
    public static ErrorRecord Of(BackupFailure failure, object target) => new(
        failure.Exception, failure.Kind.ToString(), CategoryOf(failure.Kind), target)
    {
        ErrorDetails = new ErrorDetails(failure.Message) { RecommendedAction = failure.RecommendedAction },
    };

    /// <summary>The record of a record that AWS Tools has no account or region for; its own error, with what to do about it.</summary>
    /// <param name="refusal">What AWS Tools, or this module, ended the command with.</param>
    /// <param name="consequence">What it comes to, the beginning of a sentence.</param>
    /// <param name="profileName">The profile that was given; or null.</param>
    /// <param name="target">What can be given again.</param>
    public static ErrorRecord Of(ErrorRecord refusal, string consequence, string? profileName, string target)
    {
        var said = refusal.Exception.Message;
        var of = profileName is null ? string.Empty : $" of profile '{profileName}'";

        // AWS Tools has one id for both; only the words tell them apart. Anything else it says as it thinks best.
        return said switch
        {
            _ when Names("No credentials") => Make(
                nameof(FailureKind.CredentialsRejected),
                ErrorCategory.AuthenticationError,
                $"{consequence}: no credentials{of} were found.",
                "Set some with Set-AWSCredential, -ProfileName or the environment (AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY). Get-AWSCredential -ListProfileDetail shows the profiles there are."),
            _ when Names("No region") => Make(
                NoRegion,
                ErrorCategory.InvalidArgument,
                $"{consequence}: no region is known for it.",
                "Give -Region, or set one for the session with Set-DefaultAWSRegion, or for all with AWS_REGION."),
            _ when refusal.FullyQualifiedErrorId == nameof(FailureKind.CredentialsRejected) => Make(
                nameof(FailureKind.CredentialsRejected),
                ErrorCategory.AuthenticationError,
                $"{consequence}: the credentials{of} cannot be had: {said}",
                "Put right what is named, or use others with Set-AWSCredential, -ProfileName or the environment."),
            _ => new ErrorRecord(refusal.Exception, refusal.FullyQualifiedErrorId, refusal.CategoryInfo.Category, target) { ErrorDetails = refusal.ErrorDetails },
        };

        bool Names(string words) => said.StartsWith(words, StringComparison.OrdinalIgnoreCase);

        ErrorRecord Make(string id, ErrorCategory category, string message, string action) => new(refusal.Exception, id, category, target)
        {
            ErrorDetails = new ErrorDetails(Printable.Of(message)) { RecommendedAction = action },
        };
    }

    /// <summary>The refusal that stands for what the SDK threw while an account and region were looked for.</summary>
    /// <param name="exception">What it threw.</param>
    public static ErrorRecord Unresolved(Exception exception) =>
        new(exception, nameof(FailureKind.CredentialsRejected), ErrorCategory.AuthenticationError, targetObject: null);

    /// <summary>The record of a value that was refused before anything was sent.</summary>
    /// <param name="id">The error id.</param>
    /// <param name="value">The value; may be null.</param>
    /// <param name="rule">The rule it breaks.</param>
    /// <param name="action">What to do.</param>
    public static ErrorRecord Invalid(string id, string? value, string rule, string action)
    {
        var message = Printable.Of($"{Quoted(value)} was skipped, and nothing was sent for it: {rule}");
        return new ErrorRecord(new ArgumentException(message), id, ErrorCategory.InvalidArgument, value)
        {
            ErrorDetails = new ErrorDetails(message) { RecommendedAction = action },
        };
    }

    /// <summary>The record of a bundle of certificates that is none.</summary>
    /// <param name="source">The parameter or variable that names it.</param>
    /// <param name="path">The file.</param>
    /// <param name="problem">What is wrong with it.</param>
    public static ErrorRecord InvalidCaBundleOf(string source, string path, string problem)
    {
        var message = Printable.Of($"{source}: {problem}");
        return new ErrorRecord(new ArgumentException(message), "InvalidCaBundle", ErrorCategory.InvalidArgument, path)
        {
            ErrorDetails = new ErrorDetails(message) { RecommendedAction = "Give the path of a PEM file with the root's certificate." },
        };
    }

    /// <summary>The record of a parameter's value that nothing can be done with, for any record.</summary>
    /// <param name="parameter">The parameter's name.</param>
    /// <param name="value">The value; may be null.</param>
    /// <param name="rule">The rule it breaks.</param>
    /// <param name="action">What to do.</param>
    public static ErrorRecord InvalidParameter(string parameter, string? value, string rule, string action)
    {
        var message = Printable.Of($"{Quoted(value)} is not a value of -{parameter}: {rule}");
        return new ErrorRecord(new ArgumentException(message), "Invalid" + parameter, ErrorCategory.InvalidArgument, value)
        {
            ErrorDetails = new ErrorDetails(message) { RecommendedAction = action },
        };
    }

    // A 10,000-character value would bury the rule it breaks.
    private static string Quoted(string? value) => value switch
    {
        null => "A value of $null",
        { Length: > 100 } => $"'{value.Substring(0, 60)}…'",
        _ => $"'{value}'",
    };

    private static ErrorCategory CategoryOf(FailureKind kind) => kind switch
    {
        FailureKind.TableNotFound or FailureKind.BackupNotFound => ErrorCategory.ObjectNotFound,
        FailureKind.AccessDenied => ErrorCategory.PermissionDenied,
        FailureKind.CredentialsRejected => ErrorCategory.AuthenticationError,
        FailureKind.ConnectionFailed => ErrorCategory.ConnectionError,
        FailureKind.BackupTimeout => ErrorCategory.OperationTimeout,
        FailureKind.BackupDeleted => ErrorCategory.ResourceUnavailable,
        FailureKind.BackupOutcomeUnknown or FailureKind.UnexpectedStatus => ErrorCategory.InvalidResult,
        FailureKind.RequestRefused => ErrorCategory.InvalidOperation,
        _ => ErrorCategory.NotSpecified,
    };
}
