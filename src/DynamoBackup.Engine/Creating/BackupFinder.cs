using Amazon.DynamoDBv2.Model;
using DynamoBackup.Engine.Calling;
using DynamoBackup.Engine.Listing;
using DynamoBackup.Engine.Service;

namespace DynamoBackup.Engine.Creating;

/// <summary>
/// Looks for the backup of a creation whose outcome is unknown, so that no backup is made twice: one with our name, of
/// our table, made since the attempt began, that no other request has.
/// </summary>
internal sealed class BackupFinder
{
    // A table's own listing is most often one page; from here on one sweep of all tables costs less.
    private const int SweepFrom = 3;

    // A caller's clock may be off by this much before the service refuses its signatures (SigV4), so a look that begins
    // this much earlier by our clock misses nothing, whatever the service's clock shows.
    private static readonly TimeSpan MostClockSkew = TimeSpan.FromMinutes(15);

    // Creation times are given in whole milliseconds at best, the service's clock in whole seconds.
    private static readonly TimeSpan Rounding = TimeSpan.FromSeconds(1);

    // Looks after the outcome became unknown: most listings show a backup at once, all within the lag.
    private static readonly TimeSpan[] Looks =
    [
        TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1.5), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(6), BackupLister.Lag,
    ];

    private static readonly TimeSpan RetryOfFailedLook = TimeSpan.FromSeconds(2);

    private readonly ServiceConnection _connection;
    private readonly BackupLister _lister;
    private readonly EngineRun _run;
    private readonly ClaimedBackups _claimed;
    private readonly Dictionary<string, BackupSearch> _searches = new(StringComparer.Ordinal);

    public BackupFinder(ServiceConnection connection, BackupLister lister, EngineRun run)
    {
        _connection = connection;
        _lister = lister;
        _run = run;
        _claimed = new ClaimedBackups(run);
        lister.Listed += Compare;
    }

    /// <summary>Remembers that a backup is some request's, so that no other adopts it.</summary>
    public void Claim(string arn) => _claimed.Add(arn);

    /// <summary>Looks until the backup is found, is certain to be absent, or the deadline passes.</summary>
    /// <param name="table">The table's name.</param>
    /// <param name="tableReference">The table as it was given: what is sent.</param>
    /// <param name="backupName">The backup's name. No two searches at once share table and name.</param>
    /// <param name="attemptStart">When the first attempt of unknown outcome began.</param>
    /// <param name="deadline">Cancelled at the request's deadline.</param>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    public async Task<Finding> FindAsync(string table, string tableReference, string backupName, Moment attemptStart, CancellationToken deadline)
    {
        var search = new BackupSearch(attemptStart);
        _searches[KeyOf(table, backupName)] = search;
        try
        {
            return await LookAsync(search, tableReference, deadline);
        }
        catch (OperationCanceledException) when (!_run.IsStopped)
        {
            return new Finding(FindingOutcome.Unknown, Fault: _connection.Rejection);
        }
        finally
        {
            _searches.Remove(KeyOf(table, backupName));
        }
    }

    private static string KeyOf(string? table, string? backupName) => table + "/" + backupName;

    private void Compare(BackupSummary listed)
    {
        if (_searches.TryGetValue(KeyOf(listed.TableName, listed.BackupName), out var search)
            && !search.Found.IsCompleted
            && !_claimed.Contains(listed.BackupArn)
            && !WasMadeBefore(search.AttemptStart, listed))
        {
            search.Find(listed.ToDetails());
        }
    }

    private async Task<Finding> LookAsync(BackupSearch search, string tableReference, CancellationToken deadline)
    {
        var since = _run.Now;
        ServiceFault? lastFault = null;
        for (var look = 0; ;)
        {
            var due = lastFault is null ? since + Looks[look] : _run.Now + _run.Jittered(RetryOfFailedLook);
            await WaitAsync(search, due, deadline);
            if (search.Found.IsCompleted)
            {
                return new Finding(FindingOutcome.Found, await search.Found);
            }

            if ((_connection.Rejection ?? _lister.Denial) is { } refusal)
            {
                return new Finding(FindingOutcome.Unknown, Fault: refusal);
            }

            var listing = await WithinAsync(ListAsync(search, tableReference), deadline);
            lastFault = listing?.Fault;
            if (search.Found.IsCompleted)
            {
                return new Finding(FindingOutcome.Found, await search.Found);
            }

            if (listing is null || deadline.IsCancellationRequested)
            {
                return new Finding(FindingOutcome.Unknown, Fault: _connection.Rejection ?? lastFault);
            }

            switch (lastFault?.Class)
            {
                case null when listing.Started - since >= BackupLister.Lag:
                    return new Finding(FindingOutcome.Absent);
                case null:
                    look = Math.Min(look + 1, Looks.Length - 1);
                    break;
                case FaultClass.AccessDenied or FaultClass.CredentialsRejected or FaultClass.Refused:
                    return new Finding(FindingOutcome.Unknown, Fault: lastFault);
                case FaultClass.NotFound:
                    // A table that is not there has no backup of this attempt.
                    return new Finding(FindingOutcome.Absent);
                default:
                    break;
            }
        }
    }

    private Task<ListingResult> ListAsync(BackupSearch search, string tableReference)
    {
        var from = _connection.Clock.TimeOf(search.AttemptStart) is { } start
            ? start - Rounding
            : search.AttemptStart.Wall.UtcDateTime - MostClockSkew;
        return _searches.Count >= SweepFrom ? _lister.SweepAsync(from) : _lister.ListAsync(tableReference, from);
    }

    // A service that does not show its time is taken to share ours.
    private bool WasMadeBefore(Moment attemptStart, BackupSummary summary) =>
        summary.BackupCreationDateTime?.ToUniversalTime() < (_connection.Clock.TimeOf(attemptStart) ?? attemptStart.Wall.UtcDateTime) - Rounding;

    private async Task WaitAsync(BackupSearch search, TimeSpan due, CancellationToken deadline)
    {
        using var source = CancellationTokenSource.CreateLinkedTokenSource(deadline);
        var delay = _run.DelayAsync(due - _run.Now, source.Token);
        await Either.EndsAsync(delay, search.Found);
        if (delay.IsCompleted)
        {
            await delay;
        }

        source.Cancel();
    }

    private static async Task<ListingResult?> WithinAsync(Task<ListingResult> listing, CancellationToken deadline)
    {
        var passed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using (deadline.Register(() => passed.TrySetResult()))
        {
            await Either.EndsAsync(listing, passed.Task);
            return listing.IsCompleted ? await listing : null;
        }
    }
}
