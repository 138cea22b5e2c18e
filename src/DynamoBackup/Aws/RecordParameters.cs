using System.Linq;
using System.Management.Automation;
using System.Text.RegularExpressions;
using Amazon;
using Amazon.DynamoDBv2;
using Amazon.PowerShell.Cmdlets.DDB;
using Amazon.Runtime;
using DynamoBackup.Binding;
using DynamoBackup.Output;

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
/// <param name="EndpointUrl">The endpoint, without the user information it may have come with; null for the region's own.</param>
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
    // Up to the last @ of what can be a URL's authority.
    private static readonly Regex UserInfo = new("^([a-zA-Z][a-zA-Z0-9+.-]*://)?[^/?#]*@", RegexOptions.CultureInvariant);

    /// <summary>Why the region that was given is none; null where it is one, or none was given.</summary>
    public string? RegionProblem { get; private init; }

    /// <summary>The commands that messages print about the record.</summary>
    public PrintedCommands Commands => new()
    {
        Region = Region,
        ProfileName = ProfileName,
        ProfileLocation = ProfileLocation,
        EndpointUrl = EndpointUrl ?? (ClientConfig is null ? null : ClientSettings.ServiceUrlOf(ClientConfig)),
        NeedsKeys = Credential is not null || NetworkCredential is not null || AccessKey is not null,
    };

    /// <summary>Takes the parameters of the record at hand. An empty cell of a CSV file means what a missing column does.</summary>
    /// <param name="command">The command; its parameters are corrected, too, as AWS Tools reads them next.</param>
    public static RecordParameters Read(AmazonDynamoDBClientCmdlet command)
    {
        command.AccessKey = NullIfEmpty(command.AccessKey);
        command.SecretKey = NullIfEmpty(command.SecretKey);
        command.SessionToken = NullIfEmpty(command.SessionToken);
        command.ProfileName = NullIfEmpty(command.ProfileName);
        command.ProfileLocation = NullIfEmpty(command.ProfileLocation);
        command.EndpointUrl = NullIfEmpty(command.EndpointUrl) is { } url ? WithoutUserInfo(url) : null;
        var region = NameOf(command.Region, out var problem);
        command.Region = region;
        return new RecordParameters(
            region,
            command.AccessKey,
            command.SecretKey,
            command.SessionToken,
            command.ProfileName,
            command.ProfileLocation,
            command.Credential,
            command.NetworkCredential,
            command.EndpointUrl,
            command.ClientConfig)
        {
            RegionProblem = problem,
        };
    }

    /// <summary>
    /// Whether an access key lacks its secret key or the other way around. AWS Tools passes over such keys, and uses other credentials.
    /// </summary>
    public bool HasPartialKeys => AccessKey is null != SecretKey is null || (SessionToken is not null && AccessKey is null);

    /// <summary>A URL without the user name and password it may have. HTTP clients send neither, and messages must not show them.</summary>
    /// <param name="url">The URL.</param>
    public static string WithoutUserInfo(string url) => UserInfo.Replace(url, "$1");

    // A record's own text would hold the keys.
    public override string ToString() => nameof(RecordParameters);

    private static string? NullIfEmpty(string? text) => NotGiven.Is(text) ? null : text;

    // A region by its name: the SDK's RegionEndpoint has a SystemName, and what Get-AWSRegion emits a Region.
    private static string? NameOf(object? region, out string? problem)
    {
        problem = null;
        if (NotGiven.Is(region))
        {
            return null;
        }

        if (LanguagePrimitives.GetEnumerable(region) is { } several)
        {
            object?[] given = [.. several.Cast<object?>().Where(one => !NotGiven.Is(one))];
            problem = given.Length > 1 ? Texts.SeveralRegions([.. given.Select(one => NameOf(one, out _) ?? "?")]) : null;
            return given.Length == 1 ? NameOf(given[0], out problem) : null;
        }

        var value = PSObject.AsPSObject(region);
        var name = value.BaseObject switch
        {
            string text => text,
            RegionEndpoint endpoint => endpoint.SystemName,
            _ => value.Properties["Region"]?.Value as string,
        };
        problem = name is null ? Texts.IsNoRegion(value.TypeNames.FirstOrDefault() ?? value.BaseObject.GetType().FullName!) : null;
        return name;
    }
}
