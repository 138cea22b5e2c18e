namespace DynamoBackup.BackupEndpoint;

/// <summary>Sends answers, with the headers of the service.</summary>
internal sealed class AnswerSender(TimeProvider time, Func<EndpointSettings> settings, ControlPlane plane)
{
    // DynamoDB's request ids are 52 of these.
    private const string RequestIdCharacters = "0123456789ABCDEFGHIJKLMNOPQRSTUV";

    private int _sent = -1;

    /// <summary>Sends an answer; without one, hangs or aborts the connection.</summary>
    public async Task SendAsync(HttpContext http, Answer? answer, Fault? fault, CancellationToken leaving)
    {
        if (answer is null)
        {
            if (fault?.Kind is FaultKind.Hang or FaultKind.HangAfter)
            {
                using var end = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, leaving);
                await Task.Delay(Timeout.Infinite, end.Token);
            }

            http.Abort();
            return;
        }

        HttpResponse response = http.Response;
        response.StatusCode = answer.Status;
        response.ContentType = answer.ContentType;
        response.ContentLength = answer.Length;
        response.Headers.Date = NextDate();
        response.Headers["x-amzn-RequestId"] = new string(Random.Shared.GetItems<char>(RequestIdCharacters, 52));
        if (answer.Location is not null)
        {
            response.Headers.Location = answer.Location;
        }

        if (answer.FillerCount > 0)
        {
            await SendHugeAsync(response, answer, leaving);
            return;
        }

        uint crc = Crc32.Compute(answer.Body.Span);
        response.Headers["x-amz-crc32"] = (fault?.Kind == FaultKind.BadCrc ? crc ^ 1 : crc).ToString();
        if (fault?.Kind != FaultKind.Trickle)
        {
            await response.Body.WriteAsync(answer.Body, leaving);
            return;
        }

        for (int i = 0; i < answer.Body.Length; i++)
        {
            await response.Body.WriteAsync(answer.Body.Slice(i, 1), leaving);
            await response.Body.FlushAsync(leaving);
            await Task.Delay(TimeSpan.FromMilliseconds(fault.DelayMs), time, http.RequestAborted);
        }
    }

    private static async Task SendHugeAsync(HttpResponse response, Answer answer, CancellationToken leaving)
    {
        await response.Body.WriteAsync(answer.Body, leaving);
        for (int i = 0; i < answer.FillerCount; i++)
        {
            await response.Body.WriteAsync(answer.Filler, leaving);
        }

        await response.Body.WriteAsync(answer.Tail, leaving);
    }

    private string NextDate()
    {
        IReadOnlyList<TimeSpan?> offsets = settings().DateOffsets;
        int turn = Interlocked.Increment(ref _sent) & int.MaxValue;
        return offsets[turn % offsets.Count] is { } offset
            ? (plane.Clock.UtcNow + offset).ToString("r")
            : DateHeaderFilter.NoDate;
    }
}
