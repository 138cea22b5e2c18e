namespace DynamoBackup.Aws;

/// <summary>Why AWS Tools leads a record nowhere.</summary>
internal enum RefusalKind
{
    /// <summary>No credentials were found.</summary>
    NoCredentials,

    /// <summary>The profile that is named does not exist.</summary>
    NoSuchProfile,

    /// <summary>There are credentials, but they cannot be had: half a profile, an expired login.</summary>
    UnusableCredentials,

    /// <summary>No region is known.</summary>
    NoRegion,

    /// <summary>The region that was given is none.</summary>
    InvalidRegion,

    /// <summary>The client's settings, or an endpoint of the environment's, cannot be used.</summary>
    InvalidSettings,

    /// <summary>The record's ARN names another region than the one given.</summary>
    OtherRegion,

    /// <summary>The error says all there is to say.</summary>
    Complete,
}
