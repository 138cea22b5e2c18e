using Amazon.DynamoDBv2.Model;
using DynamoBackup.Engine.Service;

namespace DynamoBackup.Engine.Watching;

/// <summary>One backup that is waited for, by one request or several.</summary>
internal sealed class PendingBackup
{
    // A last look this long before the deadline leaves it time to answer.
    private static readonly TimeSpan LastLookBefore = TimeSpan.FromSeconds(1);

    /// <summary>Makes a pending backup.</summary>
    /// <param name="arn">Its ARN.</param>
    /// <param name="details">The backup as CreateBackup answered; null where only its ARN is known.</param>
    /// <param name="createdHint">When it seems to have been made; null where nothing shows it.</param>
    /// <param name="now">The time.</param>
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

    /// <summary>The id of the table it was made of; null while no read has shown it.</summary>
    public string? TableId { get; private set; }

    /// <summary>The backup as last read, or at least its ARN: what a failed wait is taken up again with.</summary>
    public BackupDetails DetailsOrArn => Details ?? new BackupDetails { BackupArn = Arn };

    /// <summary>When it was made by the service's clock (UTC), or seems to have been; null where nothing shows it.</summary>
    public DateTime? CreatedHint { get; private set; }

    /// <summary>Since when it is waited for.</summary>
    public TimeSpan Since { get; }

    /// <summary>When to look at it next.</summary>
    public TimeSpan NextPoll { get; set; } = TimeSpan.MaxValue;

    /// <summary>How many times it has been described, for the log.</summary>
    public int Describes { get; set; }

    /// <summary>Whether a DescribeBackup of it is on its way.</summary>
    public bool IsBeingDescribed { get; set; }

    /// <summary>Whether listings do not show it, so that it must be described.</summary>
    public bool MustDescribe { get; set; }

    /// <summary>How DescribeBackup of this one was denied; null where it was not.</summary>
    public ServiceFault? DescribeDenial { get; set; }

    /// <summary>Whether DescribeBackup of this one is denied.</summary>
    public bool IsDescribeDenied => DescribeDenial is not null;

    /// <summary>Whether it has been read from the service since it is waited for.</summary>
    public bool WasSeen { get; private set; }

    /// <summary>When its state was last read; null before the first time.</summary>
    public TimeSpan? LastRead { get; set; }

    /// <summary>When a listing last showed it; null before the first that did.</summary>
    public TimeSpan? LastListed { get; set; }

    /// <summary>The last fault on the way to its state; null where the last read was good.</summary>
    public ServiceFault? LastFault { get; set; }

    /// <summary>When the look that is granted after the deadline ends; null while none is under way.</summary>
    public TimeSpan? FinalLookUntil { get; set; }

    /// <summary>Whether that look was given a moment more.</summary>
    public bool IsFinalLookExtended { get; set; }

    /// <summary>When nobody waits for it any longer.</summary>
    public TimeSpan End => Waits.Select(wait => wait.Deadline).Append(FinalLookUntil ?? TimeSpan.Zero).Max();

    /// <summary>Takes note of its state.</summary>
    /// <param name="details">The backup as read.</param>
    /// <param name="tableId">The id of its table; null where the read does not show it.</param>
    /// <param name="asked">When the read was asked for: an answer may lie here unread while the process stands still.</param>
    public void Read(BackupDetails details, string? tableId, TimeSpan asked)
    {
        Details = details;
        TableId = tableId ?? TableId;
        WasSeen = true;
        LastRead = asked;
        LastFault = null;
        CreatedHint = details.BackupCreationDateTime?.ToUniversalTime() ?? CreatedHint;
    }

    /// <summary>Sets the next look: as early as any of the requests wants it, and once more just before the next deadline.</summary>
    public void PlanNextPoll(TimeSpan now)
    {
        var planned = Since + PollPlan.NextLookAfter(now - Since);
        NextPoll = TimeSpan.MaxValue;
        foreach (var wait in Waits)
        {
            var look = wait.PollInterval is { } interval ? now + interval : planned;
            var lastLook = wait.Deadline - LastLookBefore;
            look = look > lastLook && lastLook > now ? lastLook : look;
            NextPoll = look < NextPoll ? look : NextPoll;
        }
    }
}
