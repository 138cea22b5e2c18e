using System.Net;
using System.Net.Sockets;
using Amazon.DynamoDBv2;
using Amazon.Runtime;

namespace DynamoBackup.Simulation;

/// <summary>The exceptions of the SDK, made and not thrown: a simulation throws each once, where the engine awaits it.</summary>
internal static class SimulatedErrors
{
    private static readonly string[] BusyCodes =
        ["LimitExceededException", "BackupInUseException", "TableInUseException", "ContinuousBackupsUnavailableException"];

    private static readonly HttpStatusCode[] PageStatuses =
    [
        HttpStatusCode.OK, HttpStatusCode.Found, HttpStatusCode.BadRequest, HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden,
        HttpStatusCode.NotFound, HttpStatusCode.TooManyRequests, HttpStatusCode.NotImplemented, HttpStatusCode.BadGateway,
        HttpStatusCode.ServiceUnavailable,
    ];

    public static Exception Busy(Random random) => Refusal(BusyCodes[random.Next(BusyCodes.Length)]);

    public static Exception Refusal(string code, string? message = null) =>
        new AmazonDynamoDBException(message ?? "simulated " + code, null, ErrorType.Sender, code, "request", HttpStatusCode.BadRequest);

    public static Exception BackupNotFound(string arn) => Refusal("BackupNotFoundException", "Backup not found: " + arn);

    public static Exception Error() => new AmazonDynamoDBException(
        "simulated InternalServerError", null, ErrorType.Receiver, "InternalServerError", "request", HttpStatusCode.InternalServerError);

    public static Exception Unreachable() =>
        new HttpRequestException("Connection refused", new SocketException((int)SocketError.ConnectionRefused));

    public static Exception Reset() => new IOException("The connection was reset.");

    public static Exception Unreadable() => new AmazonUnmarshallingException("Not JSON.", null, null);

    /// <summary>An answer that is not the service's, with any status.</summary>
    public static Exception Page(Random random)
    {
        var status = PageStatuses[random.Next(PageStatuses.Length)];
        return new ForeignAnswerException($"simulated page with status {(int)status}", status);
    }

    public static Exception Skew(Random random) => random.Next(2) == 0
        ? Refusal(
            "InvalidSignatureException",
            "Signature expired: 20260102T030405Z is now earlier than 20260102T031905Z (20260102T033405Z - 15 min.)")
        : Refusal("RequestTimeTooSkewed", "The difference between the request time and the current time is too large.");
}
