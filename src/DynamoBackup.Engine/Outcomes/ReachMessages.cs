using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using DynamoBackup.Engine.Requests;
using DynamoBackup.Engine.Service;

namespace DynamoBackup.Engine.Outcomes;

/// <summary>
/// The words of failures where calls do not get to DynamoDB: it is not reached, something else answers, or no credentials.
/// </summary>
internal static class ReachMessages
{
    /// <summary>Whether a fault is one of these.</summary>
    public static bool AreAbout(ServiceFault fault) => fault.Source is not null || fault.KeptFromService;

    /// <summary>A failure where calls do not get to DynamoDB.</summary>
    /// <param name="what">What did not happen: a clause.</param>
    /// <param name="target">The account and region.</param>
    /// <param name="fault">Why.</param>
    /// <param name="next">What to do once it is mended: a sentence.</param>
    /// <param name="details">The backup, where there is one.</param>
    public static BackupFailure Make(string what, BackupTarget target, ServiceFault fault, string next, BackupDetails? details = null) =>
        new(
            fault.Source is null ? FailureKind.ConnectionFailed : FailureKind.CredentialsUnavailable,
            Printable.Of($"{what}: {WhyOf(target, fault)}"),
            Printable.Of($"{Check(fault)} {next}"),
            fault.Exception,
            details);

    /// <summary>What a fault says: a clause.</summary>
    public static string TextOf(ServiceFault fault) =>
        fault.Source is { } source ? $"no credentials could be obtained from {source.Name}: {Reason(fault.Exception)}"
        : fault.WasAnswered ? $"{Printable.Excerpt(fault.Exception.Message.TrimEnd())} ({Printable.Excerpt(fault.Code)})"
        : Reason(fault.Exception);

    private static string WhyOf(BackupTarget target, ServiceFault fault) => fault.Source is not null || fault.IsForeign
        ? TextOf(fault)
        // A run calls two hosts: only the one that failed helps whoever looks for the reason.
        : $"{fault.Endpoint ?? target.Endpoint} cannot be reached: {Reason(fault.Exception)}";

    /// <summary>What to check: a sentence.</summary>
    public static string Check(ServiceFault fault) => fault switch
    {
        { Source: { } source } =>
            $"Check {source.Name}, or use other credentials with -ProfileName or Set-AWSCredential.",
        { IsForeign: true } =>
            "Check the network, the proxy (Set-AWSProxy) and -EndpointUrl: something other than DynamoDB answers there.",
        { IsDistrust: true } =>
            "Check -EndpointUrl. If its certificate comes from a root of your own, give that root with -CaBundle or AWS_CA_BUNDLE.",
        _ => "Check the network, the proxy (Set-AWSProxy), -Region and -EndpointUrl.",
    };

    // Of a failure to get credentials the outer message says what was tried, the inner one why it failed. Of a failed connection the
    // message around the socket's error names the host and port.
    private static string Reason(Exception exception)
    {
        var cause = exception;
        while (cause is not HttpRequestException { HttpRequestError: not HttpRequestError.SecureConnectionError }
            && cause.InnerException is { } inner)
        {
            cause = inner;
        }

        var reason = Printable.Excerpt(cause.Message.TrimEnd(' ', '.', '\r', '\n'));
        return ReferenceEquals(cause, exception) || exception is not (AmazonClientException or InvalidOperationException)
            ? reason
            : $"{Printable.Excerpt(exception.Message.TrimEnd(' ', '.', '\r', '\n'))}: {reason}";
    }
}
