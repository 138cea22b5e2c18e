using Amazon.DynamoDBv2.Model;
using DynamoBackup.Engine.Calling;
using DynamoBackup.Engine.Listing;
using DynamoBackup.Engine.Outcomes;
using DynamoBackup.Engine.Requests;
using DynamoBackup.Engine.Runtime;

namespace DynamoBackup.Engine.Creating;

/// <summary>
/// Creates the backups of one account and region, each exactly once: in the order they were asked for, as the rate allows.
/// </summary>
/// <param name="connection">The account and region.</param>
/// <param name="finder">Looks for backups whose creation was not answered well.</param>
/// <param name="tables">Lists the tables, where one is not found.</param>
/// <param name="run">The run.</param>
/// <param name="journal">Where outcomes go.</param>
/// <param name="onCreated">Takes each created backup on: the request, the service's answer, when it was read, and the request's
/// deadline.</param>
internal sealed class BackupCreator(
    ServiceConnection connection,
    BackupFinder finder,
    TableLister tables,
    EngineRun run,
    Journal journal,
    Action<CreateRequest, CreateBackupResponse, TimeSpan, TimeSpan> onCreated)
{
    private readonly Queue<CreateRequest> _queue = new();

    // Requests for one table and one name go one after the other: while one's outcome is open, a listed backup could
    // be either's. Holds those that wait, by table and name.
    private readonly Dictionary<string, Queue<CreateRequest>> _held = new(StringComparer.Ordinal);
    private bool _isStarting;

    /// <summary>Takes a request on.</summary>
    public void Accept(CreateRequest request)
    {
        if (request.Template.MakesUniqueNames)
        {
            Enqueue(request);
            return;
        }

        request.MakeName(run.UtcNow, run.Random);
        if (_held.TryGetValue(KeyOf(request), out var held))
        {
            held.Enqueue(request);
        }
        else
        {
            _held.Add(KeyOf(request), new Queue<CreateRequest>());
            Enqueue(request);
        }
    }

    private static string KeyOf(CreateRequest request) => request.TableName + "/" + request.BackupName;

    private void Enqueue(CreateRequest request)
    {
        _queue.Enqueue(request);
        if (!_isStarting)
        {
            run.StartShared(StartAllAsync);
        }
    }

    private async Task StartAllAsync()
    {
        _isStarting = true;
        try
        {
            while (_queue.Count > 0)
            {
                if (connection.Rejection is { } rejection)
                {
                    var refused = _queue.Dequeue();
                    Start(refused, () =>
                    {
                        Fail(refused, FailureMessages.Refused(refused, rejection));
                        return Task.CompletedTask;
                    });
                    continue;
                }

                if (_queue.Peek() is { Template.MakesUniqueNames: false } given)
                {
                    await finder.PrepareAsync(given.Table, isAlone: _queue.Count == 1, TimeSpan.MaxValue);
                }

                var turn = await connection.TakeTurnAsync(Operation.CreateBackup, run.StopToken);
                var request = _queue.Dequeue();
                Start(request, () => CreateAsync(request, turn));
            }
        }
        finally
        {
            _isStarting = false;
        }
    }

    private void Start(CreateRequest request, Func<Task> steps)
    {
        journal.CountStarted(request);
        run.Start(
            async () =>
            {
                try
                {
                    await steps();
                }
                finally
                {
                    AcceptNextOfSameName(request);
                }
            },
            defect => Fail(request, FailureMessages.InternalError(request, defect)));
    }

    private void AcceptNextOfSameName(CreateRequest request)
    {
        if (request.Template.MakesUniqueNames)
        {
            return;
        }

        if (_held[KeyOf(request)].TryDequeue(out var next))
        {
            Enqueue(next);
        }
        else
        {
            _held.Remove(KeyOf(request));
        }
    }

    private async Task CreateAsync(CreateRequest request, Turn turn)
    {
        var creation = new Creation(request, connection, finder, tables, run, journal);
        var (response, failure) = await creation.RunAsync(turn);
        if (response is null)
        {
            Fail(request, failure!);
            return;
        }

        journal.Publish(new BackupCreated(request, response));
        onCreated(request, response, creation.ReadAt, creation.Deadline);
    }

    private void Fail(CreateRequest request, BackupFailure failure) => journal.Publish(new BackupFailed(request, failure));
}
