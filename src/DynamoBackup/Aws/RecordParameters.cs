using System.Management.Automation;
using Amazon;
using Amazon.DynamoDBv2;
using Amazon.PowerShell.Cmdlets.DDB;
using Amazon.Runtime;

namespace DynamoBackup.Aws;

/// <summary>One record's AWS common parameters, as a key: equal keys lead to one account and region.</summary>
/// <param name="Region">The region's name: the one given, or the ARN's; null for the default.</param>
/// <param name="AccessKey">The access key; null where none is given.</param>
/// <param name="SecretKey">The secret key; null where none is given.</param>
/// <param name="SessionToken">The session token; null where none is given.</param>
/// <param name="ProfileName">The profile; null where none is given.</param>
/// <param name="ProfileLocation">The file the profile is in; null for the usual ones.</param>
/// <param name="Credential">The credentials object; null where none is given.</param>
/// <param name="NetworkCredential">The credentials for a SAML profile; null where none are given.</param>
/// <param name="EndpointUrl">The endpoint; null for the region's own.</param>
/// <param name="ClientConfig">The client's settings; null for the usual ones.</param>
internal sealed record RecordParameters(
    string? Region,
    string? AccessKey,
    string? SecretKey,
    string? SessionToken,
    string? ProfileName,
    string? ProfileLocation,
    AWSCredentials? Credential,
    PSCredential? NetworkCredential,
    string? EndpointUrl,
    AmazonDynamoDBConfig? ClientConfig)
{
    /// <summary>Takes the parameters of the record at hand. An empty cell of a CSV file means what a missing column does.</summary>
    /// <param name="command">The command; its parameters are put right, too, as AWS Tools reads them next.</param>
    public static RecordParameters Read(AmazonDynamoDBClientCmdlet command)
    {
        command.AccessKey = NullIfEmpty(command.AccessKey);
        command.SecretKey = NullIfEmpty(command.SecretKey);
        command.SessionToken = NullIfEmpty(command.SessionToken);
        command.ProfileName = NullIfEmpty(command.ProfileName);
        command.ProfileLocation = NullIfEmpty(command.ProfileLocation);
        command.EndpointUrl = NullIfEmpty(command.EndpointUrl);
        command.Region = NameOf(command.Region);
        return new RecordParameters(
            command.Region?.ToString(),
            command.AccessKey,
            command.SecretKey,
            command.SessionToken,
            command.ProfileName,
            command.ProfileLocation,
            command.Credential,
            command.NetworkCredential,
            command.EndpointUrl,
            command.ClientConfig);
    }

    /// <summary>
    /// Whether an access key lacks its secret key or the other way around. AWS Tools passes over such keys, and uses other credentials.
    /// </summary>
    public bool HasPartialKeys => AccessKey is null != SecretKey is null || (SessionToken is not null && AccessKey is null);

    // A record's own text would hold the keys.
    public override string ToString() => nameof(RecordParameters);

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    // A region by its name: the SDK's RegionEndpoint has a SystemName, and what Get-AWSRegion emits a Region.
    private static object? NameOf(object? region) => region switch
    {
        PSObject { BaseObject: not PSCustomObject } wrapped => NameOf(wrapped.BaseObject),
        RegionEndpoint endpoint => endpoint.SystemName,
        null or "" => null,
        string => region,
        _ => PSObject.AsPSObject(region).Properties["Region"]?.Value as string ?? region,
    };
}
