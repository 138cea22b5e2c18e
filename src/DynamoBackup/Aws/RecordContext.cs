using System;
using System.Management.Automation;
using Amazon.DynamoDBv2.Model;
using Amazon.PowerShell.Cmdlets.DDB;
using DynamoBackup.Output;

namespace DynamoBackup.Aws;

/// <summary>Where a record's calls go, and what goes along with its output so that the next command goes there too.</summary>
/// <param name="Target">The account and region.</param>
/// <param name="ProfileName">The profile that was given; or null.</param>
/// <param name="EndpointUrl">The endpoint that was given; or null.</param>
/// <param name="IsOfCommandLine">Whether the command line leads there, and nothing that came with the record.</param>
/// <param name="Account">The account, in words for a person.</param>
internal sealed record RecordContext(
    BackupTarget Target, string? ProfileName, string? EndpointUrl, bool IsOfCommandLine, string Account)
{
    /// <summary>
    /// What may be why nothing is there: a region in the endpoint's name that the SDK does not know. Null where it knows it, or the
    /// endpoint is of another name.
    /// </summary>
    public string? RegionProblem =>
        Target.Endpoint.Contains($".{Target.Region}.", StringComparison.OrdinalIgnoreCase) && !KnownRegions.Contains(Target.Region)
            ? KnownRegions.Miss(Target.Region)
            : null;

    /// <summary>A backup as it is written to the pipeline.</summary>
    /// <param name="details">The backup.</param>
    /// <param name="tableId">The id of its table; null where it is not known.</param>
    public PSObject Wrap(BackupDetails details, string? tableId = null)
    {
        var output = new PSObject(details);
        if (output.TypeNames[0] != BackupProperties.TypeName)
        {
            // An object's own properties come before its type's: Format-Table * and a CSV file begin with the table.
            output.TypeNames.Insert(0, BackupProperties.TypeName);
            Add(output, nameof(BackupProperties.TableName), BackupProperties.TableName(output));
            Add(output, nameof(BackupProperties.Region), BackupProperties.Region(output));
            Add(output, nameof(TableDescription.TableId), tableId);
            ViewMembers.AddToBackup(output);
        }

        return WithAccount(output);
    }

    /// <summary>A backup of a plan as it is written to the pipeline.</summary>
    /// <param name="backup">The backup.</param>
    public PSObject Wrap(PlannedTableBackup backup)
    {
        var output = new PSObject(backup);
        ViewMembers.AddToPlan(output);
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
        AddIfGiven(output, nameof(EndpointUrl), EndpointUrl);
        AddIfGiven(output, nameof(ProfileName), ProfileName);
        return output;
    }

    private static void AddIfGiven(PSObject output, string name, string? value)
    {
        if (value is not null)
        {
            Add(output, name, value);
        }
    }

    private static void Add(PSObject output, string name, string? value)
    {
        if (output.Properties[name] is null)
        {
            output.Properties.Add(new PSNoteProperty(name, value));
        }
    }
}
