using System.Net;

namespace DynamoBackup.Engine.Service;

/// <summary>
/// An HTTP response that DynamoDB cannot have sent: a proxy's or a gateway's page, another product's JSON, a redirect. It does not
/// show whether the call has reached DynamoDB.
/// </summary>
public sealed class ForeignAnswerException : HttpRequestException
{
    /// <summary>Describes a response.</summary>
    /// <param name="message">Who answered what: a clause that can follow a colon.</param>
    /// <param name="status">The response's status.</param>
    public ForeignAnswerException(string message, HttpStatusCode status)
        : base(HttpRequestError.InvalidResponse, message, inner: null, status)
    {
    }
}
