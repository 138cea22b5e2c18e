using System.Text;
using System.Text.RegularExpressions;

namespace DynamoBackup.Engine.Requests;

/// <summary>
/// Every PowerShell command that a message tells the reader to run, with the options that lead it to the same account, region and
/// endpoint as the command that failed, so that it works when it is pasted.
/// </summary>
public sealed record PrintedCommands
{
    // What PowerShell passes on as it stands. Another text is quoted: 'night job', '-music', '007'.
    private static readonly Regex PlainWord = new("^[a-zA-Z][a-zA-Z0-9_.:/-]*\\z", RegexOptions.CultureInvariant);

    /// <summary>The region's system name; null to leave it to the session's default.</summary>
    public string? Region { get; init; }

    /// <summary>The profile that was given; or null.</summary>
    public string? ProfileName { get; init; }

    /// <summary>The file that the profile is in, where one was given; or null.</summary>
    public string? ProfileLocation { get; init; }

    /// <summary>The endpoint that was given; or null.</summary>
    public string? EndpointUrl { get; init; }

    /// <summary>Whether keys were given, which no message shows.</summary>
    public bool NeedsKeys { get; init; }

    /// <summary>
    /// What introduces a command where the reader must add the keys: <c>, with the same credentials</c>; otherwise empty.
    /// </summary>
    public string WithSameKeys => NeedsKeys ? ", with the same credentials" : string.Empty;

    /// <summary>Lists the tables.</summary>
    public string ListTables => "Get-DDBTableList" + Options;

    /// <summary>Lists all backups.</summary>
    public string ListAllBackups => "Get-DDBBackupList" + Options;

    /// <summary>Waits for all on-demand backups that are still being created.</summary>
    public string WaitForPending =>
        $"Get-DDBBackupList -BackupType USER{Options} | Where-Object BackupStatus -eq CREATING | Wait-DdbBackup{OptionsOfPlace}";

    /// <summary>Lists the stored profiles.</summary>
    public string ListProfiles => "Get-AWSCredential -ListProfileDetail" + Option("ProfileLocation", ProfileLocation);

    /// <summary>Shows whose credentials are used. It needs a module that DynamoBackup does not: AWS.Tools.SecurityToken.</summary>
    public string ShowIdentity => "Get-STSCallerIdentity" + (this with { EndpointUrl = null }).Options;

    private string Options => Option("Region", Region) + OptionsOfPlace;

    private string OptionsOfPlace =>
        Option("ProfileName", ProfileName) + Option("ProfileLocation", ProfileLocation) + Option("EndpointUrl", EndpointUrl);

    /// <summary>Lists a table's backups.</summary>
    /// <param name="tableName">The table's name.</param>
    public string ListBackups(string tableName) => $"Get-DDBBackupList -TableName {Quoted(tableName)}{Options}";

    /// <summary>Finds a table's backup by its name.</summary>
    /// <param name="tableName">The table's name.</param>
    /// <param name="backupName">The backup's name.</param>
    public string FindBackup(string tableName, string backupName) =>
        $"{ListBackups(tableName)} | Where-Object BackupName -eq {Quoted(backupName)}";

    /// <summary>Waits for the backups of a name that may be a table's or a backup's.</summary>
    /// <param name="name">The name.</param>
    public string WaitForNamed(string name) =>
        $"{ListAllBackups} | Where-Object {{ {Quoted(name, always: true)} -in $_.TableName, $_.BackupName }} "
        + $"| Wait-DdbBackup{OptionsOfPlace}";

    /// <summary>Waits for a backup.</summary>
    /// <param name="backupArn">Its ARN, which names its region.</param>
    public string WaitFor(string backupArn) => $"Wait-DdbBackup {Quoted(backupArn)}{OptionsOfPlace}";

    /// <summary>Shows a backup.</summary>
    /// <param name="backupArn">Its ARN.</param>
    public string ShowBackup(string backupArn) => $"Get-DDBBackup {Quoted(backupArn)}{Options}";

    /// <summary>Deletes a backup.</summary>
    /// <param name="backupArn">Its ARN.</param>
    public string DeleteBackup(string backupArn) => $"Remove-DDBBackup {Quoted(backupArn)}{Options}";

    private static string Option(string name, string? value) => value is null ? string.Empty : $" -{name} {Quoted(value)}";

    private static string Quoted(string value, bool always = false)
    {
        if (!always && PlainWord.IsMatch(value))
        {
            return value;
        }

        var quoted = new StringBuilder("'", value.Length + 2);
        foreach (var character in value)
        {
            // PowerShell takes each of these for a single quote.
            quoted.Append(character, character is '\'' or (>= '\u2018' and <= '\u201b') ? 2 : 1);
        }

        return quoted.Append('\'').ToString();
    }
}
