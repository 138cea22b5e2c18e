using Amazon.DynamoDBv2.Model;
using DynamoBackup.Engine.Runtime;
using DynamoBackup.Engine.Service;

namespace DynamoBackup.Engine.Watching;

/// <summary>What looks have shown of a backup so far.</summary>
internal sealed record BackupState
{
    /// <summary>The backup as it was last read; null while only its ARN is known.</summary>
    public BackupDetails? Details { get; init; }

    /// <summary>The id of the table it was made of; null while no read has shown it.</summary>
    public string? TableId { get; init; }

    /// <summary>When the last read was asked for: its answer may have lain here unread while the process stood still.</summary>
    public TimeSpan? ReadAt { get; init; }

    /// <summary>Whether a look has shown it, and not its creation alone.</summary>
    public bool WasSeen { get; init; }

    /// <summary>Why the last look failed; null where it did not.</summary>
    public ServiceFault? Fault { get; init; }

    /// <summary>Why it may not be described; null where it may, as far as is known.</summary>
    public ServiceFault? DescribeDenial { get; init; }

    /// <summary>The answer that there is no such backup; null where none was given since it was last read.</summary>
    public ServiceFault? NotFound { get; init; }

    /// <summary>Since when no look has shown it though it was answered; null where the last one did.</summary>
    public TimeSpan? MissingSince { get; init; }

    /// <summary>Whether it has been missing for longer than reads may lag.</summary>
    public bool IsGone { get; init; }
}

/// <summary>One backup that is looked at, for one wait or several.</summary>
internal sealed class WatchedBackup
{
    private readonly DateTime? _created;
    private readonly CancellationTokenSource _unwatched;
    private TaskCompletionSource _change = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _waits;

    /// <summary>Makes a backup that nobody waits for yet.</summary>
    /// <param name="arn">Its ARN.</param>
    /// <param name="created">When it seems to have been made (UTC); null where nothing shows it.</param>
    /// <param name="run">The run.</param>
    public WatchedBackup(string arn, DateTime? created, EngineRun run)
    {
        Arn = arn;
        _created = created;
        Since = run.Now;
        _unwatched = CancellationTokenSource.CreateLinkedTokenSource(run.StopToken);
        Unwatched = _unwatched.Token;
    }

    public string Arn { get; }

    /// <summary>When it was made by the service's clock (UTC), or seems to have been; null where nothing shows it.</summary>
    public DateTime? Created => State.Details?.BackupCreationDateTime?.ToUniversalTime() ?? _created;

    /// <summary>Since when it is waited for.</summary>
    public TimeSpan Since { get; }

    /// <summary>Cancelled when nobody waits for it any longer.</summary>
    public CancellationToken Unwatched { get; }

    public BackupState State { get; set; } = new();

    /// <summary>The backup as it was last read, or at least its ARN: what a failed wait is resumed with.</summary>
    public BackupDetails Details => State.Details ?? new BackupDetails { BackupArn = Arn };

    /// <summary>When somebody wants it looked at.</summary>
    public TimeSpan Due { get; set; } = TimeSpan.MaxValue;

    public bool IsBeingLookedAt { get; set; }

    /// <summary>How many times it has been described, for the log.</summary>
    public int Describes { get; set; }

    /// <summary>Ends at the next <see cref="Publish"/>.</summary>
    public Task Changed => _change.Task;

    /// <summary>Notes that one more wait is for it.</summary>
    public void Join() => _waits++;

    /// <summary>Notes that a wait for it has ended.</summary>
    /// <returns>Whether it was the last.</returns>
    public bool Leave()
    {
        if (--_waits > 0)
        {
            return false;
        }

        _unwatched.Cancel();
        _unwatched.Dispose();
        return true;
    }

    /// <summary>Notes the backup as it was read, and wakes whoever waits for it.</summary>
    /// <param name="details">The backup.</param>
    /// <param name="tableId">The id of its table; null where the read does not show it.</param>
    /// <param name="asked">When the read was asked for.</param>
    /// <param name="isLook">Whether it was read by a look, and not by its creation.</param>
    public void Read(BackupDetails details, string? tableId, TimeSpan asked, bool isLook = true)
    {
        State = State with
        {
            Details = details,
            TableId = tableId ?? State.TableId,
            ReadAt = asked,
            WasSeen = State.WasSeen || isLook,
            Fault = null,
            NotFound = null,
            MissingSince = null,
            IsGone = false,
        };
        Publish();
    }

    /// <summary>Wakes whoever waits for it. Each says anew when it wants the next look.</summary>
    public void Publish()
    {
        Due = TimeSpan.MaxValue;
        var change = _change;
        _change = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        change.SetResult();
    }
}
