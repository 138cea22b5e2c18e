using System.Globalization;
using System.Text.Json;

namespace DynamoBackup.BackupEndpoint;

/// <summary>A call as it came in.</summary>
/// <param name="Operation">The operation's name.</param>
/// <param name="Body">The request's members.</param>
/// <param name="Caller">Who calls.</param>
/// <param name="Host">The host called, without its port: the one in the request's target where it has one, or else of the
/// Host header.</param>
/// <param name="Connection">The connection it came in by.</param>
/// <param name="SignedAt">When the request was signed, by its X-Amz-Date; null where it does not say.</param>
internal sealed record Call(string Operation, JsonElement Body, Caller Caller, string Host, string Connection, DateTimeOffset? SignedAt)
{
    /// <summary>The table's name or ARN that the caller sent, or else the backup's ARN.</summary>
    public string? Target => Text("TableName") ?? Text("BackupArn");

    /// <summary>A member that is a string; null where it is absent or anything else.</summary>
    public string? Text(string member) =>
        Body.TryGetProperty(member, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>Reads the request's body and headers.</summary>
    /// <exception cref="ServiceException">It is no call of DynamoDB's; the service refuses.</exception>
    public static async Task<Call> ReadAsync(HttpRequest request, bool allowUnsigned)
    {
        JsonElement body = await ReadBodyAsync(request);
        string operation = OperationOf(request);
        var caller = Caller.From(request, allowUnsigned);
        return new Call(operation, body, caller, request.Host.Host, request.HttpContext.Connection.Id, SignedAtOf(request));
    }

    private static async Task<JsonElement> ReadBodyAsync(HttpRequest request)
    {
        try
        {
            using JsonDocument document = await JsonDocument.ParseAsync(request.Body);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.Clone()
                : throw ServiceException.Serialization(null);
        }
        catch (JsonException)
        {
            throw ServiceException.Serialization(null);
        }
    }

    private static string OperationOf(HttpRequest request)
    {
        const string Prefix = "DynamoDB_20120810.";
        string target = request.Headers["X-Amz-Target"].ToString();
        return target.StartsWith(Prefix, StringComparison.Ordinal)
            && Operations.All.TryGetValue(target[Prefix.Length..], out string? operation)
            ? operation
            : throw new ServiceException("UnknownOperationException", null);
    }

    private static DateTimeOffset? SignedAtOf(HttpRequest request) => DateTimeOffset.TryParseExact(
        request.Headers["X-Amz-Date"].ToString(), "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture,
        DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset signed) ? signed : null;
}
