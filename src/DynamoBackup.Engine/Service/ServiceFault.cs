using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Amazon.Runtime;

namespace DynamoBackup.Engine.Service;

/// <summary>
/// A failed call, and what it means. DynamoDB's own error code decides, and nothing else does: answers that are not DynamoDB's
/// come as <see cref="ForeignAnswerException"/>, and say nothing about what DynamoDB did, whatever their status.
/// </summary>
internal sealed class ServiceFault
{
    private const string EndpointKey = "DynamoBackup.Endpoint";

    // DynamoDB's error codes (API Reference, the operations' and the common errors; Developer Guide, "Error handling with DynamoDB").
    private static readonly Dictionary<string, FaultClass> ByCode = new(StringComparer.Ordinal)
    {
        ["ThrottlingException"] = FaultClass.Throttled,
        ["Throttling"] = FaultClass.Throttled,
        ["ThrottledException"] = FaultClass.Throttled,
        ["RequestLimitExceeded"] = FaultClass.Throttled,
        ["RequestThrottled"] = FaultClass.Throttled,
        ["RequestThrottledException"] = FaultClass.Throttled,
        ["TooManyRequestsException"] = FaultClass.Throttled,
        ["ProvisionedThroughputExceededException"] = FaultClass.Throttled,
        ["LimitExceededException"] = FaultClass.Busy,
        ["BackupInUseException"] = FaultClass.Busy,
        ["TableInUseException"] = FaultClass.Busy,
        ["ResourceInUseException"] = FaultClass.Busy,
        ["ContinuousBackupsUnavailableException"] = FaultClass.Busy,
        ["TableNotFoundException"] = FaultClass.NotFound,
        ["BackupNotFoundException"] = FaultClass.NotFound,
        ["ResourceNotFoundException"] = FaultClass.NotFound,
        ["AccessDeniedException"] = FaultClass.AccessDenied,
        ["AccessDenied"] = FaultClass.AccessDenied,
        ["NotAuthorized"] = FaultClass.AccessDenied,
        ["UnrecognizedClientException"] = FaultClass.CredentialsRejected,
        ["InvalidClientTokenId"] = FaultClass.CredentialsRejected,
        ["InvalidSignatureException"] = FaultClass.CredentialsRejected,
        ["SignatureDoesNotMatch"] = FaultClass.CredentialsRejected,
        ["IncompleteSignatureException"] = FaultClass.CredentialsRejected,
        ["IncompleteSignature"] = FaultClass.CredentialsRejected,
        ["MissingAuthenticationTokenException"] = FaultClass.CredentialsRejected,
        ["MissingAuthenticationToken"] = FaultClass.CredentialsRejected,
        ["ExpiredTokenException"] = FaultClass.CredentialsRejected,
        ["ExpiredToken"] = FaultClass.CredentialsRejected,
        ["RequestExpired"] = FaultClass.CredentialsRejected,
        ["RequestTimeTooSkewed"] = FaultClass.CredentialsRejected,
        ["OptInRequired"] = FaultClass.CredentialsRejected,
        ["InternalServerError"] = FaultClass.Unknown,
        ["InternalFailure"] = FaultClass.Unknown,
        ["ServiceUnavailable"] = FaultClass.Unknown,
    };

    private ServiceFault(FaultClass faultClass, Exception exception, CredentialsSource? source = null)
    {
        Class = faultClass;
        Exception = exception;
        Source = source;
    }

    /// <summary>What may be said of the call.</summary>
    public FaultClass Class { get; }

    /// <summary>The SDK's exception.</summary>
    public Exception Exception { get; }

    /// <summary>Where no credentials could be obtained from, so that nothing was sent; null for any other failure.</summary>
    public CredentialsSource? Source { get; }

    /// <summary>Whether the same call may succeed later, so that waiting for it makes sense.</summary>
    public bool MayPass => Class is FaultClass.Throttled or FaultClass.Busy or FaultClass.Unknown or FaultClass.NotSent;

    /// <summary>Whether calls should come slower: DynamoDB says so, or something between.</summary>
    public bool SlowsPace =>
        Class is FaultClass.Throttled || Exception is ForeignAnswerException { StatusCode: HttpStatusCode.TooManyRequests };

    /// <summary>Whether TLS failed: a certificate that is not trusted, say, or a server that does not speak it.</summary>
    public bool IsDistrust => Class is FaultClass.NotSent && CausesOf(Exception).Any(cause => cause is AuthenticationException);

