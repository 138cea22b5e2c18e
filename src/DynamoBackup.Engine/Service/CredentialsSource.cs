using Amazon.Runtime;

namespace DynamoBackup.Engine.Service;

/// <summary>Where the credentials for the calls come from: what is named where none can be obtained.</summary>
/// <param name="Name">The source in words that fit after "from".</param>
/// <param name="IsLocalHost">
/// Whether it is an endpoint of the machine's own, whose failures the SDK reports without saying whether it was reached.
/// </param>
public sealed record CredentialsSource(string Name, bool IsLocalHost = false)
{
    /// <summary>Describes the source of credentials.</summary>
    /// <param name="credentials">The credentials; null for calls that are not signed.</param>
    public static CredentialsSource Of(AWSCredentials? credentials) => credentials switch
    {
        null => new("nowhere"),
        AssumeRoleAWSCredentials => new("AWS STS (AssumeRole)"),
        AssumeRoleWithWebIdentityCredentials web =>
            new($"AWS STS (AssumeRoleWithWebIdentity with the token file '{web.WebIdentityTokenFile}')"),
        SSOAWSCredentials sso => new($"IAM Identity Center ({sso.StartUrl})"),
        ProcessAWSCredentials => new("the profile's credential_process"),
        FederatedAWSCredentials => new("the profile's SAML identity provider"),
        GenericContainerCredentials => new($"the container credentials endpoint {ContainerEndpoint()}", IsLocalHost: true),
        // The SDK has an internal kind beside the public one.
        _ when credentials.GetType().Name.EndsWith("InstanceProfileAWSCredentials", StringComparison.Ordinal) =>
            new($"the EC2 instance metadata service {MetadataEndpoint()}", IsLocalHost: true),
        _ => new(credentials.GetType().Name),
    };

    // The variables and addresses of the AWS SDKs and Tools Reference Guide, "Container credential provider" and "IMDS credential
    // provider".
    private static string ContainerEndpoint() => Environment.GetEnvironmentVariable("AWS_CONTAINER_CREDENTIALS_FULL_URI")
        ?? $"http://169.254.170.2{Environment.GetEnvironmentVariable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI")}";

    private static string MetadataEndpoint() =>
        Environment.GetEnvironmentVariable("AWS_EC2_METADATA_SERVICE_ENDPOINT") ?? "http://169.254.169.254";
}
