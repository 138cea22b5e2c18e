using System.Management.Automation;
using Amazon.DynamoDBv2.Model;
using Amazon.PowerShell.Cmdlets.DDB;

namespace DynamoBackup.Aws;

/// <summary>Where a record's calls go, and what goes along with its output so that the next command goes there too.</summary>
/// <param name="Target">The account and region.</param>
/// <param name="ProfileName">The profile that was given; or null.</param>
/// <param name="EndpointUrl">The endpoint that was given; or null.</param>
/// <param name="IsOfCommandLine">Whether the command line leads there, and nothing that came with the record.</param>
/// <param name="Account">The account, in words for a person.</param>
internal sealed record RecordContext(BackupTarget Target, string? ProfileName, string? EndpointUrl, bool IsOfCommandLine, string Account)
{
    /// <summary>The type name that selects this module's views.</summary>
    public const string BackupTypeName = "DynamoBackup.Backup";

    /// <summary>A backup as it is written to the pipeline.</summary>
    /// <param name="details">The backup.</param>
    public PSObject Wrap(BackupDetails details)
    {
        var output = new PSObject(details);
        if (output.TypeNames[0] != BackupTypeName)
        {
            output.TypeNames.Insert(0, BackupTypeName);
        }

        return WithAccount(output);
    }

    /// <summary>A table as an error's target: its name, and where it is, so that it can be given again.</summary>
    /// <param name="table">The table's name or ARN.</param>
    public PSObject Wrap(string table)
    {
        var output = new PSObject(table);
        Add(output, nameof(AmazonDynamoDBClientCmdlet.Region), Target.Region);
        return WithAccount(output);
    }

    private PSObject WithAccount(PSObject output)
    {
        Add(output, nameof(EndpointUrl), EndpointUrl);
        Add(output, nameof(ProfileName), ProfileName);
        return output;
    }

    private static void Add(PSObject output, string name, string? value)
    {
        if (value is not null && output.Properties[name] is null)
        {
            output.Properties.Add(new PSNoteProperty(name, value));
        }
    }
}
