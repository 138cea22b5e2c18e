using DynamoBackup.Engine.Calling;
using DynamoBackup.Engine.Creating;
using DynamoBackup.Engine.Limiting;
using DynamoBackup.Engine.Listing;
using DynamoBackup.Engine.Outcomes;
using DynamoBackup.Engine.Requests;
using DynamoBackup.Engine.Runtime;
using DynamoBackup.Engine.Watching;

namespace DynamoBackup.Engine;

/// <summary>All that works on one account and region, put together.</summary>
internal sealed class AccountRegion : IDisposable
{
    private readonly ServiceConnection _connection;

    public AccountRegion(BackupTarget target, EngineRun run, Journal journal, EngineOptions options)
    {
        _connection = new ServiceConnection(target, run, journal, options.ThrottleLimit, options.CallTimeout);
        var lister = new BackupLister(_connection, run);
        Tables = new TableLister(_connection, run);
        var finder = new BackupFinder(_connection, lister, run, journal);
        Limiter = new BackupLimiter(_connection, run, journal);
        Watcher = new BackupWatcher(new BackupLooks(_connection, lister, run, journal), run, journal);
        Creator = new BackupCreator(_connection, finder, Tables, run, journal, (request, response, readAt, deadline) =>
        {
            if (request.Wait)
            {
                Watcher.Watch(request, response, readAt, deadline);
            }
        });
    }

    public TableLister Tables { get; }

    public BackupCreator Creator { get; }

    public BackupWatcher Watcher { get; }

    public BackupLimiter Limiter { get; }

    public void Dispose() => _connection.Dispose();
}
