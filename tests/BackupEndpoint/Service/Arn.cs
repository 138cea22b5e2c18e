using System.Globalization;
using System.Text.RegularExpressions;

namespace DynamoBackup.BackupEndpoint;

/// <summary>Reads the ARNs that callers send. What the service answers to each kind of wrong one is taken from published
/// probes of it (ack-api-quirks, findings DDB-BACKUP-012, DDB-BACKUP-014 and DDB-TABLE-011).</summary>
internal static partial class Arn
{
    /// <summary>The name of the table that a caller means by a name or an ARN.</summary>
    public static string TableName(string nameOrArn, Caller caller)
    {
        if (!nameOrArn.StartsWith("arn:", StringComparison.Ordinal))
        {
            return nameOrArn;
        }

        Match match = TablePattern().Match(nameOrArn);
        if (!match.Success)
        {
            throw ServiceException.Validation($"Invalid TableArn: Invalid ResourceArn provided as input {nameOrArn}");
        }

        if (match.Groups["account"].Value != caller.Account)
        {
            throw ServiceException.AccessDenied();
        }

        if (match.Groups["region"].Value != caller.Region)
        {
            throw ServiceException.Validation(
                $"Invalid TableArn: the region of {nameOrArn} does not match the region of the request, {caller.Region}");
        }

        return match.Groups["table"].Value;
    }

    /// <summary>The backup that an ARN means. Its region is not looked at: the service finds the backup of the region called.</summary>
    public static BackupPosition Backup(string arn, Caller caller) => Parse(arn, caller, out _);

    /// <summary>The place in a list after which the next page starts. Its region must be the one called.</summary>
    public static BackupPosition Cursor(string arn, Caller caller)
    {
        BackupPosition position = Parse(arn, caller, out string region);
        return region == caller.Region
            ? position
            : throw ServiceException.Validation(
                $"The region of the exclusive start backup ARN {arn} does not match the region of the request");
    }

    /// <summary>The table's name in any ARN or name, however wrong, to match fault rules against.</summary>
    public static string? TableOf(string? nameOrArn)
    {
        if (nameOrArn is null || !nameOrArn.StartsWith("arn:", StringComparison.Ordinal))
        {
            return nameOrArn;
        }

        string[] parts = nameOrArn.Split('/');
        return parts.Length > 1 ? parts[1] : null;
    }

    private static BackupPosition Parse(string arn, Caller caller, out string region)
    {
        Match match = BackupPattern().Match(arn);
        if (!match.Success)
        {
            throw ServiceException.Validation($"Invalid Backup ARN: {arn}");
        }

        region = match.Groups["region"].Value;
        if (match.Groups["partition"].Value != caller.Partition || match.Groups["service"].Value != "dynamodb"
            || (region.Length > 0 && !RegionPattern().IsMatch(region)))
        {
            throw ServiceException.Validation($"BackupArn is not valid: {arn}");
        }

        if (match.Groups["account"].Value != caller.Account || region.Length == 0)
        {
            throw ServiceException.AccessDenied();
        }

        return new BackupPosition(
            long.Parse(match.Groups["ms"].ValueSpan, CultureInfo.InvariantCulture),
            uint.Parse(match.Groups["suffix"].ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture),
            match.Groups["table"].Value);
    }

    [GeneratedRegex(@"^arn:(?<partition>[a-z-]+):dynamodb:(?<region>[a-z0-9-]*):(?<account>\d*):table/(?<table>[a-zA-Z0-9_.-]{3,255})\z")]
    private static partial Regex TablePattern();

    // The service knows its regions by name; that these are all of this form is an assumption.
    [GeneratedRegex(@"^(us|us-gov|ca|mx|sa|eu|me|il|af|ap|cn)-(north|south|east|west|central)(east|west)?-\d\z")]
    private static partial Regex RegionPattern();

    [GeneratedRegex(@"^arn:(?<partition>[a-z-]+):(?<service>[a-z0-9-]+):(?<region>[a-z0-9-]*):(?<account>\d*):"
        + @"table/(?<table>[a-zA-Z0-9_.-]{3,255})/backup/0(?<ms>\d{13})-(?<suffix>[0-9a-f]{8})\z")]
    private static partial Regex BackupPattern();
}
