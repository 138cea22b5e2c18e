using Amazon.DynamoDBv2.Model;
using DynamoBackup.Engine.Requests;
using DynamoBackup.Engine.Runtime;
using DynamoBackup.Engine.Service;

namespace DynamoBackup.Engine.Watching;

/// <summary>What is known of a backup.</summary>
/// <param name="Details">The backup as it was last read; null while only its ARN is known.</param>
/// <param name="TableId">The id of the table it was made of; null while no read has shown it.</param>
/// <param name="ReadAt">When the last read was asked for: its answer may have lain here while the process stood still.</param>
/// <param name="Fault">Why the last look failed; null where it did not.</param>
/// <param name="DescribeDenial">Why it may not be described; null where it may, as far as is known.</param>
/// <param name="NotFound">The answer that there is no such backup; null where none was given since it was last read.</param>
/// <param name="MissingSince">Since when looks have been answered and none has shown it; null where the last one did.</param>
/// <param name="IsGone">Whether it has been missing for longer than reads may lag.</param>
internal sealed record BackupState(
    BackupDetails? Details = null,
    string? TableId = null,
    TimeSpan? ReadAt = null,
    ServiceFault? Fault = null,
    ServiceFault? DescribeDenial = null,
    ServiceFault? NotFound = null,
    TimeSpan? MissingSince = null,
    bool IsGone = false);

/// <summary>One backup that is looked at, for one wait or several.</summary>
internal sealed class WatchedBackup
{
    private readonly DateTime _createdHint;
    private readonly CancellationTokenSource _unwatched;
    private TaskCompletionSource _change = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public WatchedBackup(string arn, EngineRun run)
    {
        Arn = arn;
        Since = run.Now;
        _createdHint = BackupArn.TryParse(arn, out var parsed, out _) && parsed.CreationHint is { } hint ? hint : DateTime.UnixEpoch;
        _unwatched = CancellationTokenSource.CreateLinkedTokenSource(run.StopToken);
        Unwatched = _unwatched.Token;
    }

    public string Arn { get; }

    /// <summary>Since when it is waited for.</summary>
    public TimeSpan Since { get; }

    /// <summary>Cancelled when nobody waits for it any longer.</summary>
    public CancellationToken Unwatched { get; }

    /// <summary>How many wait for it.</summary>
    public int Waits { get; set; }

    public BackupState State { get; set; } = new();

    /// <summary>The backup as it was last read, or at least its ARN: what a failed wait is resumed with.</summary>
    public BackupDetails DetailsOrArn => State.Details ?? new BackupDetails { BackupArn = Arn };

    /// <summary>When it was made by the service's clock (UTC), or seems to have been; 1970 where nothing shows it.</summary>
    public DateTime Created => State.Details?.BackupCreationDateTime?.ToUniversalTime() ?? _createdHint;

    /// <summary>Whether it was read since it is waited for.</summary>
    public bool WasSeen => State.ReadAt >= Since;

    /// <summary>When somebody wants it looked at.</summary>
    public TimeSpan Due { get; set; } = TimeSpan.MaxValue;

    public bool IsBeingLookedAt { get; set; }

    /// <summary>How many times it has been described, for the log.</summary>
    public int Describes { get; set; }

    /// <summary>Ends at the next <see cref="Publish"/>.</summary>
    public Task Changed => _change.Task;

    /// <summary>Notes that nobody waits for it any longer.</summary>
    public void End()
    {
        _unwatched.Cancel();
        _unwatched.Dispose();
    }

    /// <summary>Notes the backup as it was read, and wakes its waits.</summary>
    /// <param name="details">The backup.</param>
    /// <param name="tableId">The id of its table; null where the read does not show it.</param>
    /// <param name="asked">When the read was asked for.</param>
    public void Read(BackupDetails details, string? tableId, TimeSpan asked)
    {
        State = new BackupState(details, tableId ?? State.TableId, asked, DescribeDenial: State.DescribeDenial);
        Publish();
    }

    /// <summary>Wakes its waits. Each says anew when it wants the next look.</summary>
    public void Publish()
    {
        Due = TimeSpan.MaxValue;
        var change = _change;
        _change = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        change.SetResult();
    }
}
