using System;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.Runtime.Credentials;

namespace DynamoBackup.Aws;

/// <summary>
/// The credentials that the AWS SDK finds by its default chain, looked up once for a command. Release 5 of AWS Tools leaves the
/// search to the SDK where the command line, the record and the session name none, and the SDK would repeat it at each call.
/// </summary>
internal sealed class DefaultCredentials
{
    private Lazy<AWSCredentials>? _found;

    /// <summary>Finds the credentials.</summary>
    /// <param name="config">The client's settings, which may name a profile.</param>
    /// <exception cref="RefusalException">There are none, or those there are cannot be used.</exception>
    public AWSCredentials Find(IClientConfig config) =>
        config.Profile is null ? (_found ??= new Lazy<AWSCredentials>(() => Search(config))).Value : Search(config);

    private static AWSCredentials Search(IClientConfig config)
    {
        try
        {
            return DefaultAWSCredentialsIdentityResolver.GetCredentials(config);
        }
        catch (ProfileNotFoundException) when (config.Profile is null && Profiles.OfEnvironment is { } name)
        {
            throw Profiles.Missing(name, location: null);
        }
        catch (AmazonClientException e) when (config.Profile is null)
        {
            throw ProblemOfProfile() is { } problem
                ? new RefusalException(RefusalKind.UnusableCredentials, problem)
                : new RefusalException(RefusalKind.NoCredentials, e);
        }
        catch (Exception e)
        {
            throw new RefusalException(RefusalKind.UnusableCredentials, e);
        }
    }

    // The chain passes over a profile that exists and cannot be used, and ends in an error about all of its sources.
    private static Exception? ProblemOfProfile()
    {
        try
        {
            var profiles = new CredentialProfileStoreChain();
            if (profiles.TryGetProfile(Profiles.OfEnvironment ?? SharedCredentialsFile.DefaultProfileName, out var profile)
                && profile.CanCreateAWSCredentials)
            {
                AWSCredentialsFactory.GetAWSCredentials(profile, profiles);
            }

            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }
}
