namespace DynamoBackup.BackupEndpoint;

/// <summary>What one account did in one region with one operation.</summary>
/// <param name="Operation">The operation's name.</param>
/// <param name="Account">The account id, 12 digits.</param>
/// <param name="Region">The region that the calls were signed for.</param>
/// <param name="Calls">Calls that came in, whatever became of them.</param>
/// <param name="Throttles">Those answered ThrottlingException.</param>
/// <param name="Errors">Those answered another error, or not at all.</param>
/// <param name="Faults">Those on which a fault rule fired.</param>
/// <param name="Peak">The most calls that came in within any one second.</param>
public sealed record OperationStatistics(
    string Operation, string Account, string Region, long Calls, long Throttles, long Errors, long Faults, int Peak)
{
    /// <summary>The access key id, where calls are counted by it; null elsewhere.</summary>
    public string? AccessKey { get; init; }

    /// <summary>The host called, where calls are counted by it; null elsewhere.</summary>
    public string? Host { get; init; }

    /// <summary>The operation's published rate in calls a second; null where none is published.</summary>
    public double? PublishedRate => Operations.PublishedRate(Operation);

    /// <summary>Whether some second saw more calls than the published rate allows.</summary>
    public bool AbovePublishedRate => Peak > PublishedRate;
}
