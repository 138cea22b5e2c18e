using Amazon.DynamoDBv2.Model;
using DynamoBackup.Engine.Outcomes;
using DynamoBackup.Engine.Requests;
using DynamoBackup.Engine.Runtime;

namespace DynamoBackup.Engine.Watching;

/// <summary>Waits for the backups of one account and region, each until it is AVAILABLE, has failed, or its deadline passes.</summary>
internal sealed class BackupWatcher(BackupLooks looks, EngineRun run, Journal journal)
{
    private const string Available = "AVAILABLE";
    // The service model's own texts, and older documents, name the finished state so.
    private const string Active = "ACTIVE";
    private const string Creating = "CREATING";
    private const string Deleted = "DELETED";

    // A look this long before the deadline leaves it time to answer.
    private static readonly TimeSpan LookBeforeDeadline = TimeSpan.FromSeconds(1);

    // A state that was read so shortly before needs no last look.
    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LastLook = TimeSpan.FromSeconds(2);

    // No timer of a process that runs is so late.
    private static readonly TimeSpan Standstill = TimeSpan.FromSeconds(1);

    /// <summary>Waits for a backup that was just created, or adopted: its answer, or its listing, was asked for at a moment.</summary>
    public void Watch(CreateRequest request, CreateBackupResponse response, TimeSpan readAt, TimeSpan deadline)
    {
        var backup = looks.Watch(response.BackupDetails.BackupArn);
        if (!(backup.State.ReadAt > readAt))
        {
            backup.Read(response.BackupDetails, tableId: null, readAt);
        }

        Start(new Wait(request, request.PollInterval, deadline, response), backup);
    }

    /// <summary>Waits for a backup that somebody made.</summary>
    public void Watch(WaitRequest request) => Start(
        new Wait(request, request.PollInterval, run.Now + request.Timeout, Response: null),
        looks.Watch(request.Arn.Text));

    private void Start(Wait wait, WatchedBackup backup) => run.Start(
        async () =>
        {
            try
            {
                journal.Publish(await WaitAsync(wait, backup));
            }
            finally
            {
                looks.Unwatch(backup);
            }
        },
        defect => journal.Publish(new BackupFailed(wait.Request, FailureMessages.InternalError(wait.Request, defect))));

    private async Task<RequestEvent> WaitAsync(Wait wait, WatchedBackup backup)
    {
        var began = run.Now;
        TimeSpan? lastLook = null;
        for (var isFirst = true; ; isFirst = false)
        {
            var now = run.Now;
            if (OutcomeOf(wait, backup) is { } outcome)
            {
                return outcome;
            }

            if (now < wait.Deadline)
            {
                // What somebody else made may be AVAILABLE for long.
                var due = isFirst && wait.Response is null ? now : NextLook(wait, began, now);
                await looks.LookAsync(backup, due, wait.Deadline);
                continue;
            }

            // One look past the deadline; another where the process stood still meanwhile, and its answer lay here unread.
            lastLook = lastLook is { } last && now - last <= LastLook + Standstill ? last : now;
            if (now - backup.State.ReadAt <= FreshFor || now >= lastLook + LastLook)
            {
                return Failed(wait, FailureMessages.WaitTimedOut(
                    wait.Request, backup.DetailsOrArn, backup.State.Fault, now - backup.State.ReadAt));
            }

            await looks.LookOnceMoreAsync(backup, lastLook.Value + LastLook);
        }
    }

    private static TimeSpan NextLook(Wait wait, TimeSpan began, TimeSpan now)
    {
        var next = wait.PollInterval is { } interval ? now + interval : began + PollPlan.NextLookAfter(now - began);
        var last = wait.Deadline - LookBeforeDeadline;
        return next > last && last > now ? last : next;
    }

    private RequestEvent? OutcomeOf(Wait wait, WatchedBackup backup)
    {
        switch (backup.State.Details)
        {
            case null:
            case { BackupStatus.Value: Creating }:
                return FailureOf(wait, backup) is { } failure ? Failed(wait, failure) : null;
            case { BackupStatus.Value: Available or Active } details:
                if (wait.Response is not null)
                {
                    wait.Response.BackupDetails = details;
                }

                return new BackupAvailable(wait.Request, details, backup.State.TableId, wait.Response);
            case { BackupStatus.Value: Deleted } details:
                return Failed(wait, FailureMessages.Deleted(wait.Request, details, exception: null));
            case var details:
                return Failed(wait, FailureMessages.UnexpectedStatus(wait.Request, details));
        }
    }

    private BackupFailure? FailureOf(Wait wait, WatchedBackup backup)
    {
        var (request, state) = (wait.Request, backup.State);
        return (looks.RefusalOf(backup), state) switch
        {
            ({ KeptFromService: true } fault, _) => FailureMessages.ConnectionFailed(request, backup.DetailsOrArn, fault),
            ({ } fault, _) => FailureMessages.WaitRefused(request, backup.DetailsOrArn, fault),
            (null, { IsGone: false }) => null,
            (null, { NotFound: { } fault, Details: null }) => FailureMessages.NotFound(request, backup.DetailsOrArn, fault),
            (null, { NotFound: { } fault }) => FailureMessages.Deleted(request, backup.DetailsOrArn, fault.Exception),
            _ when backup.WasSeen => FailureMessages.Deleted(request, backup.DetailsOrArn, exception: null),

            // As another account's look: one that this command made itself is ours, however late listings are.
            (null, { DescribeDenial: { } denial }) when request is WaitRequest waited =>
                AccountMessages.NotSeen(waited, backup.DetailsOrArn, denial),
            _ => null,
        };
    }

    private static BackupFailed Failed(Wait wait, BackupFailure failure) => new(wait.Request, failure);

    // The response is null where a backup is only waited for.
    private sealed record Wait(BackupRequest Request, TimeSpan? PollInterval, TimeSpan Deadline, CreateBackupResponse? Response);
}
