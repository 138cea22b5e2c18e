using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace DynamoBackup.Engine.Requests;

/// <summary>
/// A table as the user named it: a table name, or the ARN of a table, which also says its account and region.
/// </summary>
public sealed class TableReference
{
    /// <summary>The longest table reference CreateBackup takes (service model, shape TableArn).</summary>
    public const int MaxLength = 1024;

    /// <summary>The shortest table name (service model, shape TableName).</summary>
    public const int MinNameLength = 3;

    /// <summary>The longest table name (service model, shape TableName).</summary>
    public const int MaxNameLength = 255;

    private static readonly Regex ArnPattern = new(
        "^arn:(?<partition>aws[a-z-]*):dynamodb:(?<region>[a-z0-9-]+):(?<account>[0-9]{12}):table/(?<name>[^/]+)\\z",
        RegexOptions.CultureInvariant);

    private TableReference(string text, string name, string? region, string? account)
    {
        Text = text;
        Name = name;
        Region = region;
        Account = account;
    }

    /// <summary>What the user wrote, a name or an ARN: what is sent to the service.</summary>
    public string Text { get; }

    /// <summary>The table's name: 3 to 255 characters of <c>[a-zA-Z0-9_.-]</c>.</summary>
    public string Name { get; }

    /// <summary>The region an ARN names, as a system name such as <c>eu-west-1</c>; null for a plain name.</summary>
    public string? Region { get; }

    /// <summary>The twelve digits of the account an ARN names; null for a plain name.</summary>
    public string? Account { get; }

    /// <summary>Reads a table's name or ARN.</summary>
    /// <param name="text">The name or ARN; null and empty are refused.</param>
    /// <param name="reference">The table, where the text is one.</param>
    /// <param name="problem">Otherwise the rule the text breaks, as a sentence.</param>
    /// <returns>Whether the text names a table.</returns>
    public static bool TryParse(
        [NotNullWhen(true)] string? text, [NotNullWhen(true)] out TableReference? reference, [NotNullWhen(false)] out string? problem)
    {
        reference = null;
        problem = null;
        if (string.IsNullOrEmpty(text))
        {
            problem = "A table name cannot be empty.";
        }
        else if (text.Length > MaxLength)
        {
            problem = $"A table name or ARN has at most {MaxLength} characters; this one has {text.Length}.";
        }
        else if (text.StartsWith("arn:", StringComparison.Ordinal))
        {
            reference = FromArn(text, out problem);
        }
        else if (NameProblem(text) is { } rule)
        {
            problem = rule;
        }
        else
        {
            reference = new TableReference(text, text, region: null, account: null);
        }

        return reference is not null;
    }

    /// <summary>The table's name or ARN as the user wrote it.</summary>
    /// <returns><see cref="Text"/>.</returns>
    public override string ToString() => Text;

    private static TableReference? FromArn(string text, out string? problem)
    {
        var match = ArnPattern.Match(text);
        if (!match.Success)
        {
            problem = BackupArn.TryParse(text, out var backup, out _)
                ? $"This is the ARN of a backup, of table '{backup.TableName}': give the table's name."
                : "The ARN of a table has the form arn:aws:dynamodb:REGION:ACCOUNT:table/NAME, with an account of 12 digits"
                    + (NameCharacters.FirstOutsideArn(text) is { } forbidden ? $"; {forbidden}." : ".");
            return null;
        }

        var name = match.Groups["name"].Value;
        problem = NameProblem(name);
        return problem is null
            ? new TableReference(text, name, match.Groups["region"].Value, match.Groups["account"].Value)
            : null;
    }

    private static string? NameProblem(string name)
    {
        if (name.Length is < MinNameLength or > MaxNameLength)
        {
            return $"A table name has {MinNameLength} to {MaxNameLength} characters; this one has {name.Length}.";
        }

        return NameCharacters.FirstForbidden(name) is { } forbidden ? $"A table name {NameCharacters.Rule}; {forbidden}." : null;
    }
}
