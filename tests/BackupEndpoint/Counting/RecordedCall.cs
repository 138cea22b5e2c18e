namespace DynamoBackup.BackupEndpoint;

/// <summary>One call as it came in, and what became of it.</summary>
public sealed record RecordedCall
{
    /// <summary>When it came in, by the machine's clock.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The operation's name.</summary>
    public required string Operation { get; init; }

    /// <summary>The table's name or ARN, or else the backup's ARN, as the caller sent it; null where it sent none.</summary>
    public required string? Target { get; init; }

    /// <summary>The backup's name that the caller sent; null where it sent none.</summary>
    public required string? BackupName { get; init; }

    /// <summary>The caller's access key id.</summary>
    public required string AccessKey { get; init; }

    /// <summary>The caller's account.</summary>
    public required string Account { get; init; }

    /// <summary>The region that the call was signed for.</summary>
    public required string Region { get; init; }

    /// <summary>The host called, without its port.</summary>
    public required string Host { get; init; }

    /// <summary>The connection it came in by: calls that share one have the same.</summary>
    public required string Connection { get; init; }

    /// <summary>The status answered; null where no answer was sent, or none yet.</summary>
    public int? Status { get; internal set; }

    /// <summary>The error code answered, such as ThrottlingException; null where there was none.</summary>
    public string? Error { get; internal set; }
}
