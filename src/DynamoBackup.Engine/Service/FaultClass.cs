namespace DynamoBackup.Engine.Service;

/// <summary>What a failed call allows to be said of what the service did.</summary>
internal enum FaultClass
{
    /// <summary>A timeout, a broken connection, an internal error, or an answer that is not DynamoDB's: it may have acted.</summary>
    Unknown,

    /// <summary>Refused, and may be accepted later: the service has not acted.</summary>
    Busy,

    /// <summary>Refused because too much was asked: the service has not acted.</summary>
    Throttled,

    /// <summary>Refused for good: the service has not acted.</summary>
    Refused,

    /// <summary>The credentials were refused, or cannot be obtained: no further call with them can work.</summary>
    CredentialsRejected,

    /// <summary>Refused because the caller may not do this.</summary>
    AccessDenied,

    /// <summary>The table or the backup does not exist.</summary>
    NotFound,

    /// <summary>Not connected, refused by a proxy, or without credentials for now: the service was not called.</summary>
    NotSent,
}
