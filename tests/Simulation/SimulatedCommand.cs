namespace DynamoBackup.Simulation;

/// <summary>One command in a process of its own: an engine, its requests, and what becomes of each.</summary>
internal sealed class SimulatedCommand : IDisposable
{
    private static readonly TimeSpan LongestPauseOfAttempts = TimeSpan.FromSeconds(5);

    private readonly SimulatedWorld _world;
    private readonly BackupEngine _engine;
    private readonly List<BackupTarget> _targets;
    private readonly Dictionary<BackupRequest, Asked> _byRequest = [];
    private readonly bool _sharesTables;
    private readonly string _givenName;
    private int _toSubmit;

    public SimulatedCommand(SimulatedWorld world, List<SimulatedService> services, int number, int seed, bool keepLines)
    {
        _world = world;
        Name = "command-" + number;
        Process = new SimulatedProcess(world.Clock);
        SetClockOff();
        Source = new SimulatedSource(world);
        ThrottleLimit = world.Random.Next(1, 40);
        _engine = new BackupEngine(new EngineOptions
        {
            Time = Process,
            Scheduler = Process.Scheduler,
            Random = new Random(seed + (number * 7919)),
            ThrottleLimit = ThrottleLimit,
            CallTimeout = TimeSpan.FromSeconds(world.Random.Next(5, 60)),
            LogDecisions = keepLines,
        });
        Clients = services.ConvertAll(service => new SimulatedClient(world, this, service));
        _targets = Clients.ConvertAll(client => new BackupTarget(client, client.Service.Region, "http://simulated"));
        _sharesTables = number == 0 || world.WeatherHappens(0.6);
        BusyUntil = number > 0 && world.WeatherHappens(0.3)
            ? world.Clock.Now + TimeSpan.FromSeconds(world.WeatherRandom.NextDouble() * 60)
            : TimeSpan.Zero;
        _givenName = number == 0 || world.WeatherHappens(0.5) ? "nightly" : "nightly-" + number;
    }

    public string Name { get; }

    public SimulatedProcess Process { get; }

    /// <summary>How far the machine's clock is ahead from the start.</summary>
    public TimeSpan ClockOff { get; private set; }

    /// <summary>Whether every host refuses the first calls for it: no command before this one has learnt of it.</summary>
    public bool RefusesClock { get; private set; }

    /// <summary>Until when its creations are refused for now, while those of others are not.</summary>
    public TimeSpan BusyUntil { get; }

    /// <summary>How many of its calls to a region may be on their way at once.</summary>
    public int ThrottleLimit { get; }

    /// <summary>Where its credentials come from.</summary>
    public SimulatedSource Source { get; }

    public List<SimulatedClient> Clients { get; }

    public List<Asked> Asked { get; } = [];

    public TimeSpan? CancelledAt { get; private set; }

    /// <summary>Whether nothing more will come of it.</summary>
    public bool IsOver =>
        CancelledAt is { } cancelled ? _world.Clock.Now > cancelled + TimeSpan.FromMinutes(2) : !Process.IsFrozen && _engine.IsDone;

    /// <summary>Draws a fleet of requests, each with its own time to come.</summary>
    public void AskFor(int fleet)
    {
        for (var i = 0; i < fleet; i++)
        {
            Ask(i);
        }

        if (_world.Happens(0.15))
        {
            Process.At(_world.UpTo(TimeSpan.FromSeconds(40)), Cancel);
        }

        DrawWeather();
    }

    /// <summary>Runs the engine's steps and takes its events, unless the process is frozen.</summary>
    public void Run()
    {
        if (!Process.IsFrozen)
        {
            Process.Scheduler.RunAll();
            Take();
        }
    }

    public void Dispose() => _engine.Dispose();

    private void DrawWeather()
    {
        var random = _world.WeatherRandom;
        for (var freeze = _world.Has(Weather.Freezes) ? random.Next(1, 4) : 0; freeze > 0; freeze--)
        {
            var time = TimeSpan.FromSeconds(20 + (random.NextDouble() * 100));
            _world.Clock.At(TimeSpan.FromSeconds(random.NextDouble() * 150), () =>
            {
                _world.Tell($"{Name} frozen for {time}");
                Process.Freeze(time);
            });
        }

        if (_world.Has(Weather.Steps))
        {
            var by = TimeSpan.FromSeconds(((random.NextDouble() * 2) - 1) * 600);
            Process.At(TimeSpan.FromSeconds(random.NextDouble() * 60), () => Step(by));
            if (random.Next(2) == 0)
            {
                Process.At(TimeSpan.FromSeconds(60 + (random.NextDouble() * 60)), () => Step(-by));
            }
        }
    }

    // A hardware clock kept in local time, a virtual machine that was asleep.
    private void SetClockOff()
    {
        if (_world.Has(Weather.SkewRefusals) && _world.WeatherHappens(0.5))
        {
            ClockOff = TimeSpan.FromMinutes(((_world.WeatherRandom.NextDouble() * 2) - 1) * 180);
            RefusesClock = _world.WeatherHappens(0.7);
            Step(ClockOff);
        }
    }

