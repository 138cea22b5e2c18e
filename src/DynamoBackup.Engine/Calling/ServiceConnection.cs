using System.Globalization;
using Amazon.Runtime;
using DynamoBackup.Engine.Outcomes;
using DynamoBackup.Engine.Requests;
using DynamoBackup.Engine.Runtime;
using DynamoBackup.Engine.Service;

namespace DynamoBackup.Engine.Calling;

/// <summary>
/// One account and region as a run calls it: the rate of each operation, the service's clock, and whether the service is
/// reached and takes the credentials. It makes one call at a time well, and knows none of those it makes them for.
/// </summary>
internal sealed class ServiceConnection : IDisposable
{
    private static readonly TimeSpan ShortestCall = TimeSpan.FromMilliseconds(1);

    // Where calls have no limit of their own.
    private static readonly TimeSpan LongestObtaining = TimeSpan.FromSeconds(60);

    private readonly EngineRun _run;
    private readonly Journal _journal;
    private readonly TimeSpan? _callTimeout;
    private readonly Dictionary<Operation, Pace> _paces;
    private readonly Dictionary<HostKind, Reach> _reaches;
    private readonly Dictionary<HostKind, TimeSpan> _skewNoticed = [];
    private readonly CancellationTokenSource _rejected = new();

    public ServiceConnection(BackupTarget target, EngineRun run, Journal journal, int throttleLimit, TimeSpan? callTimeout)
    {
        Target = target;
        _run = run;
        _journal = journal;
        _callTimeout = callTimeout;
        _reaches = Enum.GetValues<HostKind>().ToDictionary(kind => kind, _ => new Reach(run));

        var seats = new Seats(throttleLimit);

        _paces = Enum.GetValues<Operation>()
            .ToDictionary(operation => operation, operation => new Pace(PublishedRates.Of(operation), run, seats));
        RejectionToken = _rejected.Token;
    }

    public BackupTarget Target { get; }

    public IBackupService Service => Target.Service;

    /// <summary>The account's 12 digits, as an answer showed them; null before.</summary>
    public string? Account { get; set; }

    /// <summary>Why the credentials are no good; null while they are.</summary>
    public ServiceFault? Rejection { get; private set; }

    /// <summary>Cancelled when the credentials are rejected.</summary>
    public CancellationToken RejectionToken { get; }

    /// <summary>The time (UTC): this machine's or, where that is known to be earlier, the service's.</summary>
    public DateTime EarlierNow =>
        _run.UtcNow.UtcDateTime + (Service.ClockCorrection < TimeSpan.Zero ? Service.ClockCorrection : TimeSpan.Zero);

    /// <summary>Whether a host is reached.</summary>
    public Reach ReachOf(HostKind host) => _reaches[host];

    /// <summary>Whether the host is reached that calls about a subject go to.</summary>
    /// <param name="subject">A name or an ARN; null for all tables.</param>
    public Reach ReachOf(string? subject) => ReachOf(HostOf(subject));

    /// <summary>Calls of an operation a second, at this moment.</summary>
    public double RateOf(Operation operation) => _paces[operation].Rate;

    /// <summary>Waits for the right to make one call.</summary>
    /// <param name="operation">Which.</param>
    /// <param name="cancellationToken">Gives the turn up.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    public async Task<Turn> TakeTurnAsync(Operation operation, CancellationToken cancellationToken) =>
        await CredentialsFaultAsync(cancellationToken) is { } fault
            ? new Turn(() => { }) { Fault = fault }
            : await _paces[operation].TakeTurnAsync(cancellationToken);

