using System;
using System.Management.Automation;

namespace DynamoBackup.Output;

/// <summary>Error records as the commands write them: an id, a fitting category, the words, and a target to go on with.</summary>
internal static class ErrorRecords
{
    public const string InvalidTableName = nameof(InvalidTableName);
    public const string InvalidBackupName = nameof(InvalidBackupName);
    public const string InvalidBackupArn = nameof(InvalidBackupArn);
    public const string InvalidSelect = nameof(InvalidSelect);

    /// <summary>The record of a failed request.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="target">What the user can go on with: a table's name, or the BackupDetails.</param>
    /// <param name="regionProblem">What is wrong with the region that it may come from; or null.</param>
    public static ErrorRecord Of(BackupFailure failure, object target, string? regionProblem = null)
    {
        var (message, action) = regionProblem is null
            ? (failure.Message, failure.RecommendedAction)
            : ($"{failure.Message.TrimEnd('.')}. {PrintableText.Of(regionProblem)}",
                $"{Texts.RegionsAreListed} {failure.RecommendedAction}");
        return new(failure.Exception, failure.Kind.ToString(), CategoryOf(failure.Kind), target)
        {
            ErrorDetails = new ErrorDetails(message) { RecommendedAction = action },
        };
    }

    /// <summary>The record of a value that was refused before anything was sent.</summary>
    /// <param name="id">The error id.</param>
    /// <param name="value">The value; may be null.</param>
    /// <param name="rule">The rule it breaks.</param>
    /// <param name="action">What to do.</param>
    /// <param name="record">The record that the value stands for; null where it stands for itself.</param>
    public static ErrorRecord Invalid(string id, string? value, string rule, string action, object? record = null) =>
        InvalidArgument(id, Texts.SkippedFor(value, rule), action, record ?? value);

    /// <summary>The record of a hashtable that was given for a table or a backup.</summary>
    /// <param name="id">The error id.</param>
    /// <param name="action">What to do.</param>
    /// <param name="dictionary">The hashtable.</param>
    public static ErrorRecord InvalidDictionary(string id, string action, object dictionary) =>
        InvalidArgument(id, RecordWords.IsDictionary, action, dictionary);

    /// <summary>The record of a confirmation that nobody can give.</summary>
    /// <param name="consequence">What it comes to, the beginning of a sentence.</param>
    /// <param name="exception">Why nobody can be asked.</param>
    /// <param name="target">The table, as it can be given again.</param>
    public static ErrorRecord ConfirmationUnavailable(string consequence, Exception exception, object target) => Make(
        new InvalidOperationException(PrintableText.Of(Texts.ConfirmationUnavailable(consequence)), exception),
        nameof(ConfirmationUnavailable),
        ErrorCategory.InvalidOperation,
        Texts.ConfirmationUnavailable(consequence),
        Texts.AddForce,
        target);

    /// <summary>The record of a wildcard that matches no table.</summary>
    /// <param name="pattern">The wildcard.</param>
    /// <param name="region">The region.</param>
    /// <param name="count">How many tables there are.</param>
    /// <param name="target">What can be given again.</param>
    /// <param name="commands">The commands that lead to the tables.</param>
    public static ErrorRecord NoMatchingTable(string pattern, string region, int count, object target, PrintedCommands commands) => Make(
        new ItemNotFoundException(PrintableText.Of(Texts.NoMatchingTable(pattern, region, count))),
        nameof(NoMatchingTable),
        ErrorCategory.ObjectNotFound,
        Texts.NoMatchingTable(pattern, region, count),
        Texts.GiveAnotherPattern(commands),
        target);

    /// <summary>The record of a command that has no rule for what to keep.</summary>
    public static ErrorRecord NoKeepRule() =>
        InvalidArgument(nameof(NoKeepRule), LimitWords.NoKeepRule, LimitWords.GiveAKeepRule, target: null);

    /// <summary>The record of a wildcard for backups' names that is none.</summary>
    /// <param name="text">The wildcard.</param>
    /// <param name="exception">What is wrong with it.</param>
    public static ErrorRecord InvalidNamePattern(string text, Exception exception) =>
        InvalidArgument(InvalidBackupName, $"'{text}' is not a wildcard for -BackupName: {exception.Message}", Texts.GiveABackupName, text);

