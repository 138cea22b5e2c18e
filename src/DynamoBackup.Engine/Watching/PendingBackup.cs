using Amazon.DynamoDBv2.Model;
using DynamoBackup.Engine.Service;

namespace DynamoBackup.Engine.Watching;

/// <summary>One backup that is waited for, by one request or several.</summary>
internal sealed class PendingBackup
{
    public PendingBackup(string arn, BackupDetails? details, DateTime? createdHint, TimeSpan now)
    {
        Arn = arn;
        Details = details;
        CreatedHint = details?.BackupCreationDateTime?.ToUniversalTime() ?? createdHint;
        Since = now;
    }

    public string Arn { get; }

    /// <summary>The requests that wait for it.</summary>
    public List<BackupWait> Waits { get; } = [];

    /// <summary>The backup as last read; null while only its ARN is known.</summary>
    public BackupDetails? Details { get; private set; }

    /// <summary>The backup as last read, or at least its ARN: what a failed wait is taken up again with.</summary>
    public BackupDetails DetailsOrArn => Details ?? new BackupDetails { BackupArn = Arn };

    /// <summary>When it was made by the service's clock (UTC), or seems to have been; null where nothing tells.</summary>
    public DateTime? CreatedHint { get; private set; }

    /// <summary>Since when it is waited for.</summary>
    public TimeSpan Since { get; }

    /// <summary>When to ask after it next.</summary>
    public TimeSpan NextPoll { get; set; } = TimeSpan.MaxValue;

    /// <summary>How many times it has been described, for the log.</summary>
    public int Describes { get; set; }

    /// <summary>Whether a DescribeBackup of it is on its way.</summary>
    public bool IsBeingDescribed { get; set; }

    /// <summary>Whether a listing cannot tell of it, so that it must be described.</summary>
    public bool MustDescribe { get; set; }

    /// <summary>Whether DescribeBackup of this one is denied.</summary>
    public bool IsDescribeDenied { get; set; }

    /// <summary>Whether it has been read from the service since it is waited for.</summary>
    public bool WasSeen { get; private set; }

    /// <summary>When a listing last told of it; null before the first that did.</summary>
    public TimeSpan? LastListed { get; set; }

    /// <summary>The last fault on the way to its state; null where the last read was good.</summary>
    public ServiceFault? LastFault { get; set; }

    public void Read(BackupDetails details)
    {
        Details = details;
        WasSeen = true;
        LastFault = null;
        CreatedHint = details.BackupCreationDateTime?.ToUniversalTime() ?? CreatedHint;
    }

    /// <summary>The time to the next poll: the shortest that any of the requests asks for.</summary>
    public TimeSpan IntervalAt(TimeSpan now)
    {
        var adaptive = PollPlan.IntervalAfter(now - Since);
        return Waits.Select(wait => wait.Request.PollInterval ?? adaptive).DefaultIfEmpty(adaptive).Min();
    }
}