    /// <summary>Makes one call.</summary>
    /// <param name="turn">The right to make it; it is over when this returns.</param>
    /// <param name="operation">Which.</param>
    /// <param name="subject">What it is about: it leads to a host, and stands in the log.</param>
    /// <param name="attempt">Which attempt at it, or which poll, from 1 on, for the log.</param>
    /// <param name="call">The call.</param>
    /// <param name="limit">The most it may take.</param>
    /// <param name="notNeeded">Cancelled where nobody waits for its answer any longer: it then ends as one that took too long.</param>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    public async Task<CallResult<T>> CallAsync<T>(
        Turn turn,
        Operation operation,
        string subject,
        int attempt,
        Func<CancellationToken, Task<ServiceAnswer<T>>> call,
        TimeSpan limit,
        CancellationToken notNeeded = default)
        where T : class
    {
        using (turn)
        {
            var started = _run.Now;

            // A backup's polls go on until it is done: none is another attempt at the one before.
            var count = $"{(operation is Operation.DescribeBackup ? "poll" : "attempt")} {attempt}";
            var fault = turn.Fault;
            try
            {
                _run.ThrowIfStopped();
                if (Rejection is not null)
                {
                    return new CallResult<T>(null, Rejection, started);
                }

                if (fault is null)
                {
                    var answer = await await WithinAsync(call, limit, notNeeded);
                    ReachOf(subject).Answered();
                    _journal.LogCall(operation.ToString(), subject, count, Target.Region, started, "200", answer.RequestId);
                    return new CallResult<T>(answer.Value, null, started);
                }
            }
            catch (Exception e) when (!_run.IsStopped)
            {
                fault = WithoutFirstSkew(subject, ServiceFault.From(e), started);
            }

            Update(operation, subject, fault, started);
            var requestId = (fault.Exception as AmazonServiceException)?.RequestId;
            _journal.LogCall(operation.ToString(), subject, count, Target.Region, started, fault.Code, requestId);
            return new CallResult<T>(null, fault, started);
        }
    }

    /// <summary>The most a call may take that has until then, at least a moment.</summary>
    public TimeSpan LimitUntil(TimeSpan deadline)
    {
        var left = deadline - _run.Now;
        left = left > ShortestCall ? left : ShortestCall;
        return _callTimeout is { } most && most < left ? most : left;
    }

    public void Dispose() => _rejected.Dispose();

    // Getting credentials may be a call of its own, to another host: whatever fails there is none of DynamoDB's failures. It comes
    // before the turn, as a call that waited for it would start later than its rate allows.
    private async Task<ServiceFault?> CredentialsFaultAsync(CancellationToken cancellationToken)
    {
        try
        {
            await await WithinAsync(Service.GetCredentialsAsync, _callTimeout ?? LongestObtaining, cancellationToken);
            return null;
        }
        catch (Exception e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _run.ThrowIfStopped();
            return ServiceFault.OfCredentials(Service.CredentialsSource, e);
        }
    }

    // The call, once it has ended.
    private async Task<TCall> WithinAsync<TCall>(Func<CancellationToken, TCall> call, TimeSpan limit, CancellationToken cancellationToken)
        where TCall : Task
    {
        using var time = _run.LimitAfter(limit, cancellationToken);
        var givenUp = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = time.Token.Register(() => givenUp.TrySetResult());
        var answer = call(time.Token);

        // A call that does not end when it is told to is left behind.
        await Either.EndsAsync(answer, givenUp.Task);
        if (answer.IsCompleted && !answer.IsCanceled)
        {
            return answer;
        }

        _run.ThrowIfStopped();
        throw new TimeoutException(
            string.Format(CultureInfo.InvariantCulture, "No answer came within {0:0.###} s.", limit.TotalSeconds));
    }

    private static HostKind HostOf(string? subject) =>
        subject?.StartsWith("arn:", StringComparison.Ordinal) is true ? HostKind.ByArn : HostKind.ByName;

    // The SDK learns from each host's first refusal how far the clocks are apart, and signs what follows by it. Whatever was on its way
    // by then is refused for the same reason.
    private ServiceFault WithoutFirstSkew(string subject, ServiceFault fault, TimeSpan started)
    {
        if (!fault.IsClockSkew)
        {
            return fault;
        }

        var noticed = _skewNoticed.TryAdd(HostOf(subject), _run.Now) ? _run.Now : _skewNoticed[HostOf(subject)];
        return started <= noticed ? fault.AsPassing() : fault;
    }

    private void Update(Operation operation, string subject, ServiceFault fault, TimeSpan started)
    {
        ReachOf(subject).Failed(fault, started);
        if (fault.SlowsPace)
        {
            _paces[operation].SlowDownFor(started);
        }

        if (fault.Class is FaultClass.CredentialsRejected)
        {
            Rejection ??= fault;
            _rejected.Cancel();
        }
    }
}
