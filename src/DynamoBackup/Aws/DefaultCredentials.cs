using System;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.Runtime.Credentials;

namespace DynamoBackup.Aws;

/// <summary>
/// The credentials that the AWS SDK finds by itself, by its default chain. Release 5 of AWS Tools leaves the search to it where
/// the command line, the record and the session have none, and then makes a client that searches at its first call.
/// </summary>
internal static class DefaultCredentials
{
    /// <summary>Finds the credentials.</summary>
    /// <param name="profileName">The profile that was given; or null. It was not found, and no other is to take its place.</param>
    /// <exception cref="RefusalException">There are none, or those there are cannot be used.</exception>
    public static AWSCredentials Find(string? profileName)
    {
        if (profileName is not null)
        {
            var missing = new AmazonClientException($"Unable to find the \"{profileName}\" profile.");
            throw new RefusalException(RefusalKind.NoCredentials, missing);
        }

        try
        {
            return DefaultAWSCredentialsIdentityResolver.GetCredentials();
        }
        catch (Exception e) when (e is ProfileNotFoundException or ProcessAWSCredentialException or not AmazonClientException)
        {
            throw new RefusalException(RefusalKind.UnusableCredentials, e);
        }
        catch (AmazonClientException e)
        {
            throw new RefusalException(RefusalKind.NoCredentials, e);
        }
    }
}