    /// <summary>The record of a -Select that selects nothing.</summary>
    /// <param name="value">The value; may be null.</param>
    /// <param name="table">The table that is skipped for it; null where it is the command line's.</param>
    public static ErrorRecord InvalidSelectOf(string? value, string? table) =>
        InvalidArgument(InvalidSelect, Texts.InvalidSelect(value, table), Texts.GiveAnotherSelect, table ?? value);

    /// <summary>The record of a bundle of certificates that is none.</summary>
    /// <param name="source">The parameter or variable that names it.</param>
    /// <param name="path">The file.</param>
    /// <param name="problem">What is wrong with it.</param>
    public static ErrorRecord InvalidCaBundle(string source, string path, string problem) =>
        InvalidArgument(nameof(InvalidCaBundle), $"{source}: {problem}", Texts.GiveABundle, path);

    /// <summary>The record of an endpoint that is no URL.</summary>
    /// <param name="url">The endpoint.</param>
    public static ErrorRecord InvalidEndpointUrl(string url) =>
        InvalidArgument(nameof(InvalidEndpointUrl), Texts.InvalidEndpointUrl(url), Texts.GiveAnEndpointUrl, url);

    /// <summary>The record of an ARN of another region than the one given.</summary>
    /// <param name="arnRegion">The ARN's region.</param>
    /// <param name="region">The one given.</param>
    public static ErrorRecord RegionMismatch(string arnRegion, string region) =>
        InvalidArgument(nameof(RegionMismatch), Texts.RegionMismatch(arnRegion, region), Texts.GiveOneRegion(arnRegion), region);

    /// <summary>The record of an AWS Tools that this module cannot work with.</summary>
    /// <param name="problem">What differs.</param>
    /// <param name="exception">What it threw; or null.</param>
    public static ErrorRecord UnsupportedAwsTools(string problem, Exception? exception) =>
        new(
            PrintableException.Of(new NotSupportedException(problem, exception)),
            nameof(UnsupportedAwsTools),
            ErrorCategory.NotImplemented,
            targetObject: null)
        {
            ErrorDetails = new ErrorDetails(PrintableText.Of(problem)) { RecommendedAction = Texts.UseAnotherAwsTools },
        };

    /// <summary>A record with its own words, for what another command's or the SDK's exception means here.</summary>
    /// <param name="exception">The exception.</param>
    /// <param name="id">The error id.</param>
    /// <param name="category">The category.</param>
    /// <param name="message">What happened.</param>
    /// <param name="action">What to do.</param>
    /// <param name="target">What can be given again.</param>
    public static ErrorRecord Make(Exception exception, string id, ErrorCategory category, string message, string action, object? target) =>
        new(PrintableException.Of(exception), id, category, target)
        {
            ErrorDetails = new ErrorDetails(PrintableText.Of(message)) { RecommendedAction = action },
        };

    private static ErrorRecord InvalidArgument(string id, string text, string action, object? target)
    {
        var message = PrintableText.Of(text);
        return new ErrorRecord(new ArgumentException(message), id, ErrorCategory.InvalidArgument, target)
        {
            ErrorDetails = new ErrorDetails(message) { RecommendedAction = action },
        };
    }

    private static ErrorCategory CategoryOf(FailureKind kind) => kind switch
    {
        FailureKind.TableNotFound or FailureKind.BackupNotFound => ErrorCategory.ObjectNotFound,
        FailureKind.AccessDenied => ErrorCategory.PermissionDenied,
        FailureKind.CredentialsRejected or FailureKind.CredentialsUnavailable => ErrorCategory.AuthenticationError,
        FailureKind.ConnectionFailed => ErrorCategory.ConnectionError,
        FailureKind.BackupTimeout => ErrorCategory.OperationTimeout,
        FailureKind.BackupDeleted => ErrorCategory.ResourceUnavailable,
        FailureKind.BackupOutcomeUnknown or FailureKind.UnexpectedStatus => ErrorCategory.InvalidResult,
        FailureKind.AccountMismatch => ErrorCategory.InvalidArgument,
        FailureKind.ListingIncomplete => ErrorCategory.ReadError,
        FailureKind.RequestRefused => ErrorCategory.InvalidOperation,
        _ => ErrorCategory.NotSpecified,
    };
}
