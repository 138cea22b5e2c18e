using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace DynamoBackup.Engine.Requests;

/// <summary>The ARN of a backup, and what can be read from it: account, region and table.</summary>
public sealed class BackupArn
{
    /// <summary>The shortest backup ARN (service model, shape BackupArn).</summary>
    public const int MinLength = 37;

    /// <summary>The longest backup ARN (service model, shape BackupArn).</summary>
    public const int MaxLength = 1024;

    private static readonly Regex ArnPattern = new(
        "^arn:(?<partition>aws[a-z-]*):dynamodb:(?<region>[a-z0-9-]+):(?<account>[0-9]{12})"
        + ":table/(?<table>[a-zA-Z0-9_.-]{3,255})/backup/(?<id>[a-zA-Z0-9_.-]+)\\z",
        RegexOptions.CultureInvariant);

    // 01489602797149-73d8d5bc: seen in every backup ARN, promised nowhere, so no more than a hint.
    private static readonly Regex TimedIdPattern = new("^0(?<ms>[0-9]{13})-", RegexOptions.CultureInvariant);

    private BackupArn(string text, Match match)
    {
        Text = text;
        Region = match.Groups["region"].Value;
        Account = match.Groups["account"].Value;
        TableName = match.Groups["table"].Value;
        var timed = TimedIdPattern.Match(match.Groups["id"].Value);
        if (timed.Success)
        {
            CreationHint = DateTimeOffset.FromUnixTimeMilliseconds(
                long.Parse(timed.Groups["ms"].Value, CultureInfo.InvariantCulture)).UtcDateTime;
        }
    }

    /// <summary>The whole ARN.</summary>
    public string Text { get; }

    /// <summary>The region's system name, such as <c>eu-west-1</c>.</summary>
    public string Region { get; }

    /// <summary>The twelve digits of the account.</summary>
    public string Account { get; }

    /// <summary>The name of the table the backup was made of.</summary>
    public string TableName { get; }

    /// <summary>
    /// When the backup was made by the service's clock (UTC), as its id seems to say; null where it does not.
    /// The service does not promise it: use it to look in a likely place first, never to decide.
    /// </summary>
    public DateTime? CreationHint { get; }

    /// <summary>Reads a backup's ARN.</summary>
    /// <param name="text">The ARN; null and empty are refused.</param>
    /// <param name="arn">The ARN's parts, where the text is one.</param>
    /// <param name="problem">Otherwise the rule the text breaks, as a sentence.</param>
    /// <returns>Whether the text is the ARN of a backup.</returns>
    public static bool TryParse(
        [NotNullWhen(true)] string? text, [NotNullWhen(true)] out BackupArn? arn, [NotNullWhen(false)] out string? problem)
    {
        arn = null;
        if (string.IsNullOrEmpty(text))
        {
            problem = "A backup ARN cannot be empty.";
        }
        else if (text.Length is < MinLength or > MaxLength)
        {
            problem = $"A backup ARN has {MinLength} to {MaxLength} characters; this one has {text.Length}.";
        }
        else if (ArnPattern.Match(text) is { Success: true } match)
        {
            problem = null;
            arn = new BackupArn(text, match);
        }
        else
        {
            problem = "The ARN of a backup has the form arn:aws:dynamodb:REGION:ACCOUNT:table/NAME/backup/ID"
                + (NameCharacters.FirstOutsideArn(text) is { } forbidden ? $"; {forbidden}." : ".");
        }

        return arn is not null;
    }

    /// <summary>
    /// What identifies a backup: account, table and id. Describing and deleting ignore an ARN's region, and answer with the ARN
    /// they were given (ack-api-quirks, DDB-BACKUP-012).
    /// </summary>
    /// <param name="arn">The ARN.</param>
    /// <returns>The part of the ARN from its account on; of any other text the whole.</returns>
    public static string IdentityOf(string arn)
    {
        var start = 0;
        for (var colons = 0; colons < 4; colons++)
        {
            start = arn.IndexOf(':', start) + 1;
            if (start == 0)
            {
                return arn;
            }
        }

        return arn[start..];
    }

    /// <summary>The whole ARN.</summary>
    /// <returns><see cref="Text"/>.</returns>
    public override string ToString() => Text;
}
