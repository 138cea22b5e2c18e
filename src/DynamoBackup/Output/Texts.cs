using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Reflection;

namespace DynamoBackup.Output;

/// <summary>What the commands write for people, in one place; the engine has its own.</summary>
internal static class Texts
{
    public const string CertificatesAreNotChecked =
        "-SkipCertificateCheck: any certificate is accepted, so whoever sits between you and the endpoint can read and change everything.";

    public const string GiveATable =
        "Give the name or the ARN of a table, or an object with a TableName (a hashtable is none: make it a [pscustomobject]). "
        + "Get-DDBTableList shows the tables.";

    public const string NoneFound = "no credentials found";
    public const string GiveABackupName = "Give another -BackupName, or none to have one made.";
    public const string GiveAnotherPattern =
        "Check the wildcard (Get-DDBTableList shows the tables), the -Region and the account (Get-STSCallerIdentity).";
    public const string GiveABackup =
        "Give a backup's ARN or a backup, of any command (a hashtable is none: make it a [pscustomobject]). Get-DDBBackupList shows them.";

    public const string TableIsNoBackup = "This is the name of a table, and what is waited for is a backup, by its ARN.";
    public const string GiveAnotherSelect = "Give one of these, such as BackupDetails.BackupArn, or leave -Select out.";
    public const string GiveABundle = "Give the path of a PEM file with the root's certificate.";
    public const string GiveAnEndpointUrl = "Give a URL such as https://dynamodb.eu-west-1.amazonaws.com, or leave -EndpointUrl out.";
    public const string GiveARegion =
        "Give -Region, which holds for every record; or set a default for those that name none: Set-DefaultAWSRegion, or AWS_REGION.";
    public const string RegionsAreListed = "Get-AWSRegion lists the regions.";
    public const string MendCredentials = "Put right what is named, or use others with Set-AWSCredential, -ProfileName or the environment.";
    public const string MendSettings =
        "Put right what is named, in -ClientConfig, AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_DYNAMODB or the profile.";
    public const string UseAnotherAwsTools = "Install the AWS.Tools.DynamoDBv2 that this release was tested with, or a newer DynamoBackup.";

    public const string SetCredentials =
        "Set some with Set-AWSCredential, -ProfileName or the environment (AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY). "
        + "Get-AWSCredential -ListProfileDetail shows the profiles there are.";

    private const string SelectRule =
        "it takes '*', a property's path in CreateBackupResponse, or '^' and the name of a parameter that this command does not "
        + "share with others (^TableName, ^BackupName).";

    public const string Operation = "New-DdbBackup (CreateBackup)";
    public const string BacksUp = "Backing up DynamoDB tables";
    public const string BacksUpAndWaits = "Backing up DynamoDB tables and waiting";
    public const string Waits = "Waiting for DynamoDB backups";
    public const string WithTheSameKeys = ", both with the credentials given here";
    public const string Available = "available";
    public const string Created = "created";

    // Short: in a terminal 60 columns wide most of the bar is for the status.
    public const string Activity = "DynamoDB backups";
    public const string Done = "Done";

    // More names than these would bury the rest of a warning.
    private const int MostNames = 3;

    public static string FirstLine(string beginning, double minutes) =>
        minutes >= 0.1 ? $"{beginning}, up to {Number(minutes)} min each." : $"{beginning}, up to {Number(minutes * 60)} s each.";

    /// <summary>What a run came to, in one line: <c>120 backups: 117 available, 3 failed, 04:10, 31.2 GB · 2 skipped</c>.</summary>
    /// <param name="progress">How far it came.</param>
    /// <param name="done">What has become of a backup that has not failed: available, or created.</param>
    /// <param name="skipped">The records for which nothing was sent.</param>
    public static string LastLine(RunProgress progress, string done, int skipped) =>
        $"{progress.Total} {(progress.Total == 1 ? "backup" : "backups")}: "
        + $"{progress.Done - progress.Failed} {done}, {progress.Failed} failed, "
        + Time(progress.Elapsed)
        + (progress.SizeBytes > 0 ? $", {SizeText.Of(progress.SizeBytes)}" : string.Empty)
        + Skipped(skipped);

    public static string Skipped(int skipped) => skipped > 0 ? $" · {skipped} skipped" : string.Empty;

    public static string StateOfOne(RunProgress progress) => progress switch
    {
        { Available: 1 } => "AVAILABLE",
        { Created: 1 } => "created",
        { Failed: 1 } => "failed",
        { Creating: 1 } => "CREATING",
        _ => "waiting for its turn",
    };

