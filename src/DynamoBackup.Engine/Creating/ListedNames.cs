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
    // As old as what is known may be: another run's backup that was made in this time can be taken for ours.
    private static readonly TimeSpan MostAge = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan AgeToRefresh = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan MostWait = TimeSpan.FromSeconds(3);

    // Our clock may be 15 min off (SigV4), the service's stamps as much, each way. Where it is further off, the SDK finds it out.
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(45);

    // The SDK learns of smaller differences, too, down to the whole seconds of a Date header; the window has room for those.
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    private readonly ServiceConnection _connection;
    private readonly BackupLister _lister;
    private readonly EngineRun _run;
    private readonly Dictionary<string, HashSet<string>> _byName = new(StringComparer.Ordinal);
    private TimeSpan? _listedAt;
    private DateTime _listedFrom;
    private TimeSpan? _triedAt;
    private bool _isNeeded;

    public ListedNames(ServiceConnection connection, BackupLister lister, EngineRun run)
    {
        _connection = connection;
        _lister = lister;
        _run = run;
        lister.Listed += Add;
    }

    /// <summary>The earliest creation time (UTC) that was listed, and that a backup made from now on can show.</summary>
    public DateTime ListedFrom => _listedFrom;

    /// <summary>Lists anew where that is due; after 3 s it goes on in the background.</summary>
    /// <param name="deadline">When it does so at the latest.</param>
    public async Task RefreshAsync(TimeSpan deadline)
    {
        _isNeeded = true;
        if (_lister.Denial is not null || Since(_triedAt) < (IsFresh ? AgeToRefresh : MostAge))
        {
            return;
        }

        _triedAt = _run.Now;
        var listing = ListAsync();
        if (!IsFresh)
        {
            var left = deadline - _run.Now;
            await Either.EndsAsync(listing, _run.DelayAsync(left < MostWait ? left : MostWait, _run.StopToken));
            _run.ThrowIfStopped();
        }
    }

    /// <summary>The identities of the backups of a table and name at this moment; null where they could not be listed.</summary>
    public IReadOnlySet<string>? Of(string tableName, string backupName) =>
        !IsFresh ? null : _byName.TryGetValue(KeyOf(tableName, backupName), out var known) ? known.ToHashSet(StringComparer.Ordinal) : [];

    /// <summary>The earliest creation time (UTC) that a backup made from now on can show.</summary>
    public DateTime Earliest => _connection.EarlierNow - Window;

    /// <summary>A key for a table and a name.</summary>
    public static string KeyOf(string? tableName, string? backupName) => tableName + "/" + backupName;

    private bool IsFresh => Since(_listedAt) <= MostAge;

    private TimeSpan Since(TimeSpan? moment) => moment is { } known ? _run.Now - known : TimeSpan.MaxValue;

    private async Task ListAsync()
    {
        var from = Earliest;
        var listing = await _lister.SweepAsync(from);
        if (Earliest < from - Tolerance)
        {
            // The listing itself showed that our clock is far ahead.
            await ListAsync();
        }
        else if (listing is { Fault: null, Unreadable: 0 })
        {
            _listedAt = listing.Started;
            _listedFrom = from;
        }
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
