using Amazon.DynamoDBv2.Model;
using DynamoBackup.Engine.Calling;
using DynamoBackup.Engine.Listing;
using DynamoBackup.Engine.Requests;
using DynamoBackup.Engine.Runtime;

namespace DynamoBackup.Engine.Creating;

/// <summary>
/// Which backups there are under each table and name, kept so fresh that a backup which is not among them was made after its
/// creation began. Only creations under names that the user gave need it.
/// </summary>
internal sealed class ListedNames
{
    // As old as what is known may be: another run's backup that was made in this time can be mistaken for ours. Where a sweep takes
    // longer, as in a run of thousands, twice the time it takes.
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan AgeToRefresh = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(3);

    // Our clock may be 15 min off (SigV4), the service's stamps as much, each way. Where it is further off, the SDK finds it out.
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(45);

    // The SDK learns of smaller differences, too, down to the whole seconds of a Date header; the window has room for those.
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    private readonly ServiceConnection _connection;
    private readonly BackupLister _lister;
    private readonly EngineRun _run;
    private readonly Dictionary<string, HashSet<string>> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TimeSpan> _tablesListedAt = new(StringComparer.Ordinal);
    private TimeSpan? _sweptAt;
    private TimeSpan _maxSweepAge = MaxAge;
    private DateTime _sweptFrom;
    private TimeSpan? _sweepTriedAt;
    private TimeSpan? _tableFailedAt;
    private bool _isNeeded;

    public ListedNames(ServiceConnection connection, BackupLister lister, EngineRun run)
    {
        _connection = connection;
        _lister = lister;
        _run = run;
        lister.Listed += Add;
    }

    /// <summary>The earliest creation time (UTC) that a backup made from now on can show.</summary>
    public DateTime Earliest => _connection.EarlierNow - Window;

    /// <summary>A key for a table and a name.</summary>
    public static string KeyOf(string? tableName, string? backupName) => tableName + "/" + backupName;

    /// <summary>
    /// Makes sure of what there is, before a creation: by a sweep that serves all tables, or by the table's own listing where there
    /// is only this one, or where the sweep is not done within 3 s.
    /// </summary>
    /// <param name="table">The table.</param>
    /// <param name="isAlone">Whether no other creation waits for the same.</param>
    /// <param name="deadline">When to wait for it no longer.</param>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    public async Task RefreshAsync(TableReference table, bool isAlone, TimeSpan deadline)
    {
        _isNeeded = true;
        var ends = _run.Now + MaxWait < deadline ? _run.Now + MaxWait : deadline;
        if (!isAlone || _sweptAt is not null)
        {
            await RefreshSweepAsync(ends);
        }

        if (!SweepIsFresh && !(Since(_tablesListedAt, table.Name) <= MaxAge) && Since(_tableFailedAt) > MaxAge && _lister.Denial is null)
        {
            await WithinAsync(ListTableAsync(table), _run.Now + MaxWait < deadline ? _run.Now + MaxWait : deadline);
        }
    }

    /// <summary>The backups of a table and name at this moment, as far as they are known.</summary>
    public BackupsBefore Of(string tableName, string backupName)
    {
        var known = _byName.TryGetValue(KeyOf(tableName, backupName), out var listed) ? listed.ToHashSet(StringComparer.Ordinal) : [];
        return Since(_tablesListedAt, tableName) <= MaxAge
            ? new BackupsBefore(known, AreAll: true, ListedFrom: null)
            : new BackupsBefore(known, SweepIsFresh, SweepIsFresh ? _sweptFrom : Earliest);
    }

    private bool SweepIsFresh => Since(_sweptAt) <= _maxSweepAge;

    private TimeSpan Since(TimeSpan? moment) => moment is { } known ? _run.Now - known : TimeSpan.MaxValue;

    private TimeSpan Since(Dictionary<string, TimeSpan> moments, string key) =>
        moments.TryGetValue(key, out var moment) ? _run.Now - moment : TimeSpan.MaxValue;

    private async Task RefreshSweepAsync(TimeSpan ends)
    {
        if (_lister.Denial is not null || Since(_sweepTriedAt) < (SweepIsFresh ? AgeToRefresh : MaxAge))
        {
            return;
        }

        _sweepTriedAt = _run.Now;
        var sweep = SweepAsync();
        if (!SweepIsFresh)
        {
            await WithinAsync(sweep, ends);
        }
    }

    private async Task SweepAsync()
    {
        var from = Earliest;
        var listing = await _lister.SweepAsync(from);
        if (Earliest < from - Tolerance)
        {
            // The listing itself showed that our clock is far ahead.
            await SweepAsync();
        }
        else if (listing is { Fault: null, Unreadable: 0 })
        {
            _sweptAt = listing.Started;
            _sweptFrom = from;
            _maxSweepAge = 2 * listing.Took > MaxAge ? 2 * listing.Took : MaxAge;
        }
    }

    private async Task ListTableAsync(TableReference table)
    {
        var listing = await _lister.ListAsync(table, from: null);
        if (listing is { Fault: null, Unreadable: 0 })
        {
            _tablesListedAt[table.Name] = listing.Started;
        }
        else
        {
            _tableFailedAt = _run.Now;
        }
    }

    // What does not end in time goes on in the background.
    private async Task WithinAsync(Task listing, TimeSpan ends)
    {
        await Either.EndsAsync(listing, _run.DelayAsync(ends - _run.Now, _run.StopToken));
        _run.ThrowIfStopped();
    }

    private void Add(BackupSummary listed)
    {
        if (!_isNeeded)
        {
            return;
        }

        var key = KeyOf(listed.TableName, listed.BackupName);
        if (!_byName.TryGetValue(key, out var known))
        {
            _byName.Add(key, known = new HashSet<string>(StringComparer.Ordinal));
        }

        known.Add(BackupArn.IdentityOf(listed.BackupArn));
    }
}
