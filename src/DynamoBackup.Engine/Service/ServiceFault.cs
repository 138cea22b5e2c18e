using System.Diagnostics;
using System.Net.Sockets;
using System.Security.Authentication;
using Amazon.Runtime;

namespace DynamoBackup.Engine.Service;

/// <summary>A failed call, sorted by what it means (the rules are DynamoDB's documented errors and the SDK's exceptions).</summary>
internal sealed class ServiceFault
{
    private const string EndpointKey = "DynamoBackup.Endpoint";

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
    };

    private ServiceFault(FaultClass faultClass, Exception exception)
    {
        Class = faultClass;
        Exception = exception;
    }

    /// <summary>What may be said of the call.</summary>
    public FaultClass Class { get; }

    /// <summary>The SDK's exception.</summary>
    public Exception Exception { get; }

    /// <summary>Whether the same call may succeed later, so that waiting for it makes sense.</summary>
    public bool MayPass => Class is FaultClass.Throttled or FaultClass.Busy or FaultClass.Unknown or FaultClass.NotSent;

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

    /// <summary>Whether the service answered at all.</summary>
    public bool WasAnswered => Class is not FaultClass.NotSent && Exception is AmazonServiceException { StatusCode: not 0 };

    /// <summary>Where the call went: a URL; null where that is not known.</summary>
    public string? Endpoint => Exception.Data[EndpointKey] as string;

    /// <summary>The service's code for the error, or the exception's kind where it did not answer.</summary>
    public string Code => Exception is AmazonServiceException { ErrorCode: { Length: > 0 } code } ? code : Exception.GetType().Name;

    /// <summary>Notes in a call's exception where the call went.</summary>
    /// <param name="exception">What the SDK is about to throw.</param>
    /// <param name="endpoint">The endpoint that the SDK resolved for the call.</param>
    public static void NoteEndpoint(Exception exception, Uri endpoint) => exception.Data[EndpointKey] = endpoint.AbsoluteUri.TrimEnd('/');

    /// <summary>Sorts an exception thrown by a call.</summary>
    /// <param name="exception">What the SDK threw.</param>
    /// <returns>The fault.</returns>
    public static ServiceFault From(Exception exception) => new(Classify(exception), exception);

    /// <summary>The fault of an answer that cannot be one to what was asked: what the service did is unknown.</summary>
    /// <param name="message">What is wrong with it, a sentence.</param>
    public static ServiceFault Unreadable(string message) => From(new AmazonUnmarshallingException(message, null, null));

    /// <summary>The same fault, to be tried again: the service refused the call for now.</summary>
    public ServiceFault AsPassing() => new(FaultClass.Busy, Exception);

    private static FaultClass Classify(Exception exception)
    {
        if (CameFromCredentials(exception))
        {
            return CausesOf(exception).Any(IsPassing) ? FaultClass.NotSent : FaultClass.CredentialsRejected;
        }

        if (exception is AmazonServiceException { StatusCode: not 0 } answered)
        {
            var status = (int)answered.StatusCode;
            if (answered.ErrorCode is { } code && ByCode.TryGetValue(code, out var known) && status < 500)
            {
                return known;
            }

            return status switch
            {
                429 => FaultClass.Throttled,
                401 => FaultClass.CredentialsRejected,
                403 => FaultClass.AccessDenied,
                // An answer that is neither the service's error nor its result says nothing of what was done.
                >= 400 and < 500 when answered.ErrorType != ErrorType.Unknown || !string.IsNullOrEmpty(answered.ErrorCode) =>
                    FaultClass.Refused,
                _ => FaultClass.Unknown,
            };
        }

        foreach (var cause in CausesOf(exception))
        {
            switch (cause)
            {
                case AuthenticationException:
                    return FaultClass.NotSent;
                // HttpClient reports a failed connect as an HttpRequestException right around the socket's error; a
                // connection that breaks later has an IOException between them.
                case HttpRequestException { InnerException: SocketException }:
                    return FaultClass.NotSent;
                case HttpRequestException
                {
                    HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError
                        or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError,
                }:
                    return FaultClass.NotSent;
                // A connection that takes too long to make ends in the same exceptions as an answer that does; only the
                // setting's name, which the runtime puts into the message, tells them apart.
                case TimeoutException when cause.Message.Contains("ConnectTimeout"):
                    return FaultClass.NotSent;
                default:
                    break;
            }
        }

        return FaultClass.Unknown;
    }

    private static IEnumerable<Exception> CausesOf(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            yield return cause;
        }
    }

    // The SDK asks for the credentials before it sends. What keeps them from being had (a role, a program, a single
    // sign-on, an assembly) throws anything at all, so the exception is known by where it came from. An async method's
    // frame is in a type nested in its own.
    private static bool CameFromCredentials(Exception exception) =>
        new StackTrace(exception).GetFrames().Any(frame =>
            frame?.GetMethod()?.DeclaringType is { } type && (GivesCredentials(type) || GivesCredentials(type.DeclaringType)));

    // The chain of usual places is no AWSCredentials, but a resolver of the SDK's own.
    private static bool GivesCredentials(Type? type) =>
        typeof(AWSCredentials).IsAssignableFrom(type) || type?.Namespace is "Amazon.Runtime.Credentials";

    // Of getting credentials: the network, or the service that gives them, in trouble.
    private static bool IsPassing(Exception cause) => cause
        is HttpRequestException or SocketException or IOException or OperationCanceledException or TimeoutException
        || (cause is AmazonServiceException { StatusCode: not 0 } answered
            && ((int)answered.StatusCode is 429 or >= 500
                || (answered.ErrorCode is { } code && ByCode.TryGetValue(code, out var known) && known is FaultClass.Throttled)));
}