    // Where it tells the hosts apart, some tables are named by their ARN.
    private string TextOf(string table, SimulatedService service) =>
        _world.Has(Weather.Hosts | Weather.SkewRefusals) && _world.WeatherHappens(0.3) ? service.ArnOf(table) : table;

    private void Step(TimeSpan by)
    {
        _world.Tell($"{Name} has its wall clock set by {by}");
        Process.StepWall(by);
    }

    private void Ask(int i)
    {
        var random = _world.Random;
        var at = random.Next(_targets.Count);
        var target = _targets[at];
        var service = Clients[at].Service;
        var timeout = TimeSpan.FromSeconds(random.Next(3) switch { 0 => 600, 1 => random.Next(2, 60), _ => random.Next(30, 400) });
        TimeSpan? interval = _world.Happens(0.1) ? TimeSpan.FromSeconds(0.1 + (random.NextDouble() * 20)) : null;
        var prefix = _sharesTables ? string.Empty : Name + "-";
        BackupRequest request;
        if (_world.Happens(0.12))
        {
            var older = service.AddOlder($"{prefix}Waited-{i:000}", "older", _world.UpTo(TimeSpan.FromSeconds(30)));
            var text = !_world.Happens(0.15) ? older.Arn
                : i % 2 == 0 ? older.Arn[..^4] + "none"
                : SimulatedService.OthersArn(older.Arn);
            BackupArn.TryParse(text, out var arn, out _);
            request = new WaitRequest(target, arn!, timeout, interval);
        }
        else
        {
            var again = Asked.FindLast(asked => asked.Request.BackupName is not null && asked.Request.Target == target);
            var table = again is not null && _world.Happens(0.3) ? again.Request.TableName : $"{prefix}Table-{i:000}";
            service.Tables.Add(table);
            var name = _world.Happens(0.5) ? _givenName : null;
            if (name is not null && _world.Happens(0.5))
            {
                // In a world of odd clocks, one that a command which has just ended made.
                var least = TimeSpan.FromSeconds(_world.Has(Weather.Clocks) ? 1 : 6);
                var most = _world.Has(Weather.Clocks) ? TimeSpan.FromMinutes(1) : TimeSpan.FromHours(1);
                service.AddOlder(table, name, least + _world.UpTo(most));
            }

            if (_world.Happens(0.04))
            {
                service.Tables.Lose(table);
            }

            TableReference.TryParse(TextOf(table, service), out var reference, out _);
            request = new CreateRequest(target, reference!, name, _world.Happens(0.75), timeout, interval);
        }

        var asked = new Asked(request, this, Clients[at]);
        Asked.Add(asked);
        _byRequest.Add(request, asked);
        _toSubmit++;
        Process.At(_world.Happens(0.6) ? TimeSpan.Zero : _world.UpTo(TimeSpan.FromSeconds(50)), () => Submit(asked));
    }

    private void Submit(Asked asked)
    {
        _toSubmit--;
        if (CancelledAt is null)
        {
            asked.SubmittedAt = asked.KnownAt = _world.Clock.Now;
            _engine.TrySubmit(asked.Request);
        }

        if (_toSubmit == 0)
        {
            _engine.CompleteAdding();
        }
    }

    private void Cancel()
    {
        Process.Scheduler.RunAll();
        Take();
        CancelledAt = _world.Clock.Now;
        _world.Tell(Name + " cancelled");
        _engine.Cancel();
    }

    private void Take()
    {
        while (_engine.TryTake(out var backupEvent, TimeSpan.Zero))
        {
            if (backupEvent is EngineNote note)
            {
                _world.Tell(note.Text);
                continue;
            }

            var news = (RequestEvent)backupEvent!;
            var asked = _byRequest[news.Request];
            var arn = news switch
            {
                BackupCreated created => created.Details.BackupArn,
                BackupAvailable available => available.Details.BackupArn,
                BackupFailed failed => $"{failed.Failure.Kind} {failed.Failure.Details?.BackupArn}",
                _ => string.Empty,
            };
            _world.Tell($"{Name} {asked.Service.Region} {news.GetType().Name} {asked.Request.TableName} {arn}");
            asked.KnownAt = news is BackupCreated ? _world.Clock.Now : asked.KnownAt;
            if (!news.EndsRequest)
            {
                continue;
            }

            if (asked.Outcome is not null)
            {
                _world.Violate($"1: '{asked.Request.TableName}' ended twice");
            }

            if (CancelledAt is not null)
            {
                _world.Violate($"1: '{asked.Request.TableName}' ended after cancellation");
            }

            asked.Outcome = backupEvent;
            asked.EndedAt = _world.Clock.Now;
            asked.ByNameLostFor = LostFor(asked.Client.HostOf(isByArn: false));
            asked.ByArnLostFor = LostFor(asked.Client.HostOf(isByArn: true));
        }
    }

    // Each standstill counts as five seconds at most, as any pause between two attempts does.
    private TimeSpan LostFor(SimulatedHost host) =>
        host.LostSince is { } since ? Process.CountedTime(since, _world.Clock.Now, LongestPauseOfAttempts) : TimeSpan.Zero;
}
