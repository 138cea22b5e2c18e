using System.Net;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Xunit;

namespace DynamoBackup.Tests.Engine;

/// <summary>Backups that somebody made and that are waited for, and what was asked of the service meanwhile.</summary>
internal sealed class WatchRun : IDisposable
{
    /// <summary>When the backups were made, unless their ARN says otherwise (UTC).</summary>
    public static readonly DateTime Made = new(2026, 3, 1, 10, 0, 0, DateTimeKind.Utc);

    public WatchRun()
    {
        Run.Service.Describe = async arn =>
        {
            Describes.Add((arn, Run.Elapsed));
            await BeforeDescribe(arn);
            var details = StatusOf(arn) is { } status ? Summary(arn, status).ToDetails() : throw Refusal("BackupNotFoundException");
            await OnTheWay();
            return new ServiceAnswer<BackupDetails>(details);
        };
        Run.Service.List = async query =>
        {
            Listings.Add((query, Run.Elapsed));
            await BeforeList();
            var page = Page(query);
            await OnTheWay();
            return new ServiceAnswer<BackupPage>(page);
        };
    }

    public VirtualRun Run { get; } = new();

    /// <summary>The state of a backup at this moment; null where there is none.</summary>
    public Func<string, string?> StatusOf { get; set; } = _ => "CREATING";

    /// <summary>What happens to a DescribeBackup before it is answered: it may throw, or never end.</summary>
    public Func<string, Task> BeforeDescribe { get; set; } = _ => Task.CompletedTask;

    /// <summary>What happens to a page of a listing before it is answered.</summary>
    public Func<Task> BeforeList { get; set; } = () => Task.CompletedTask;

    /// <summary>What happens to an answer on its way back.</summary>
    public Func<Task> OnTheWay { get; set; } = () => Task.CompletedTask;

    /// <summary>Whether listings show a backup, where there is one.</summary>
    public Func<string, bool> IsListed { get; set; } = _ => true;

    /// <summary>How many rows of each page are no backups.</summary>
    public Func<int> Unreadable { get; set; } = () => 0;

    /// <summary>The backups that listings show.</summary>
    public List<string> Listed { get; } = [];

    public List<(string Arn, TimeSpan At)> Describes { get; } = [];

    public List<(BackupQuery Query, TimeSpan At)> Listings { get; } = [];

    /// <summary>The ARN of a backup that listings show, made so long after <see cref="Made"/>.</summary>
    public string Arn(int i, TimeSpan later = default)
    {
        var milliseconds = new DateTimeOffset(Made + later).ToUnixTimeMilliseconds();
        Listed.Add($"arn:aws:dynamodb:us-east-1:123456789012:table/Table-{i:000}/backup/0{milliseconds}-{i:x8}");
        return Listed[^1];
    }

    public BackupRequest Wait(string arn, double timeoutSeconds, double? pollSeconds = null) => Request.Wait(
        Run.Target, arn, TimeSpan.FromSeconds(timeoutSeconds), pollSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null);

    /// <summary>When the request ended, in seconds.</summary>
    public double EndOf(BackupRequest request) =>
        Run.Events.Single(said => said.Event.Request == request && said.Event.EndsRequest).At.TotalSeconds;

    public bool IsPast(double seconds) => Run.Elapsed >= TimeSpan.FromSeconds(seconds);

    public string AvailableFrom(double seconds) => IsPast(seconds) ? "AVAILABLE" : "CREATING";

    public static Task NeverEnds() => new TaskCompletionSource().Task;

    public static AmazonDynamoDBException Refusal(string code, HttpStatusCode status = HttpStatusCode.BadRequest) =>
        new($"scripted {code}", null, ErrorType.Sender, code, "id", status);

    public static AmazonDynamoDBException Broken() => Refusal("InternalServerError", HttpStatusCode.InternalServerError);

    public void Dispose() => Run.Dispose();

    private BackupPage Page(BackupQuery query)
    {
        var rest = Listed.SkipWhile(arn => query.After is { } after && string.CompareOrdinal(arn, after) <= 0)
            .Where(arn => StatusOf(arn) is not null && IsListed(arn) && !(CreatedOf(arn) < query.CreatedFrom))
            .ToList();
        var page = rest.Take(BackupQuery.PageSize).ToList();
        var next = page.Count < rest.Count ? page[^1] : null;
        return new BackupPage(page.ConvertAll(arn => Summary(arn, StatusOf(arn)!)), next, Unreadable());
    }

    private static BackupSummary Summary(string arn, string status) => new()
    {
        TableName = arn.Split('/')[1],
        BackupArn = arn,
        BackupName = "nightly",
        BackupCreationDateTime = CreatedOf(arn),
        BackupStatus = status,
    };

    private static DateTime CreatedOf(string arn)
    {
        Assert.True(BackupArn.TryParse(arn, out var parsed, out var problem), problem);
        return parsed.CreationHint ?? Made;
    }
}
