using System.Text.RegularExpressions;

namespace DynamoBackup.BackupEndpoint;

/// <summary>Who calls, and where: all of it from the Credential of the Authorization header. Signatures are not verified.</summary>
/// <param name="AccessKey">The access key id.</param>
/// <param name="Account">The last 12 digits of the access key id where it ends in 12 digits, or else 123456789012.</param>
/// <param name="Region">The region of the credential scope.</param>
internal sealed partial record Caller(string AccessKey, string Account, string Region)
{
    public const string DefaultAccount = "123456789012";

    public static Caller Unsigned { get; } = new("", DefaultAccount, "us-east-1");

    /// <summary>The partition that an ARN of this region begins with.</summary>
    public string Partition => Region.StartsWith("cn-", StringComparison.Ordinal) ? "aws-cn"
        : Region.StartsWith("us-gov-", StringComparison.Ordinal) ? "aws-us-gov" : "aws";

    public string TableArn(string table) => $"arn:{Partition}:dynamodb:{Region}:{Account}:table/{table}";

    public static Caller From(HttpRequest request, bool allowUnsigned)
    {
        string header = request.Headers.Authorization.ToString();
        if (header.Length == 0 && allowUnsigned)
        {
            return Unsigned;
        }

        if (!header.StartsWith("AWS4-", StringComparison.Ordinal))
        {
            throw new ServiceException("MissingAuthenticationTokenException", "Request is missing Authentication Token");
        }

        Match match = Credential().Match(header);
        if (!match.Success)
        {
            throw new ServiceException("IncompleteSignatureException",
                "Authorization header requires 'Credential' parameter. It must have exactly 5 slash-delimited elements, "
                + "e.g. keyid/date/region/service/term");
        }

        string key = match.Groups["key"].Value;
        string last = key.Length >= 12 ? key[^12..] : "";
        string account = last.Length == 12 && last.All(char.IsAsciiDigit) ? last : DefaultAccount;
        return new Caller(key, account, match.Groups["region"].Value);
    }

    [GeneratedRegex(@"Credential=(?<key>[^/,\s]+)/\d{8}/(?<region>[^/,\s]+)/[^/,\s]+/aws4_request")]
    private static partial Regex Credential();
}
