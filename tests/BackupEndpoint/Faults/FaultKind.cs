namespace DynamoBackup.BackupEndpoint;

/// <summary>What a fault does to the call it fires on.</summary>
public enum FaultKind
{
    /// <summary>Answers the error <see cref="Fault.Code"/> without acting.</summary>
    Refuse,

    /// <summary>Answers ThrottlingException without acting.</summary>
    Throttle,

    /// <summary>Answers 500 InternalServerError without acting.</summary>
    ErrorBefore,

    /// <summary>Acts, then answers 500 InternalServerError.</summary>
    ErrorAfter,

    /// <summary>Aborts the connection without acting.</summary>
    DropBefore,

    /// <summary>Acts, then aborts the connection.</summary>
    DropAfter,

    /// <summary>Aborts the connection, and acts <see cref="Fault.DelayMs"/> later.</summary>
    DropThenAct,

    /// <summary>Never answers, and does not act.</summary>
    Hang,

    /// <summary>Acts, then never answers.</summary>
    HangAfter,

    /// <summary>Acts, then answers 200 with bytes that are not JSON.</summary>
    Garbage,

    /// <summary>Acts and answers rightly, with a wrong x-amz-crc32.</summary>
    BadCrc,

    /// <summary>Acts and answers rightly, one byte every <see cref="Fault.DelayMs"/>.</summary>
    Trickle,

    /// <summary>Answers 503 with an HTML page, as a load balancer does, without acting.</summary>
    Unavailable,

    /// <summary>Answers <see cref="Fault.Body"/> with <see cref="Fault.Status"/>, as a proxy or a gateway does, without acting.</summary>
    Page,

    /// <summary>Acts, then answers <see cref="Fault.Body"/> with <see cref="Fault.Status"/>.</summary>
    PageAfter,

    /// <summary>Deletes a backup behind the caller's back, then acts: the one a DescribeBackup names, or the oldest
    /// one of a matching table that is still CREATING when a ListBackups comes.</summary>
    Deleted,

    /// <summary>DescribeBackup answers BackupNotFoundException although the backup exists.</summary>
    Missing,

    /// <summary>DeleteBackup answers BackupInUseException, as while a restore reads the backup.</summary>
    InUse,

    /// <summary>Refuses, without acting, a request that was signed more than 15 minutes from the service's clock. Any other
    /// request passes.</summary>
    Skew,

    /// <summary>Answers the redirect <see cref="Fault.Status"/> to <see cref="Fault.Location"/> without acting.</summary>
    Redirect,

    /// <summary>Acts, then answers the redirect <see cref="Fault.Status"/> to <see cref="Fault.Location"/>.</summary>
    RedirectAfter,

    /// <summary>Acts; a CreateBackup's or DescribeBackup's answer names another backup, as <see cref="Fault.Naming"/> has it.</summary>
    OtherBackup,

    /// <summary>Acts, and answers at least <see cref="Fault.Bytes"/> bytes of JSON; a ListBackups' in rows.</summary>
    Huge,

    /// <summary>Every page of ListBackups says that there is another, with the token that it was asked with.</summary>
    EndlessList,

    /// <summary>Every page of ListBackups begins with a null instead of a backup.</summary>
    NullRow,

    /// <summary>Every page of ListBackups begins with a backup that has no ARN.</summary>
    RowWithoutArn,

    /// <summary>A page of ListBackups comes without its backups; the pages after it come.</summary>
    EmptyPage,

    /// <summary>A page of ListBackups comes with half of its backups (rounded down), and as the last one.</summary>
    TruncatedList,
}
