namespace DynamoBackup.Engine.Service;

/// <summary>What a failed call allows to be said of what the service did.</summary>
internal enum FaultClass
{
    /// <summary>A timeout, a broken connection, a 5xx or an unreadable answer: the service may have acted.</summary>
    Unknown,

    /// <summary>Refused, and may be accepted later: the service has not acted.</summary>
    Busy,

    /// <summary>Refused because too much was asked: the service has not acted.</summary>
    Throttled,

    /// <summary>Refused for good: the service has not acted.</summary>
    Refused,

    /// <summary>Refused because the credentials are no good: no further call with them can work.</summary>
    CredentialsRejected,

    /// <summary>Refused because the caller may not do this.</summary>
    AccessDenied,

    /// <summary>The table or the backup does not exist.</summary>
    NotFound,

    /// <summary>Failed before a byte was sent: the service has not acted.</summary>
    NotSent,
}