    public static string Time(TimeSpan time) =>
        (time.TotalHours >= 1 ? (int)time.TotalHours + ":" : string.Empty) + time.ToString("mm\\:ss", CultureInfo.InvariantCulture);

    public static string TableAndName(BackupRequest request) =>
        request is CreateRequest { BackupName: { } name } ? $"{request.TableName} ({name})" : request.TableName;

    /// <summary>What a command leaves behind that ends at an error.</summary>
    /// <param name="made">Backups that are being made: their ARNs.</param>
    /// <param name="asked">What was asked for and may be made: tables, with the backup's name where it is known.</param>
    /// <param name="waitForThem">The command that waits for it.</param>
    public static string GoesOn(IReadOnlyList<string> made, IReadOnlyList<string> asked, string waitForThem)
    {
        var text = "The command ends here, at the first error.";
        text += made.Count > 0 ? $" {Count(made, "backup")} still being made: {FewOf(made)}." : string.Empty;
        text += asked.Count > 0 ? $" {Count(asked, "more")} asked for, and perhaps made: {FewOf(asked)}." : string.Empty;
        text += made.Count > MostNames ? " All of them: $Error[0..1].Exception.Data.BackupArn." : string.Empty;
        text += asked.Count > MostNames ? " All that are asked for: $Error[0..1].Exception.Data.Asked." : string.Empty;
        return $"{text} To wait for them: {waitForThem}";
    }

    /// <summary>What a command leaves behind that is stopped.</summary>
    /// <param name="made">How many backups are being made.</param>
    /// <param name="open">How many there are with those that were asked for, or were yet to be.</param>
    /// <param name="waitForThem">The command that waits for it.</param>
    public static string Stopped(int made, int open, string waitForThem)
    {
        var text = made == 0 ? $"Up to {open} {(open == 1 ? "backup" : "backups")} may have been asked for, and may be made"
            : made == 1 ? "1 backup goes on being made"
            : $"{made} backups go on being made";
        text += made > 0 && open > made ? $", and up to {open - made} more may be" : string.Empty;
        return $"Stopped. {text}; to wait for {(open == 1 ? "it" : "them")}: {waitForThem}";
    }

    /// <summary>The command that waits for what goes on being made: the README's.</summary>
    /// <param name="region">The option for its region; empty where none is known.</param>
    /// <param name="place">The options that lead to its account and endpoint.</param>
    public static string WaitForThem(string region, string place) =>
        $"Get-DDBBackupList -BackupType USER{region}{place} | Where-Object BackupStatus -eq CREATING | Wait-DdbBackup{place}";

    /// <summary>Where there are more of them; empty where there are none.</summary>
    /// <param name="places">Regions, with the options that lead there.</param>
    public static string AndElsewhere(IReadOnlyList<string> places) =>
        places.Count == 0 ? string.Empty : $"; and so in each other place: {FewOf(places)}";

    public static string GiveABackupOf(string table) =>
        $"Give a backup's ARN or a backup: Get-DDBBackupList -TableName {table} shows those of the table, and they can be piped here.";

    public static string SpaceAround(string name) => $"It begins or ends with a space; the table's name may be '{name}'.";

    public static string NoBackupOf(string table) => $"No backup of table '{table}' was made";

    public static string NoWaitFor(string table) => $"The backup of table '{table}' cannot be watched";

    /// <summary>What a backup is to be made of, and as what, for -WhatIf and -Confirm.</summary>
    /// <param name="table">The table, as the user named it.</param>
    /// <param name="region">The region; null where it is not known.</param>
    /// <param name="account">The account, in words.</param>
    /// <param name="backupName">The name of the backup.</param>
    public static string TableToConfirm(string table, string? region, string account, string backupName) =>
        $"table '{table}'{(region is null ? string.Empty : $" in {region}")}, {account}, as backup '{backupName}'";

    public static string NoMatchingTable(string pattern, string region, int count) =>
        $"No table in {region} matches '{pattern}': there {(count == 1 ? "is 1 table" : $"are {count} tables")}.";

    public static string OneNameForSeveral(string name, string first, string second) =>
        $"The script block of -BackupName gives the backups of several tables one name: '{name}' for '{first}' and '{second}'. "
        + "In it $_ is the "
        + "record, and a string has no TableName. A template names each by its table: -BackupName '{table}-nightly'.";

