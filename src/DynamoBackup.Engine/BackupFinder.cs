using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Amazon.DynamoDBv2.Model;

namespace DynamoBackup.Engine;

/// <summary>
/// Looks for the backup of a creation whose outcome is unknown, so that no backup is made twice: one with our name, of
/// our table, made since the attempt began, that no other request has.
/// </summary>
internal sealed class BackupFinder
{
    // A table's own listing is most often one page; from here on one sweep of all tables costs less.
    private const int SweepFrom = 3;

    // A caller's clock may be off by this much before the service refuses its signatures (SigV4), so a look that begins
    // this much earlier by our clock misses nothing, whatever the service's clock says.
    private static readonly TimeSpan MostClockSkew = TimeSpan.FromMinutes(15);

    // Creation times are told in whole milliseconds at best, the service's clock in whole seconds.
    private static readonly TimeSpan Rounding = TimeSpan.FromSeconds(1);

    // Looks after the outcome became unknown: most listings show a backup at once, all within AccountRegion.ReadLag.
    private static readonly TimeSpan[] Looks =
    [
        TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1.5), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(6), AccountRegion.ReadLag,
    ];

    private static readonly TimeSpan RetryOfFailedLook = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan TimeToRememberOwners = TimeSpan.FromMinutes(30);

    private readonly AccountRegion _region;
    private readonly EngineHost _host;
    private readonly Dictionary<string, Search> _searches = new(StringComparer.Ordinal);
    private readonly HashSet<string> _owned = new(StringComparer.Ordinal);
    private readonly Queue<KeyValuePair<TimeSpan, string>> _ownedSince = new();

    public BackupFinder(AccountRegion region, EngineHost host)
    {
        _region = region;
        _host = host;
    }

    /// <summary>What a look came to.</summary>
    public enum Finding
    {
        /// <summary>The backup exists.</summary>
        Found,

        /// <summary>The service holds no such backup, and any listing lag is over.</summary>
        Absent,

        /// <summary>It could not be looked for until the deadline, or at all.</summary>
        CannotTell,
    }

    /// <summary>Remembers that a backup is some request's, so that no other adopts it.</summary>
    public void Own(string arn)
    {
        while (_ownedSince.Count > 0 && _host.Clock.Now - _ownedSince.Peek().Key > TimeToRememberOwners)
        {
            _owned.Remove(_ownedSince.Dequeue().Value);
        }

        if (_owned.Add(arn))
        {
            _ownedSince.Enqueue(new KeyValuePair<TimeSpan, string>(_host.Clock.Now, arn));
        }
    }

    /// <summary>Looks until the backup is found, is certain to be absent, or the deadline passes.</summary>
    /// <param name="table">The table.</param>
    /// <param name="backupName">The backup's name. No two searches at once share table and name.</param>
    /// <param name="attemptStart">When the first attempt of unknown outcome began.</param>
    /// <param name="deadline">Cancelled at the request's deadline.</param>
    /// <returns>The finding; the backup where found; the fault that kept it from being looked for.</returns>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    public async Task<(Finding Finding, BackupDetails? Details, ServiceFault? Fault)> FindAsync(
        TableReference table, string backupName, Moment attemptStart, CancellationToken deadline)
    {
        var search = new Search(attemptStart);
        _searches[KeyOf(table.Name, backupName)] = search;
        try
        {
            return await LookAsync(search, table, deadline);
        }
        catch (OperationCanceledException) when (!_host.IsStopped)
        {
            return (Finding.CannotTell, null, _region.Rejection);
        }
        finally
        {
            _searches.Remove(KeyOf(table.Name, backupName));
        }
    }

    /// <summary>Takes note of a listed backup.</summary>
    public void Observe(BackupSummary summary)
    {
        if (_searches.Count == 0
            || !_searches.TryGetValue(KeyOf(summary.TableName, summary.BackupName), out var search)
            || search.Found.Task.IsCompleted)
        {
            return;
        }

        var rules = _host.Options.Rules;
        var isOwned = rules.AdoptEachBackupOnce && _owned.Contains(summary.BackupArn);
        var isOlder = rules.BoundLookByTime && WasMadeBefore(search.AttemptStart, summary);
        if (!isOwned && !isOlder)
        {
            search.Found.TrySetResult(summary.ToDetails());
        }
    }

    private static string KeyOf(string? table, string? backupName) => table + "/" + backupName;

    private async Task<(Finding Finding, BackupDetails? Details, ServiceFault? Fault)> LookAsync(Search search, TableReference table, CancellationToken deadline)
    {
        var since = _host.Clock.Now;
        ServiceFault? lastFault = null;
        for (var look = 0; ;)
        {
            var due = lastFault is null ? since + Looks[look] : _host.Clock.Now + _host.Jittered(RetryOfFailedLook);
            await WaitAsync(search, due, deadline);
            if (search.Found.Task.IsCompleted)
            {
                return (Finding.Found, await search.Found.Task, null);
            }

            if ((_region.Rejection ?? _region.Lister.Denial) is { } refusal)
            {
                return (Finding.CannotTell, null, refusal);
            }

            var listing = await Within(ListAsync(search, table), deadline);
            lastFault = listing?.Fault;
            if (search.Found.Task.IsCompleted)
            {
                return (Finding.Found, await search.Found.Task, null);
            }

            if (listing is null || deadline.IsCancellationRequested)
            {
                return (Finding.CannotTell, null, _region.Rejection ?? lastFault);
            }

            switch (lastFault?.Class)
            {
                case null when listing.Started - since >= AccountRegion.ReadLag || !_host.Options.Rules.LookAgainWhileListingsLag:
                    return (Finding.Absent, null, null);
                case null:
                    look = Math.Min(look + 1, Looks.Length - 1);
                    break;
                case FaultClass.AccessDenied or FaultClass.CredentialsRejected or FaultClass.Refused:
                    return (Finding.CannotTell, null, lastFault);
                case FaultClass.NotFound:
                    // A table that is not there has no backup of this attempt.
                    return (Finding.Absent, null, null);
                default:
                    break;
            }
        }
    }

    private Task<Listing> ListAsync(Search search, TableReference table)
    {
        var from = _region.ServiceTimeOf(search.AttemptStart) is { } start
            ? start - Rounding
            : search.AttemptStart.Wall.UtcDateTime - MostClockSkew;
        return _searches.Count >= SweepFrom ? _region.Lister.SweepAsync(from) : _region.Lister.ListAsync(table.Text, from);
    }

    // A service that does not tell its time is taken to share ours.
    private bool WasMadeBefore(Moment attemptStart, BackupSummary summary) =>
        summary.BackupCreationDateTime?.ToUniversalTime() < (_region.ServiceTimeOf(attemptStart) ?? attemptStart.Wall.UtcDateTime) - Rounding;

    private async Task WaitAsync(Search search, TimeSpan due, CancellationToken deadline)
    {
        using var source = CancellationTokenSource.CreateLinkedTokenSource(deadline);
        var delay = _host.Clock.Delay(due - _host.Clock.Now, source.Token);
        await Either.EndsAsync(delay, search.Found.Task);
        if (delay.IsCompleted)
        {
            await delay;
        }

        source.Cancel();
    }

    private static async Task<Listing?> Within(Task<Listing> listing, CancellationToken deadline)
    {
        var passed = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        using (deadline.Register(() => passed.TrySetResult(true)))
        {
            await Either.EndsAsync(listing, passed.Task);
            return listing.IsCompleted ? await listing : null;
        }
    }

    private sealed class Search
    {
        public Search(Moment attemptStart) => AttemptStart = attemptStart;

        public Moment AttemptStart { get; }

        public TaskCompletionSource<BackupDetails> Found { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
