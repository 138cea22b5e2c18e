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

    public const string LocationIsAlone = "-ProfileLocation was given without -ProfileName";
    public const string KeysArePartial = "-AccessKey and -SecretKey must be given together, and -SessionToken only with them";

    public const string NoneFound = "no credentials found";
    public const string GiveABackupName = "Give another -BackupName, or none to have one made.";
    public const string NameIsNoArn = "This is a name, and a backup is identified by its ARN.";
    public const string GiveAnotherSelect = "Give one of these, such as BackupDetails.BackupArn, or leave -Select out.";
    public const string GiveABundle = "Give the path of a PEM file with the root's certificate.";
    public const string GiveAnEndpointUrl = "Give a URL such as https://dynamodb.eu-west-1.amazonaws.com, or leave -EndpointUrl out.";
    public const string RegionsAreListed = "Get-AWSRegion lists the regions.";
    public const string MendCredentials =
        "Correct what the message names, or use other credentials with Set-AWSCredential, -ProfileName or the environment.";
    public const string MendSettings =
        "Correct what the message names, in -ClientConfig, AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_DYNAMODB or the profile.";
    public const string UseAnotherAwsTools = "Install the AWS.Tools.DynamoDBv2 that this release was tested with, or a newer DynamoBackup.";

    public const string SetCredentials =
        "Set some with Set-AWSCredential, -ProfileName or the environment (AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY). "
        + "Get-AWSCredential -ListProfileDetail shows the profiles there are.";

    private const string SelectRule =
        "it takes '*', a property's path in CreateBackupResponse, or '^' and the name of a parameter that this command does not "
        + "share with others (^TableName, ^BackupName).";

    public const string AddForce = "To run it without confirmation, add -Force. To see first what it would do, add -WhatIf.";
    public const string Operation = "New-DdbBackup (CreateBackup)";
    public const string BacksUp = "Backing up DynamoDB tables";
    public const string BacksUpAndWaits = "Backing up DynamoDB tables and waiting";
    public const string Waits = "Waiting for DynamoDB backups";
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
    /// <param name="created">The ARNs of the backups that are still being created.</param>
    /// <param name="requested">What may be: tables, with the backup's name where it is known.</param>
    /// <param name="places">Where they are.</param>
    public static string StillCreating(
        IReadOnlyList<string> created, IReadOnlyList<string> requested, IReadOnlyList<PrintedCommands> places)
    {
        var text = "The command ends here, at the first error.";
        text += created.Count > 0 ? $" {Are(created.Count, "backup")} still being created: {FewOf(created)}." : string.Empty;
        text += requested.Count > 0
            ? $" {Were(requested.Count, created.Count > 0 ? "more" : "backup")} requested, and may have been created: {FewOf(requested)}."
            : string.Empty;
        text += created.Count > MostNames ? " For all ARNs: $Error[0..1].Exception.Data.BackupArn." : string.Empty;
        text += requested.Count > MostNames ? " For all requested: $Error[0..1].Exception.Data.Asked." : string.Empty;
        return $"{text} To wait for {(created.Count + requested.Count == 1 ? "it" : "them")}{WaitForPending(places)}";
    }

    /// <summary>What a command leaves behind that is stopped.</summary>
    /// <param name="created">How many backups are still being created.</param>
    /// <param name="requested">How many may be.</param>
    /// <param name="places">Where they are.</param>
    public static string Stopped(int created, int requested, IReadOnlyList<PrintedCommands> places)
    {
        var text = created > 0 ? $"{Are(created, "backup")} still being created" : string.Empty;
        text += requested > 0
            ? $"{(created > 0 ? ", and " : string.Empty)}{Were(requested, created > 0 ? "more" : "backup")} requested, "
                + "and may have been created"
            : string.Empty;
        return $"Stopped. {text}; to wait for {(created + requested == 1 ? "it" : "them")}{WaitForPending(places)}";
    }

    /// <summary>What to do where a value is no table.</summary>
    /// <param name="commands">The commands that lead to where it was to be.</param>
    public static string GiveATable(PrintedCommands commands) =>
        "Give the name or ARN of a table, or an object with the property TableName (hashtables are not supported: use [pscustomobject]). "
        + ToListTables(commands);

    /// <summary>What to do where a wildcard matches nothing.</summary>
    /// <param name="commands">The commands that lead to where it was to.</param>
    public static string GiveAnotherPattern(PrintedCommands commands) =>
        $"Check the wildcard, the region and the account. {ToListTables(commands)}";

    /// <summary>How to see the tables there are.</summary>
    /// <param name="commands">The commands that lead there.</param>
    public static string ToListTables(PrintedCommands commands) => $"To list the tables{commands.WithSameKeys}: {commands.ListTables}";

    /// <summary>What to do where a value is no backup.</summary>
    /// <param name="commands">The commands that lead to where it was to be.</param>
    public static string GiveABackup(PrintedCommands commands) =>
        "Give the ARN of a backup, or a backup from any command (hashtables are not supported: use [pscustomobject]). "
        + $"To list the backups{commands.WithSameKeys}: {commands.ListAllBackups}";

    /// <summary>How to wait for what has a name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="commands">The commands that lead there.</param>
    public static string WaitForNamed(string name, PrintedCommands commands) =>
        $"To wait for the backups of that name, or of the table of that name{commands.WithSameKeys}: {commands.WaitForNamed(name)}";

    public static string SpaceAround(string name) => $"It begins or ends with a space; the table's name may be '{name}'.";

    public static string NoBackupOf(string table) => $"No backup of table '{table}' was created";

    public static string ConfirmationUnavailable(string consequence) =>
        $"{consequence}: it needs confirmation, and nobody can be asked here.";

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

    /// <summary>Of -ThrottleLimit, where the process may not open as many connections.</summary>
    /// <param name="calls">The most calls at once.</param>
    public static string FewerCalls(int calls) =>
        $"At most {Count(calls, "call")} at once in each region: this process may not open more files (ulimit -n).";

    public static string OfTable(string rule, string table) => $"{rule} (table '{table}')";

    public static string SkippedFor(string? value, string rule) => $"{Quoted(value)} was skipped, and nothing was sent for it: {rule}";

    public static string InvalidSelect(string? value, string? table) =>
        $"{Quoted(value)} is not a value of -Select: {SelectRule}"
        + (table is null ? string.Empty : $" Table '{table}' was skipped, and nothing was sent for it.");

    public static string InvalidEndpointUrl(string value) =>
        $"{Quoted(value)} is not a value of -EndpointUrl: it takes the http or https URL of an endpoint.";

    public static string NoCredentials(string consequence) =>
        $"{consequence}: no credentials were found in the environment, in a default profile, or in the role of a container or an instance.";

    public static string NoSuchProfile(string name, string files) => $"there is no profile {Quoted(name)} in {files}";

    public static string CheckProfile(string listProfiles) => $"Check the name. To list the profiles: {listProfiles}";

    public static string UnusableCredentials(string consequence, string of, string reason) =>
        $"{consequence}: the credentials{of} could not be obtained: {reason}";

    public static string NoRegion(string consequence) => $"{consequence}: no region was given, and no default region is set.";

    /// <summary>Of a profile's region that AWS Tools leaves unused.</summary>
    /// <param name="profile">The profile's name.</param>
    /// <param name="region">Its region.</param>
    public static string RegionOfProfileIsUnused(string profile, string region) =>
        $"Profile '{profile}' has the region {region}, but AWS Tools uses the region of the default profile alone.";

    /// <summary>Of a variable that AWS Tools does not read.</summary>
    /// <param name="region">Its value.</param>
    public static string DefaultRegionIsUnused(string region) =>
        $"AWS_DEFAULT_REGION is set to {region}, but AWS Tools reads AWS_REGION.";

    /// <summary>What to do where no region is known.</summary>
    /// <param name="region">One that is at hand; or null.</param>
    public static string GiveARegion(string? region = null) =>
        $"Give -Region{(region is null ? string.Empty : $" {region}")}, which applies to every record, or set a default with "
        + "Set-DefaultAWSRegion or AWS_REGION.";

    /// <summary>Of several regions that one record has.</summary>
    /// <param name="regions">The regions.</param>
    public static string SeveralRegions(IReadOnlyList<string> regions) =>
        $"several regions are given ({FewOf(regions)}), and a record has one. Give a record for each.";

    /// <summary>Of an object in a region's place.</summary>
    /// <param name="type">Its type.</param>
    public static string IsNoRegion(string type) => $"an object of type {type} is not a region. Give a region's name.";

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

    // Three statements at most: a line of them can be pasted as it is.
    private static string WaitForPending(IReadOnlyList<PrintedCommands> places)
    {
        var shown = places.Take(MostNames).ToList();
        var where = places.Count > MostNames ? $" in the first {MostNames} of {places.Count} places" : string.Empty;
        var keys = places.FirstOrDefault(place => place.NeedsKeys)?.WithSameKeys;
        return $"{where}{keys}: {string.Join("; ", shown.Select(place => place.WaitForPending))}";
    }

    private static string Are(int count, string noun) => $"{Count(count, noun)} {(count == 1 ? "is" : "are")}";

    private static string Were(int count, string noun) => $"{Count(count, noun)} {(count == 1 ? "was" : "were")}";

    private static string Count(int count, string noun) => count == 1 || noun == "more" ? $"{count} {noun}" : $"{count} {noun}s";

    // A 10,000-character value would bury the rule it breaks.
    private static string Quoted(string? value) => value switch
    {
        null => "A value of $null",
        { Length: > 100 } => $"'{value[..60]}…'",
        _ => $"'{value}'",
    };

    private static string Name(AssemblyName assembly) => $"{assembly.Name} {assembly.Version}";
}
