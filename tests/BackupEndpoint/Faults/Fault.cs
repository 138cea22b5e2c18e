using System.IO.Enumeration;
using System.Text.Json.Serialization;

namespace DynamoBackup.BackupEndpoint;

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

    /// <summary>The host called, without its port, * and ? allowed; null for any.</summary>
    public string? Host { get; init; }

    /// <summary>The region that the call is signed for, * and ? allowed; null for any.</summary>
    public string? Region { get; init; }

    /// <summary>How often it fires at most; null for no limit.</summary>
    public int? Times { get; init; }

    /// <summary>How many matching calls pass first.</summary>
    public int Skip { get; init; }

    /// <summary>The error code of <see cref="FaultKind.Refuse"/>, such as AccessDeniedException, and of
    /// <see cref="FaultKind.Skew"/>: null for InvalidSignatureException.</summary>
    public string? Code { get; init; }

    /// <summary>The HTTP status of <see cref="FaultKind.Refuse"/>, of a redirect and of a page; null for 400, 307 and 503.</summary>
    public int? Status { get; init; }

    /// <summary>The text of a page; null for a usual one in HTML.</summary>
    public string? Body { get; init; }

    /// <summary>The Content-Type of a page.</summary>
    public string ContentType { get; init; } = "text/html";

    /// <summary>The URL that a redirect leads to.</summary>
    public string? Location { get; init; }

    /// <summary>The message of the error that the fault answers; null for a usual one.</summary>
    public string? Message { get; init; }

    /// <summary>Milliseconds between two bytes of <see cref="FaultKind.Trickle"/>, and from the end of the connection of
    /// <see cref="FaultKind.DropThenAct"/> to its acting.</summary>
    public int DelayMs { get; init; } = 100;

    /// <summary>The least length of the answer of <see cref="FaultKind.Huge"/>, to 2,000,000,000.</summary>
    public int Bytes { get; init; } = 100_000_000;

    /// <summary>Which backup the answer of <see cref="FaultKind.OtherBackup"/> names.</summary>
    public OtherBackupNaming Naming { get; init; }

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
        Require(!Redirects || Uri.TryCreate(Location, UriKind.Absolute, out _), "a redirect needs a location, such as http://127.0.0.1:1/");
        Require(
            Status is null
                || (Redirects
                    ? Status is >= 300 and <= 399
                    : Status is >= 400 and <= 599 || (IsPage && Status is >= 200 and not (204 or 205 or 304))),
            "status must be from 400 to 599, a redirect's from 300 to 399, a page's from 200 to 599 and one that has a body");
        Require(Bytes is >= 0 and <= 2_000_000_000, "bytes must be from 0 to 2000000000");
        Require(Kind != FaultKind.Deleted || Operation is Operations.DescribeBackup or Operations.ListBackups,
            "deleted works on DescribeBackup or ListBackups: name one of them as the operation");
        Require(Operation == "*" || Acts(Operation), $"{Kind} does not work on {Operation}");
    }

    internal bool Redirects => Kind is FaultKind.Redirect or FaultKind.RedirectAfter;

    private bool IsPage => Kind is FaultKind.Page or FaultKind.PageAfter;

    internal bool Matches(Call call) =>
        (Operation == "*" || Operation == call.Operation)
        && Acts(call.Operation)
        && (AccessKey is null || Like(AccessKey, call.Caller.AccessKey))
        && (Region is null || Like(Region, call.Caller.Region))
        && (Host is null || Like(Host, call.Host));

    internal bool MatchesTable(string? table) => Table is null || (table is not null && Like(Table, table));

    private bool Acts(string operation) => Kind switch
    {
        FaultKind.Missing => operation == Operations.DescribeBackup,
        FaultKind.InUse => operation == Operations.DeleteBackup,
        FaultKind.OtherBackup => operation is Operations.CreateBackup or Operations.DescribeBackup,
        FaultKind.EndlessList or FaultKind.NullRow or FaultKind.RowWithoutArn or FaultKind.EmptyPage or FaultKind.TruncatedList =>
            operation == Operations.ListBackups,
        _ => true,
    };

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
