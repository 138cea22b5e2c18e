using System;
using System.IO;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using DynamoBackup.Output;

namespace DynamoBackup.Aws;

/// <summary>The stored profiles, looked up as AWS Tools and the AWS SDK do.</summary>
internal static class Profiles
{
    /// <summary>The profile that AWS_PROFILE names; null where it names none.</summary>
    public static string? OfEnvironment =>
        Environment.GetEnvironmentVariable("AWS_PROFILE") is { } name && !string.IsNullOrWhiteSpace(name) ? name : null;

    /// <summary>Finds a profile.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="location">The credentials file; null for the default ones.</param>
    /// <returns>Null where there is no such profile, or none that can be read.</returns>
    public static CredentialProfile? Find(string name, string? location)
    {
        try
        {
            return new CredentialProfileStoreChain(location).TryGetProfile(name, out var profile) ? profile : null;
        }
        catch (Exception e) when (e is AmazonClientException or ArgumentException or InvalidDataException or IOException)
        {
            return null;
        }
    }

    /// <summary>The refusal of a record whose profile does not exist.</summary>
    /// <param name="name">The profile's name.</param>
    /// <param name="location">The credentials file; null for the default ones.</param>
    public static RefusalException Missing(string name, string? location) =>
        new(RefusalKind.NoSuchProfile, new ProfileNotFoundException(Texts.NoSuchProfile(name, FilesOf(location))));

    /// <summary>Where profiles are looked for, in words: <c>'/home/me/.aws/credentials' or '/home/me/.aws/config'</c>.</summary>
    /// <param name="location">The credentials file; null for the default ones.</param>
    private static string FilesOf(string? location)
    {
        var file = new SharedCredentialsFile(location);

        // The SDK's own rule: a config file lies beside the credentials, unless the environment names one.
        var config = string.IsNullOrEmpty(Environment.GetEnvironmentVariable(SharedCredentialsFile.SharedConfigFileEnvVar))
            ? Path.Combine(Path.GetDirectoryName(file.FilePath) ?? string.Empty, "config")
            : file.ConfigFilePath;
        var files = $"'{file.FilePath}' or '{config}'";
        return OperatingSystem.IsWindows() && location is null ? $"the AWS SDK's encrypted store, {files}" : files;
    }
}