    public static string OfTable(string rule, string table) => $"{rule} (table '{table}')";

    public static string SkippedFor(string? value, string rule) => $"{Quoted(value)} was skipped, and nothing was sent for it: {rule}";

    public static string InvalidSelect(string? value, string? table) =>
        $"{Quoted(value)} is not a value of -Select: {SelectRule}"
        + (table is null ? string.Empty : $" Table '{table}' was skipped, and nothing was sent for it.");

    public static string InvalidEndpointUrl(string value) =>
        $"{Quoted(value)} is not a value of -EndpointUrl: it takes the http or https URL of an endpoint.";

    public static string NoCredentials(string consequence, string of) => $"{consequence}: no credentials{of} were found.";

    public static string UnusableCredentials(string consequence, string of, string reason) =>
        $"{consequence}: the credentials{of} cannot be had: {reason}";

    public static string NoRegion(string consequence) => $"{consequence}: no region is known for it.";

    public static string InvalidRegion(string consequence, string reason) => $"{consequence}: its region cannot be used: {reason}";

    /// <summary>Of a region that the AWS SDK does not know: a misspelled one, or one that is new.</summary>
    /// <param name="region">The region.</param>
    /// <param name="nearest">The one that is most like it; null where none is close.</param>
    public static string NoSuchRegion(string region, string? nearest) =>
        $"AWS Tools knows no region {Quoted(region)}{(nearest is null ? "." : $": did you mean {nearest}?")}";

    public static string InvalidSettings(string consequence, string reason) => $"{consequence}: its client cannot be made: {reason}";

    public static string RegionMismatch(string arnRegion, string region) =>
        $"its ARN is of region {arnRegion}, and the region given is {region}. Nothing was sent.";

    public static string GiveOneRegion(string arnRegion) => $"Leave -Region out, or give -Region {arnRegion}.";

    public static string BundleIsEmpty(string path) => $"'{path}' holds no certificate: give a PEM file of one or more roots.";

    public static string BundleCannotBeRead(string path, string reason) => $"'{path}' cannot be read: {reason}";

    public static string BundleIsTooLarge(string path, int most) =>
        $"'{path}' is larger than {most} MB: give a PEM file of roots (those of a whole system are 0.2 MB).";

    public static string BundleIsBroken(string path, string reason) => $"'{path}' holds a certificate that cannot be read: {reason}";

    public static string AwsToolsLacks(string member, AssemblyName assembly) =>
        $"DynamoBackup needs {member} of AWS Tools, to be read and set, and {Name(assembly)} does not have it so.";

    public static string AwsToolsSkips(string member, AssemblyName assembly) =>
        $"DynamoBackup needs AWS Tools to come to {member} while it makes a client, and {Name(assembly)} does not.";

    public static string AwsToolsFails(Exception exception, AssemblyName assembly) =>
        $"{Name(assembly)} failed while it looked for credentials and region, with a {exception.GetType().Name}: {exception.Message}";

    public static string NotATime(object value, bool isMinutes, bool allowsZero, double most) => string.Format(
        CultureInfo.InvariantCulture,
        "The value {0} is not a time: give a number of {1} {2}, a millisecond at least, up to {3} (a year).",
        value,
        isMinutes ? "minutes" : "seconds",
        allowsZero ? "of more than 0, or 0 for no limit" : "of more than 0",
        most);

    public static string ClockIsNoNumber(string text, string unit, int example) =>
        $"'{text}' is not a number of {unit.ToLowerInvariant()}: give one, such as {example}, or a timespan, "
        + $"such as (New-TimeSpan -{unit} {example}).";

    /// <summary>The first few of many: <c>a, b, c and 2 more</c>.</summary>
    /// <param name="items">All of them.</param>
    public static string FewOf(IReadOnlyList<string> items) =>
        string.Join(", ", items.Take(MostNames)) + (items.Count > MostNames ? $" and {items.Count - MostNames} more" : string.Empty);

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private static string Count(IReadOnlyList<string> items, string noun) =>
        items.Count == 1 ? $"1 {noun} is" : noun == "more" ? $"{items.Count} more are" : $"{items.Count} {noun}s are";

    // A 10,000-character value would bury the rule it breaks.
    private static string Quoted(string? value) => value switch
    {
        null => "A value of $null",
        { Length: > 100 } => $"'{value[..60]}…'",
        _ => $"'{value}'",
    };

    private static string Name(AssemblyName assembly) => $"{assembly.Name} {assembly.Version}";
}
