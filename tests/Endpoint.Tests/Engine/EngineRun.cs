using Amazon.DynamoDBv2;
using Amazon.Runtime;
using DynamoBackup.BackupEndpoint;
using Xunit;

namespace DynamoBackup.Tests.Engine;

/// <summary>
/// An engine on the machine's clock over real connections, and all it has said. Whatever the test is about, every run is
/// held to this: a request ends at most once, nothing is said of it after, and it has one creation at most.
/// </summary>
internal sealed class EngineRun : IDisposable
{
    // Far beyond what any test takes: a run that is still going then hangs.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(150);

    private readonly List<DynamoDBBackupService> _services = [];
    private readonly List<BackupEvent> _events = [];
    private readonly Dictionary<BackupRequest, BackupEvent> _outcomes = [];
    private readonly HashSet<BackupRequest> _created = [];

    public EngineRun(Action<EngineOptions>? configure = null)
    {
        var options = new EngineOptions { LogCalls = true, LogDecisions = true };
        configure?.Invoke(options);
        Engine = new BackupEngine(options);
    }

    public BackupEngine Engine { get; }

    /// <summary>What was taken so far, without notes.</summary>
    public IReadOnlyList<BackupEvent> Events => _events;

    /// <summary>The lines for the verbose and debug streams, so far.</summary>
    public List<EngineNote> Notes { get; } = [];

    public BackupTarget Target(LocalEndpoint endpoint, string region = "us-east-1", string accessKey = "test") =>
        Target(endpoint.Url, region, accessKey);

    public BackupTarget Target(string url, string region = "us-east-1", string accessKey = "test")
    {
        var service = Service(url, region, accessKey);
        _services.Add(service);
        return new BackupTarget(service, region, url);
    }

    public static DynamoDBBackupService Service(string url, string region = "us-east-1", string accessKey = "test") =>
        Service(new AmazonDynamoDBConfig { ServiceURL = url, AuthenticationRegion = region }, new BasicAWSCredentials(accessKey, "secret"));

    public static DynamoDBBackupService Service(AmazonDynamoDBConfig config, AWSCredentials credentials)
    {
        DynamoDBBackupService.Prepare(config);
        return new DynamoDBBackupService(new AmazonDynamoDBClient(credentials, config), credentials);
    }

    /// <summary>Submits, taking events while the engine takes no more.</summary>
    public Task SubmitAsync(params IEnumerable<BackupRequest> requests) => OnOwnThread(() =>
    {
        foreach (var request in requests)
        {
            while (!Engine.TrySubmit(request))
            {
                Take();
            }
        }
    });

    /// <summary>Takes events up to the one that meets the condition.</summary>
    public Task<BackupEvent> UntilAsync(Func<BackupEvent, bool> condition) => OnOwnThread(() =>
    {
        while (true)
        {
            var backupEvent = Take();
            if (condition(backupEvent))
            {
                return backupEvent;
            }
        }
    });

    /// <summary>Waits for a line of the verbose or debug stream, taking whatever comes.</summary>
    public Task UntilNotedAsync(string text) => OnOwnThread(() =>
    {
        while (!Notes.Exists(note => note.Text.Contains(text, StringComparison.Ordinal)))
        {
            TakeNext();
        }
    });

    /// <summary>Submits the last requests and takes all events to the end of the run.</summary>
    /// <returns>The outcomes of these requests, in their order.</returns>
    public async Task<IReadOnlyList<BackupEvent>> ToEndAsync(params IEnumerable<BackupRequest> requests)
    {
        var last = requests.ToList();
        await SubmitAsync(last);
        await OnOwnThread(() =>
        {
            Engine.CompleteAdding();
            while (!Engine.IsDone)
            {
                Take();
            }
        });
        return last.ConvertAll(OutcomeOf);
    }

    /// <summary>The event that ended a request.</summary>
    public BackupEvent OutcomeOf(BackupRequest request) => _outcomes[request];

    public void Dispose()
    {
        Engine.Dispose();
        _services.ForEach(service => service.Dispose());
    }

    private BackupEvent Take()
    {
        while (true)
        {
            if (TakeNext() is { } backupEvent)
            {
                return backupEvent;
            }
        }
    }

    // Null for a note.
    private BackupEvent? TakeNext()
    {
        if (!Engine.TryTake(out var next, Patience, TestContext.Current.CancellationToken))
        {
            throw new TimeoutException($"Nothing came for {Patience.TotalSeconds} s. The last notes: "
                + string.Join(Environment.NewLine, Notes.TakeLast(20).Select(note => note.Text)));
        }

        if (next is EngineNote note)
        {
            Notes.Add(note);
            return null;
        }

        var request = next!.Request!;
        Assert.False(_outcomes.ContainsKey(request), $"{next!.GetType().Name} of '{request.TableName}' came after its outcome.");
        Assert.False(next is BackupCreated && !_created.Add(request), $"A backup of '{request.TableName}' was reported twice.");
        if (next.EndsRequest)
        {
            _outcomes.Add(request, next);
        }

        _events.Add(next);
        return next;
    }

    private static Task OnOwnThread(Action action) => OnOwnThread(() =>
    {
        action();
        return true;
    });

    // Taking blocks: on the thread pool it would hold up the very calls that are waited for.
    private static Task<T> OnOwnThread<T>(Func<T> action) =>
        Task.Factory.StartNew(action, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
