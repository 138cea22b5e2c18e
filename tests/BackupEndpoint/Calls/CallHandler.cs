namespace DynamoBackup.BackupEndpoint;

/// <summary>Takes a call from its arrival to its answer: counted, kept to its rate, made to go wrong where a fault says so.</summary>
internal sealed class CallHandler(
    EndpointOptions options, Func<EndpointSettings> settings, ControlPlane plane, FaultList faults, Statistics statistics)
{
    private readonly RateLimits _limits = new(options.TimeProvider);
    private readonly AnswerSender _sender = new(options.TimeProvider, settings, plane);
    private readonly Lock _jitterLock = new();
    private readonly Random _jitter = new(options.Seed);

    /// <summary>Serves a request.</summary>
    /// <param name="http">The request.</param>
    /// <param name="leaving">Cuts what is not answered when the listener stops.</param>
    /// <param name="ending">Ends what acts late when the endpoint does.</param>
    public async Task HandleAsync(HttpContext http, CancellationToken leaving, CancellationToken ending)
    {
        Call call;
        try
        {
            call = await Call.ReadAsync(http.Request, options.AllowUnsigned);
        }
        catch (ServiceException e)
        {
            await _sender.SendAsync(http, Answer.Of(e), fault: null, leaving);
            return;
        }

        await HandleAsync(http, call, leaving, ending);
    }

    private async Task HandleAsync(HttpContext http, Call call, CancellationToken leaving, CancellationToken ending)
    {
        EndpointSettings now = settings();
        bool inTime = _limits.Admit(call, now);
        RecordedCall recorded = statistics.Arrive(call);
        TimeSpan half = DrawLatency(now) / 2;
        await DelayAsync(half, leaving);

        Fault? fault = null;
        Answer? answer;
        if (!inTime)
        {
            answer = Answer.Of(ServiceException.Throttling());
        }
        else
        {
            fault = faults.Fire(call, f => Concerns(f, call));
            answer = fault is null ? Act(call) : ActWith(fault, call, ending);
        }

        statistics.Answered(recorded, answer, fault is not null);
        await DelayAsync(half, leaving);
        await _sender.SendAsync(http, answer, fault, leaving);
    }

    private bool Concerns(Fault fault, Call call) => fault.Kind switch
    {
        FaultKind.Deleted => plane.Backups.ToDelete(fault, call) is not null,
        FaultKind.Skew when !FaultyAnswers.IsSkewed(call, plane.Clock.UtcNow) => false,
        _ => fault.Table is null || fault.MatchesTable(Arn.TableOf(call.Target)),
    };

    /// <summary>The answer under a fault; null where there is none to come.</summary>
    private Answer? ActWith(Fault fault, Call call, CancellationToken ending)
    {
        switch (fault.Kind)
        {
            case FaultKind.Refuse:
                return Answer.Of(new ServiceException(fault.Code!, fault.Message ?? "Refused by a fault rule", fault.Status ?? 400));
            case FaultKind.Throttle:
                return Answer.Of(ServiceException.Throttling(fault.Message));
            case FaultKind.ErrorBefore:
                return Answer.Of(ServiceException.InternalServerError(fault.Message));
            case FaultKind.Missing:
                return Answer.Of(ServiceException.BackupNotFound(call.Text("BackupArn") ?? ""));
            case FaultKind.InUse:
                return Answer.Of(ServiceException.BackupInUse(call.Text("BackupArn") ?? ""));
            case FaultKind.Skew:
                return Answer.Of(FaultyAnswers.Skewed(fault, call, plane.Clock.UtcNow));
            case FaultKind.Unavailable:
                return Answer.Unavailable();
            case FaultKind.Page:
                return Answer.Page(fault);
            case FaultKind.Redirect:
                return Answer.Redirect(fault.Status ?? 307, fault.Location!);
            case FaultKind.DropBefore or FaultKind.Hang:
                return null;
            case FaultKind.DropThenAct:
                _ = ActLaterAsync(call, TimeSpan.FromMilliseconds(fault.DelayMs), ending);
                return null;
            case FaultKind.Deleted:
                plane.Backups.DeleteBehindTheCaller(fault, call);
                return Act(call);
        }

        Answer answer = Act(call);
        return fault.Kind switch
        {
            FaultKind.DropAfter or FaultKind.HangAfter => null,
            FaultKind.ErrorAfter => Answer.Of(ServiceException.InternalServerError(fault.Message)),
            FaultKind.RedirectAfter => Answer.Redirect(fault.Status ?? 307, fault.Location!),
            FaultKind.PageAfter => Answer.Page(fault),
            FaultKind.Garbage => Answer.Garbage(),
            FaultKind.BadCrc or FaultKind.Trickle => answer,
            _ => FaultyAnswers.Of(fault, call, answer),
        };
    }

    private Answer Act(Call call)
    {
        try
        {
            return Answer.Of(json => plane.Act(call, json));
        }
        catch (ServiceException e)
        {
            return Answer.Of(e);
        }
    }

    private async Task ActLaterAsync(Call call, TimeSpan delay, CancellationToken ending)
    {
        await Task.Delay(delay, options.TimeProvider, ending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!ending.IsCancellationRequested)
        {
            Act(call);
        }
    }

    private TimeSpan DrawLatency(EndpointSettings now)
    {
        if (now.LatencyJitter == TimeSpan.Zero)
        {
            return now.Latency;
        }

        lock (_jitterLock)
        {
            return now.Latency + (now.LatencyJitter * _jitter.NextDouble());
        }
    }

    // Not bound to the client: a service goes on with what it has begun when the client is gone.
    private Task DelayAsync(TimeSpan span, CancellationToken leaving) =>
        span == TimeSpan.Zero ? Task.CompletedTask : Task.Delay(span, options.TimeProvider, leaving);
}
