using Amazon.Runtime;

namespace DynamoBackup.Aws;

/// <summary>Which account a record leads to, in the words for a person: as much as is known without a call.</summary>
internal static class AccountText
{
    /// <summary>The words: <c>account 111122223333</c>, <c>profile 'night'</c>.</summary>
    /// <param name="credentials">The credentials, as they were resolved.</param>
    /// <param name="given">The record's parameters.</param>
    /// <param name="session">What Set-AWSCredential set for the session; or null.</param>
    public static string Of(AWSCredentials credentials, RecordParameters given, object? session) => credentials switch
    {
        AnonymousAWSCredentials => "no credentials",
        BasicAWSCredentials or SessionAWSCredentials or EnvironmentVariablesAWSCredentials
            when credentials.GetCredentials().AccountId is { Length: > 0 } id => $"account {id}",
        _ when given.ProfileName is { } profile => $"profile '{profile}'",
        _ when given.AccessKey is not null || given.Credential is not null => "the credentials given",
        _ when session?.ToString() is { Length: > 0 } name => $"the session's credentials '{name}'",
        not EnvironmentVariablesAWSCredentials when Profiles.OfEnvironment is { } name =>
            $"the default credentials (AWS_PROFILE is '{name}')",
        _ => "the default credentials",
    };
}
