namespace DynamoBackup.BackupEndpoint;

/// <summary>The certificate an endpoint serves.</summary>
public enum TlsMode
{
    /// <summary>Plain HTTP.</summary>
    None,

    /// <summary>A leaf for localhost and 127.0.0.1 that is valid to whoever trusts the root.</summary>
    Valid,

    /// <summary>A leaf for another host name.</summary>
    OtherHost,

    /// <summary>A leaf for localhost and 127.0.0.1 that ended yesterday.</summary>
    Expired,

    /// <summary>A leaf for localhost and 127.0.0.1 that is for clients alone (extended key usage clientAuth).</summary>
    ClientOnly,

    /// <summary>A leaf for localhost and 127.0.0.1 that has no extended key usage, and so is good for any.</summary>
    AnyUsage,
}
