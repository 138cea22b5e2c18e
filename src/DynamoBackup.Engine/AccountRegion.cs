using System;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using Amazon.Runtime;

namespace DynamoBackup.Engine;

/// <summary>The operations the engine calls.</summary>
internal enum Operation
{
    CreateBackup,
    DescribeBackup,
    ListBackups,
}

/// <summary>
/// What all requests to one account and region share: the pace of each operation, the service's clock, whether the
/// service is reached and takes our credentials; and the creator, watcher and finder that work there.
/// </summary>
internal sealed class AccountRegion
{
    /// <summary>How long reads and listings may lag behind what was created ("just after" in the rules of a lagging read).</summary>
    public static readonly TimeSpan ReadLag = TimeSpan.FromSeconds(10);

    // A region that never answered is most likely a wrong endpoint or no network: say so while the user still looks.
    private static readonly TimeSpan PatienceBeforeFirstAnswer = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PatienceAfterwards = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan ShortestCall = TimeSpan.FromMilliseconds(1);

    private readonly EngineHost _host;
    private readonly CancellationTokenSource _rejected = new();
    private TimeSpan? _unreachedSince;
    private bool _reached;
    private bool _distrusted;
    private TimeSpan? _serviceClockAhead;

    public AccountRegion(BackupTarget target, EngineHost host)
    {
        Target = target;
        _host = host;
        // Published rates: API reference of CreateBackup (50 a second), DescribeBackup (10) and ListBackups (5).
        CreatePace = NewPace(50);
        DescribePace = NewPace(10);
        ListPace = NewPace(5);
        Lister = new BackupLister(this, host);
        Finder = new BackupFinder(this, host);
        Watcher = new BackupWatcher(this, host);
        Creator = new BackupCreator(this, host);
    }

    public BackupTarget Target { get; }

    public Pace CreatePace { get; }

    public Pace DescribePace { get; }

    public Pace ListPace { get; }

    public BackupLister Lister { get; }

    public BackupFinder Finder { get; }

    public BackupWatcher Watcher { get; }

    public BackupCreator Creator { get; }

    /// <summary>Why the credentials are no good; null while they are.</summary>
    public ServiceFault? Rejection { get; private set; }

    /// <summary>Cancelled when the credentials are rejected.</summary>
    public CancellationToken RejectionToken => _rejected.Token;

    /// <summary>
    /// Whether the service has been out of reach for longer than is ridden out. A first connection that no trust can be had
    /// in is not tried again: a certificate does not get better in seconds.
    /// </summary>
    public bool IsOutOfReach =>
        _unreachedSince is { } since && ((!_reached && _distrusted) || _host.Clock.Now - since >= (_reached ? PatienceAfterwards : PatienceBeforeFirstAnswer));

    /// <summary>Whether the service has never answered, for longer than is ridden out.</summary>
    public bool WasNeverReached => !_reached && IsOutOfReach;

    /// <summary>
    /// A moment of ours by the service's clock (UTC), never later than it really was there; null until the service has
    /// told its time.
    /// </summary>
    public DateTime? ServiceTimeOf(Moment moment) => _serviceClockAhead is { } ahead
        ? new DateTime((moment.Measured + ahead - moment.UnmeasuredSince(_host.Clock)).Ticks, DateTimeKind.Utc)
        : null;

    /// <summary>Makes one call. The caller holds a seat from the operation's pace; it is given back here.</summary>
    /// <param name="operation">Which.</param>
    /// <param name="subject">What it is about, for notes.</param>
    /// <param name="attempt">Which attempt at it, from 1 on, for notes.</param>
    /// <param name="call">The call.</param>
    /// <param name="limit">The most it may take.</param>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    public async Task<CallResult<T>> CallAsync<T>(Operation operation, string subject, int attempt, Func<CancellationToken, Task<ServiceAnswer<T>>> call, TimeSpan limit)
        where T : class
    {
        var started = Moment.Now(_host.Clock);
        try
        {
            _host.ThrowIfStopped();
            if (Rejection is not null)
            {
                return CallResult<T>.Of(Rejection, started);
            }

            var answer = await WithinAsync(call, limit);
            _reached = true;
            _unreachedSince = null;
            LearnServiceClock(answer.ServiceTime);
            _host.TellCall(operation, subject, attempt, Target.Region, started.Measured, "200", answer.RequestId);
            return CallResult<T>.Of(answer.Value, started);
        }
        catch (Exception e) when (!_host.IsStopped)
        {
            var fault = ServiceFault.From(e);
            Learn(operation, fault, started.Measured);
            _host.TellCall(operation, subject, attempt, Target.Region, started.Measured, fault.Code, (e as AmazonServiceException)?.RequestId);
            return CallResult<T>.Of(fault, started);
        }
        finally
        {
            _host.Gate.Leave();
        }
    }

    /// <summary>The most a call may take that has until then, at least a moment.</summary>
    public TimeSpan LimitUntil(TimeSpan deadline)
    {
        var left = deadline - _host.Clock.Now;
        left = left > ShortestCall ? left : ShortestCall;
        return _host.Options.CallTimeout is { } most && most < left ? most : left;
    }

    private Pace NewPace(int publishedRate) =>
        new(publishedRate, _host.Clock, _host.Gate, _host.Options.Rules.KeepPace, _host.StopToken);

    private async Task<ServiceAnswer<T>> WithinAsync<T>(Func<CancellationToken, Task<ServiceAnswer<T>>> call, TimeSpan limit)
    {
        using var source = CancellationTokenSource.CreateLinkedTokenSource(_host.StopToken);
        var givenUp = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = source.Token.Register(() => givenUp.TrySetResult(true));
        _host.Clock.CancelAfter(source, limit);
        var answer = call(source.Token);

        // A call that does not end when it is told to is left behind.
        await Either.EndsAsync(answer, givenUp.Task);
        if (answer.IsCompleted && !answer.IsCanceled)
        {
            return await answer;
        }

        _host.ThrowIfStopped();
        throw new TimeoutException(string.Format(CultureInfo.InvariantCulture, "The service did not answer within {0:0.#} s.", limit.TotalSeconds));
    }

    private void Learn(Operation operation, ServiceFault fault, TimeSpan started)
    {
        if (fault.WasAnswered)
        {
            _reached = true;
            _unreachedSince = null;
        }
        else if (fault.Class is FaultClass.NotSent)
        {
            _unreachedSince ??= started;
            _distrusted |= fault.IsDistrust;
        }

        switch (fault.Class)
        {
            case FaultClass.Throttled:
                PaceOf(operation).SlowDownFor(started);
                break;
            case FaultClass.CredentialsRejected:
                Rejection ??= fault;
                Watcher.Wake();
                _rejected.Cancel();
                break;
            default:
                break;
        }
    }

    private Pace PaceOf(Operation operation) => operation switch
    {
        Operation.CreateBackup => CreatePace,
        Operation.DescribeBackup => DescribePace,
        _ => ListPace,
    };

    // The service's time of an answer is cut to seconds and some milliseconds old when it gets here: each answer gives
    // a bound from below, and the greatest of them is the best.
    private void LearnServiceClock(DateTimeOffset? serviceTime)
    {
        if (serviceTime is { } time)
        {
            var ahead = TimeSpan.FromTicks(time.UtcTicks) - _host.Clock.Now;
            if (_serviceClockAhead is not { } known || ahead > known)
            {
                _serviceClockAhead = ahead;
            }
        }
    }
}
