using System.Management.Automation;
using Amazon.DynamoDBv2.Model;
using Amazon.PowerShell.Cmdlets.DDB;
using DynamoBackup.Engine;

namespace DynamoBackup;

/// <summary>Where a record's calls go, and what rides along with its output so that the next command goes there too.</summary>
internal class RequestContext
{
    /// <summary>The type name that picks this module's views.</summary>
    public const string BackupTypeName = "DynamoBackup.Backup";

    private readonly string? _profileName;
    private readonly string? _endpointUrl;

    public RequestContext(BackupTarget target, string? profileName, string? endpointUrl, bool isOfCommandLine)
    {
        Target = target;
        IsOfCommandLine = isOfCommandLine;
        _profileName = profileName;
        _endpointUrl = endpointUrl;
    }

    protected RequestContext(RequestContext other)
        : this(other.Target, other._profileName, other._endpointUrl, other.IsOfCommandLine)
    {
    }

    public BackupTarget Target { get; }

    /// <summary>Whether the command line leads there, and nothing that came with the record.</summary>
    public bool IsOfCommandLine { get; }

    /// <summary>A backup as it is written to the pipeline.</summary>
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
    public PSObject Wrap(string table)
    {
        var output = new PSObject(table);
        RideAlong(output, nameof(AmazonDynamoDBClientCmdlet.Region), Target.Region);
        return WithAccount(output);
    }

    private PSObject WithAccount(PSObject output)
    {
        RideAlong(output, nameof(AmazonDynamoDBClientCmdlet.EndpointUrl), _endpointUrl);
        RideAlong(output, nameof(AmazonDynamoDBClientCmdlet.ProfileName), _profileName);
        return output;
    }

    private static void RideAlong(PSObject output, string name, string? value)
    {
        if (value is not null && output.Properties[name] is null)
        {
            output.Properties.Add(new PSNoteProperty(name, value));
        }
    }
}
