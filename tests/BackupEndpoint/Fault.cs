using System.IO.Enumeration;
using System.Text.Json.Serialization;

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

    /// <summary>Deletes a backup behind the caller's back, then acts: the one a DescribeBackup names, or the oldest
    /// one of a matching table that is still CREATING when a ListBackups comes.</summary>
    Deleted,

    /// <summary>DescribeBackup answers BackupNotFoundException although the backup exists.</summary>
    Missing,
}

/// <summary>What DescribeBackup says of a backup that a <see cref="FaultKind.Deleted"/> fault took away.</summary>
public enum DeletedMode
{
    /// <summary>BackupNotFoundException, as the service does.</summary>
    Gone,

    /// <summary>A description with the status DELETED, which the service model has.</summary>
    Status,
}

/// <summary>A rule: which calls go wrong, and how. The first rule of the list that fires on a call wins.</summary>
public sealed record Fault
{
    /// <summary>What happens.</summary>
    [JsonRequired]
    public required FaultKind Kind { get; init; }

    /// <summary>The operation, as CreateBackup; * for every one.</summary>
    public string Operation { get; init; } = "*";

    /// <summary>The table's name, * and ? allowed; null for calls with any table or none.</summary>
    public string? Table { get; init; }

    /// <summary>The caller's access key id, * and ? allowed; null for any.</summary>
    public string? AccessKey { get; init; }

    /// <summary>The chance to fire on a matching call, 0 to 1.</summary>
    public double Probability { get; init; } = 1;

    /// <summary>How often it fires at most; null for no limit.</summary>
    public int? Times { get; init; }

    /// <summary>How many matching calls pass first.</summary>
    public int Skip { get; init; }

    /// <summary>The error code of <see cref="FaultKind.Refuse"/>, such as AccessDeniedException.</summary>
    public string? Code { get; init; }

    /// <summary>The HTTP status of <see cref="FaultKind.Refuse"/>.</summary>
    public int Status { get; init; } = 400;

    /// <summary>The message of the error that the fault answers; null for a usual one.</summary>
    public string? Message { get; init; }

    /// <summary>Milliseconds between two bytes of <see cref="FaultKind.Trickle"/>.</summary>
    public int DelayMs { get; init; } = 100;

    /// <summary>What becomes of the backup that <see cref="FaultKind.Deleted"/> takes.</summary>
    public DeletedMode Mode { get; init; }

    /// <summary>Refuses a rule that could never fire as written.</summary>
    /// <exception cref="ArgumentException">A member is out of range; the message says which.</exception>
    public void Validate()
    {
        Require(Operation == "*" || Operations.All.Contains(Operation), $"there is no operation '{Operation}'");
        Require(Probability is >= 0 and <= 1, "probability must be from 0 to 1");
        Require(Times is null or >= 0, "times cannot be negative");
        Require(Skip >= 0, "skip cannot be negative");
        Require(DelayMs >= 0, "delayMs cannot be negative");
        Require(Kind != FaultKind.Refuse || !string.IsNullOrEmpty(Code), "refuse needs a code, such as AccessDeniedException");
        Require(Status is >= 400 and <= 599, "status must be from 400 to 599");
        Require(Kind != FaultKind.Deleted || Operation is Operations.DescribeBackup or Operations.ListBackups,
            "deleted works on DescribeBackup or ListBackups: name one of them as the operation");
        Require(Kind != FaultKind.Missing || Operation is "*" or Operations.DescribeBackup, "missing works on DescribeBackup only");
    }

    internal bool Matches(string operation, string accessKey) =>
        (Operation == "*" || Operation == operation)
        && (Kind != FaultKind.Missing || operation == Operations.DescribeBackup)
        && (AccessKey is null || Like(AccessKey, accessKey));

    internal bool MatchesTable(string? table) => Table is null || (table is not null && Like(Table, table));

    private static bool Like(string pattern, string value) =>
        FileSystemName.MatchesSimpleExpression(pattern, value, ignoreCase: false);

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new ArgumentException($"Fault rule: {otherwise}.");
        }
    }
}
