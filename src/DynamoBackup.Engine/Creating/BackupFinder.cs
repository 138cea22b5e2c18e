using Amazon.DynamoDBv2.Model;
using DynamoBackup.Engine.Calling;
using DynamoBackup.Engine.Listing;
using DynamoBackup.Engine.Outcomes;
using DynamoBackup.Engine.Requests;
using DynamoBackup.Engine.Runtime;
using DynamoBackup.Engine.Service;

namespace DynamoBackup.Engine.Creating;

/// <summary>
/// Looks for the backup of a creation whose outcome is unknown, so that no backup is made twice: one of our table and name that
/// was not there before, and that no other request has. A name that was made here is like no other, and enough by itself.
/// </summary>
internal sealed class BackupFinder
{
    // A table's own listing is most often one page; from here on one sweep of all tables costs less.
    private const int SweepFrom = 3;

    // Looks after the outcome became unknown: most listings show a backup at once, all within the lag.
    private static readonly TimeSpan[] Looks =
    [
        TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1.5), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(6),
        TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(15), BackupLister.Lag,
    ];

    private static readonly TimeSpan RetryOfFailedLook = TimeSpan.FromSeconds(2);

    // The look that is granted when the time is over: the process may have stood still until then.
    private static readonly TimeSpan FinalLook = TimeSpan.FromSeconds(2);

    private static readonly ServiceFault NotAnswered = ServiceFault.From(new TimeoutException("ListBackups did not answer in time"));

    private readonly ServiceConnection _connection;
    private readonly BackupLister _lister;
    private readonly EngineRun _run;
    private readonly Journal _journal;
    private readonly ListedNames _names;
    private readonly ClaimedBackups _claimed;
    private readonly Dictionary<string, BackupSearch> _searches = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _attemptedTwice = new(StringComparer.Ordinal);

    public BackupFinder(ServiceConnection connection, BackupLister lister, EngineRun run, Journal journal)
    {
        _connection = connection;
        _lister = lister;
        _run = run;
        _journal = journal;
        _names = new ListedNames(connection, lister, run);
        _claimed = new ClaimedBackups(run);
        lister.Listed += Compare;
    }

    /// <summary>Makes sure of what there is, before a creation under a name that others may use, too.</summary>
    /// <param name="table">The table.</param>
    /// <param name="isAlone">Whether no other creation waits for the same.</param>
    /// <param name="deadline">When to wait for it no longer.</param>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    public Task PrepareAsync(TableReference table, bool isAlone, TimeSpan deadline) => _names.RefreshAsync(table, isAlone, deadline);

    /// <summary>What a creation that is about to begin would be known by. No two at once share table and name.</summary>
    /// <param name="table">The table.</param>
    /// <param name="backupName">The backup's name.</param>
    /// <param name="isUnique">Whether no other backup can have the name.</param>
    public BackupSearch NewSearch(TableReference table, string backupName, bool isUnique) =>
        new(table, backupName, isUnique, isUnique ? null : _names.Of(table.Name, backupName), _names.Earliest);

    /// <summary>
    /// Whether an answer to a creation can be about its backup: one that no other request has, and that was not there before.
    /// </summary>
    /// <param name="details">The backup as answered.</param>
    /// <param name="search">What the creation is known by.</param>
    public bool CanBe(BackupDetails details, BackupSearch search) =>
        details.BackupName == search.BackupName
        && BackupArn.IdentityOf(details.BackupArn) is var identity
        && !_claimed.Contains(identity)
        && !search.WasThereBefore(identity, details.BackupCreationDateTime);

    /// <summary>Remembers that a backup is some request's, so that no other adopts it.</summary>
    /// <param name="arn">The backup.</param>
    /// <param name="search">What its creation was known by.</param>
    /// <param name="isDoubtful">Whether an earlier attempt of it was given up as not having happened.</param>
    public void Claim(string arn, BackupSearch search, bool isDoubtful)
    {
        _claimed.Add(arn);
        if (isDoubtful && search.IsUnique && search.Others.Count == 0)
        {
            _attemptedTwice[KeyOf(search)] = BackupArn.IdentityOf(arn);
        }
    }

    /// <summary>Looks until the backup is found, is certain to be absent, or the deadline passes.</summary>
    /// <param name="search">The search.</param>
    /// <param name="deadline">Cancelled at the request's deadline.</param>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    public async Task<Finding> FindAsync(BackupSearch search, CancellationToken deadline)
    {
        _searches[KeyOf(search)] = search;
        try
        {
            return await LookAsync(search, deadline);
        }
        catch (OperationCanceledException) when (!_run.IsStopped)
        {
            return await LookOnceMoreAsync(search);
        }
        finally
        {
            _searches.Remove(KeyOf(search));
        }
    }

    private static string KeyOf(BackupSearch search) => ListedNames.KeyOf(search.Table.Name, search.BackupName);

    private void Compare(BackupSummary listed)
    {
        var key = ListedNames.KeyOf(listed.TableName, listed.BackupName);
        var identity = BackupArn.IdentityOf(listed.BackupArn);
        if (_searches.TryGetValue(key, out var search) && !_claimed.Contains(identity))
        {
            search.Add(identity, listed, _lister.PageAskedFor);
        }

        if (_attemptedTwice.TryGetValue(key, out var ours) && identity != ours)
        {
            _attemptedTwice.Remove(key);
            WarnOfSecond(listed.TableName, listed.BackupName, listed.BackupArn);
        }
    }

    private void WarnOfSecond(string tableName, string backupName, string arn) => _journal.LogWarning(
        $"Backup '{backupName}' of table '{tableName}' was made twice: the service acted on a request it had not answered, more than "
        + $"{BackupLister.Lag.TotalSeconds:0} s later. {arn} is not needed: delete it with Remove-DDBBackup.");

    private async Task<Finding> LookAsync(BackupSearch search, CancellationToken deadline)
    {
        var since = _run.Now;
        ServiceFault? lastFault = null;
        for (var look = 0; ;)
        {
            var due = lastFault is null ? since + Looks[look] : _run.Now + _run.Jittered(RetryOfFailedLook);
            await WaitAsync(search, due, deadline);
            if (search.Found.IsCompleted)
            {
                return Found(search);
            }

            if ((_connection.Rejection ?? _lister.Denial) is { } refusal)
            {
                return new Finding(FindingOutcome.Unknown, Fault: refusal);
            }

            // The look that may prove that the backup does not exist leaves nothing out.
            var isLast = _run.Now - since >= BackupLister.Lag;
            var listing = await WithinAsync(isLast ? ListTableAsync(search) : ListAsync(search), deadline);
            lastFault = listing?.Fault;
            if (search.Found.IsCompleted || (listing is { Fault: null } && (search.Match is not null || search.IsAmbiguous)))
            {
                return Found(search);
            }

            deadline.ThrowIfCancellationRequested();
            switch (lastFault?.Class)
            {
                case null when listing!.Started - since >= BackupLister.Lag && listing.Unreadable == 0:
                    return new Finding(FindingOutcome.Absent);
                case null:
                    look = Math.Min(look + 1, Looks.Length - 1);
                    since += listing!.Unreadable > 0 && look == Looks.Length - 1 ? RetryOfFailedLook : TimeSpan.Zero;
                    break;
                case FaultClass.AccessDenied or FaultClass.CredentialsRejected or FaultClass.Refused:
                case not null when _connection.ReachOf(search.Table.Text).WasNeverFound:
                    return new Finding(FindingOutcome.Unknown, Fault: lastFault);
                default:
                    break;
            }
        }
    }

    private Finding Found(BackupSearch search)
    {
        if (search.Match is not { } match)
        {
            return new Finding(FindingOutcome.Unknown, Fault: ServiceFault.Unreadable(
                "backups of that name were made meanwhile, perhaps by another run, and nothing shows which is ours"));
        }

        foreach (var other in search.Others)
        {
            WarnOfSecond(search.Table.Name, search.BackupName, other);
        }

        return new Finding(FindingOutcome.Found, match.Details, match.ReadAt);
    }

    private async Task<Finding> LookOnceMoreAsync(BackupSearch search)
    {
        if ((_connection.Rejection ?? _lister.Denial) is { } refusal)
        {
            return new Finding(FindingOutcome.Unknown, Fault: refusal);
        }

        using var limit = _run.LimitAfter(FinalLook, _connection.RejectionToken);
        var listing = await WithinAsync(ListAsync(search), limit.Token);
        _run.ThrowIfStopped();
        return search.Found.IsCompleted || (listing is { Fault: null } && search.Match is not null)
            ? Found(search)
            : new Finding(FindingOutcome.Unknown, Fault: _connection.Rejection ?? (listing is null ? NotAnswered : listing.Fault));
    }

    private Task<ListingResult> ListAsync(BackupSearch search) => _searches.Count >= Math.Max(SweepFrom, _lister.SweepPages)
        ? SweepAsync(search)
        : ListTableAsync(search);

    private async Task<ListingResult> ListTableAsync(BackupSearch search)
    {
        var listing = await _lister.ListAsync(search.Table, search.Earliest);

        // Only CreateBackup and DescribeTable can tell that a table does not exist.
        return listing.Fault is { Class: FaultClass.NotFound } ? await SweepAsync(search) : listing;
    }

    // The first call may have shown since that our clock is ahead.
    private Task<ListingResult> SweepAsync(BackupSearch search) =>
        _lister.SweepAsync(_names.Earliest < search.SweepFrom ? _names.Earliest : search.SweepFrom);

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
