using Amazon.DynamoDBv2;
using Amazon.Runtime;

namespace DynamoBackup.Aws;

/// <summary>An account and region at an endpoint, as a key: equal keys share one client and one rate.</summary>
/// <param name="Credentials">What tells the credentials from others (<see cref="IdentityOf"/>).</param>
/// <param name="Region">The region, as it was resolved.</param>
/// <param name="Endpoint">The endpoint, as it was resolved.</param>
/// <param name="ClientConfig">The settings that the user gave; or null.</param>
internal sealed record PlaceKey(object Credentials, string Region, string Endpoint, AmazonDynamoDBConfig? ClientConfig)
{
    /// <summary>
    /// What tells credentials from others: the keys, where they are at hand without a call; otherwise what was given to find
    /// them with.
    /// </summary>
    /// <param name="credentials">The credentials, as they were resolved.</param>
    /// <param name="given">The record's parameters.</param>
    public static object IdentityOf(AWSCredentials credentials, RecordParameters given) => credentials switch
    {
        BasicAWSCredentials or SessionAWSCredentials or EnvironmentVariablesAWSCredentials => credentials.GetCredentials(),
        AnonymousAWSCredentials => nameof(AnonymousAWSCredentials),
        _ => given with { Region = null, EndpointUrl = null, ClientConfig = null },
    };

    // A record's own text would hold the keys.
    public override string ToString() => nameof(PlaceKey);
}
