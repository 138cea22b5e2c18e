using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Runtime.CompilerServices;
using System.Threading;
using Amazon;
using Amazon.DynamoDBv2;
using DynamoBackup.Aws;

namespace DynamoBackup.Completion;

/// <summary>
/// Asks AWS Tools for the things a completer offers: with the account and region that the command line names, within two
/// seconds, and silent where it cannot. What was told is remembered for a short while.
/// </summary>
internal static class AwsToolsQuery
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(2);

    // What leads a command to an account and region.
    private static readonly string[] CommonParameters =
    [
        "Region", "ProfileName", "ProfileLocation", "AccessKey", "SecretKey", "SessionToken", "Credential", "NetworkCredential",
        "EndpointUrl", "ClientConfig",
    ];

    // Where AWS Tools keeps the session's defaults, and what it reads of the environment.
    private static readonly string[] SessionVariables = ["StoredAWSCredentials", "StoredAWSRegion"];
    private static readonly string[] EnvironmentVariables =
        ["AWS_ACCESS_KEY_ID", "AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_DYNAMODB"];

    // A completer lives for one key press: only a static outlives it.
    private static readonly ShortMemory<IReadOnlyList<PSObject>> Answers = new(TimeProvider.System);

    /// <summary>What a command of AWS Tools emits.</summary>
    /// <param name="command">The command's name.</param>
    /// <param name="boundParameters">What the command line says so far.</param>
    /// <param name="memory">How long an answer is good.</param>
    /// <param name="own">A parameter of the command's own: its name and value; none by default.</param>
    /// <returns>The objects; as many as came in time, none where it failed.</returns>
    public static IReadOnlyList<PSObject> Ask(
        string command, IDictionary boundParameters, TimeSpan memory, (string Name, string Value) own = default)
    {
        var parameters = CommonParameters.Where(boundParameters.Contains).ToDictionary(name => name, name => boundParameters[name]);
        if (own.Name is not null)
        {
            parameters.Add(own.Name, own.Value);
        }

        // AWS Tools would ask with other credentials.
        if (boundParameters["ProfileName"] is string profile
            && Profiles.Find(profile, boundParameters["ProfileLocation"] as string) is null)
        {
            return [];
        }

        var given = parameters.Select(parameter => $"{parameter.Key}={IdentityOf(parameter.Key, parameter.Value)}");
        var key = string.Join("\n", [command, .. given, .. Defaults()]);
        if (Answers.TryGet(key, out var known))
        {
            return known;
        }

        var errors = SessionErrors();
        var last = errors?.Count > 0 ? errors[0] : null;

        // A call that is under way does not end when its command is stopped (seen with AWS Tools 5.0.100).
        parameters.TryAdd("ClientConfig", new AmazonDynamoDBConfig { Timeout = TimeLimit, MaxErrorRetry = 0 });
        var objects = Invoke("AWS.Tools.DynamoDBv2\\" + command, parameters!);

        // A key press is not to come between the user's last error and $Error[0].
        while (errors?.Count > 0 && !ReferenceEquals(errors[0], last))
        {
            errors.RemoveAt(0);
        }

        if (objects.Count > 0)
        {
            Answers.Set(key, objects, memory);
        }

        return objects;
    }

    private static IList? SessionErrors() =>
        Invoke("Microsoft.PowerShell.Utility\\Get-Variable", new Dictionary<string, object> { ["Name"] = "Error", ["Scope"] = "Global" })
            .Select(variable => (variable?.BaseObject as PSVariable)?.Value as IList)
            .FirstOrDefault();

    // A session that turns to another account is not to be offered the tables of the one before.
    private static IEnumerable<string> Defaults() =>
        Invoke("Microsoft.PowerShell.Utility\\Get-Variable", new() { ["Name"] = SessionVariables, ["ValueOnly"] = true })
            .Select(value => IdentityOf(value?.BaseObject))
            .Concat(EnvironmentVariables.Select(name => $"{name}={Environment.GetEnvironmentVariable(name)}"));

    // Credentials are told apart by the object: their text is their type's name, and their secret is nobody's business.
    private static string IdentityOf(string parameter, object? value) =>
        parameter is "SecretKey" or "SessionToken" ? $"{value?.GetHashCode()}" : IdentityOf(value);

    private static string IdentityOf(object? value) => value switch
    {
        null => string.Empty,
        string or IFormattable or RegionEndpoint => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        _ => RuntimeHelpers.GetHashCode(value).ToString(CultureInfo.InvariantCulture),
    };

    private static List<PSObject> Invoke(string command, Dictionary<string, object> parameters)
    {
        var output = new PSDataCollection<PSObject>();
        try
        {
            using var shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
            shell.AddCommand(command).AddParameters(parameters).AddParameter("ErrorAction", ActionPreference.Ignore);
            using var limit = new Timer(_ => shell.BeginStop(null, null), null, TimeLimit, Timeout.InfiniteTimeSpan);
            shell.Invoke(null, output);
        }
        catch (Exception e) when (e is RuntimeException or InvalidOperationException)
        {
            // No credentials, no network, no permission, no time: then there is nothing to offer beyond what came.
        }

        return [.. output];
    }
}