    /// <summary>
    /// Whether the call was refused because the clocks differ: the SDK notes the difference, and signs the next call by it.
    /// </summary>
    public bool IsClockSkew => Class is FaultClass.CredentialsRejected && Code switch
    {
        "RequestTimeTooSkewed" or "RequestExpired" => true,
        "InvalidSignatureException" or "SignatureDoesNotMatch" =>
            Exception.Message.Contains("expired", StringComparison.OrdinalIgnoreCase)
            || Exception.Message.Contains("not yet current", StringComparison.OrdinalIgnoreCase),
        _ => false,
    };

    /// <summary>Whether DynamoDB itself answered.</summary>
    public bool WasAnswered => Source is null && AnswerCode(Exception) is not null;

    /// <summary>Whether something else answered in DynamoDB's place.</summary>
    public bool IsForeign => Exception is ForeignAnswerException;

    /// <summary>Whether the call did not get to DynamoDB, as far as can be seen: nothing was sent, or something else answered.</summary>
    public bool KeptFromService => Class is FaultClass.NotSent || IsForeign;

    /// <summary>Where the call went: a URL; null where that is not known.</summary>
    public string? Endpoint => Exception.Data[EndpointKey] as string;

    /// <summary>The error code of the answer, or the exception's kind where there is none.</summary>
    public string Code => AnswerCode(Exception) ?? Exception.GetType().Name;

    /// <summary>Notes in a call's exception where the call went.</summary>
    /// <param name="exception">What the SDK is about to throw.</param>
    /// <param name="endpoint">The endpoint that the SDK resolved for the call.</param>
    public static void NoteEndpoint(Exception exception, Uri endpoint) => exception.Data[EndpointKey] = endpoint.AbsoluteUri.TrimEnd('/');

    /// <summary>The fault of a call that was made.</summary>
    /// <param name="exception">What the SDK threw.</param>
    public static ServiceFault From(Exception exception) => new(
        AnswerCode(exception) switch
        {
            { } code when ByCode.TryGetValue(code, out var known) => known,
            // A code that is not known here: in the 400s DynamoDB has refused the call, in the 500s it does not know itself.
            not null when exception is AmazonServiceException { StatusCode: < HttpStatusCode.InternalServerError } => FaultClass.Refused,
            _ => WasNotSent(exception) ? FaultClass.NotSent : FaultClass.Unknown,
        },
        exception);

    /// <summary>The fault of a call that was not made, as no credentials could be obtained.</summary>
    /// <param name="source">Where from.</param>
    /// <param name="exception">What the SDK threw: anything at all.</param>
    public static ServiceFault OfCredentials(CredentialsSource source, Exception exception) => new(
        source.IsLocalHost || CausesOf(exception).Any(IsTroubleOfSource) ? FaultClass.NotSent : FaultClass.CredentialsRejected,
        exception,
        source);

    /// <summary>The fault of an answer that cannot be one to what was asked: what the service did is unknown.</summary>
    /// <param name="message">What is wrong with it, a sentence.</param>
    // The SDK's exception has no message of one's own: it would show this one as the id of a request.
    public static ServiceFault Unreadable(string message) =>
        From(new AmazonUnmarshallingException(null, null, new InvalidDataException(message)));

    /// <summary>The same fault, to be tried again: the service refused the call for now.</summary>
    public ServiceFault AsPassing() => new(FaultClass.Busy, Exception);

    private static string? AnswerCode(Exception exception) =>
        exception is AmazonServiceException { StatusCode: not 0, ErrorCode: { Length: > 0 } code } ? code : null;

    private static bool WasNotSent(Exception exception) => CausesOf(exception).Any(cause => cause switch
    {
        AuthenticationException => true,
        // HttpClient reports a failed connect as an HttpRequestException right around the socket's error; a connection that breaks
        // later has an IOException between them.
        HttpRequestException { InnerException: SocketException } => true,
        HttpRequestException
        {
            HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError
                or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError,
        } => true,
        // A connection that takes too long to make ends in the same exceptions as an answer that does; only the setting's name,
        // which the runtime puts into the message, tells them apart.
        TimeoutException => cause.Message.Contains("ConnectTimeout", StringComparison.Ordinal),
        _ => false,
    });

    // Of getting credentials: the network, or the service that gives them, in trouble. A file that is missing stays missing.
    private static bool IsTroubleOfSource(Exception cause) => cause switch
    {
        FileNotFoundException or DirectoryNotFoundException => false,
        HttpRequestException or SocketException or IOException or OperationCanceledException or TimeoutException => true,
        AmazonServiceException => AnswerCode(cause) is not { } code
            || cause is AmazonServiceException { StatusCode: >= HttpStatusCode.InternalServerError }
            || ByCode.GetValueOrDefault(code, FaultClass.Refused) is FaultClass.Throttled,
        _ => false,
    };

    private static IEnumerable<Exception> CausesOf(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            yield return cause;
        }
    }
}
