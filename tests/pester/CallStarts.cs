using System;
using System.Collections.Concurrent;
using System.Diagnostics.Tracing;

/// <summary>When this process started each HTTP request, by its HTTP client's own events: an endpoint knows when one arrived.</summary>
public sealed class CallStarts : EventListener
{
    /// <summary>The moments, in UTC.</summary>
    public ConcurrentQueue<DateTime> Times { get; } = new();

    /// <inheritdoc/>
    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == "System.Net.Http")
        {
            EnableEvents(eventSource, EventLevel.Informational);
        }
    }

    /// <inheritdoc/>
    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.EventName == "RequestStart")
        {
            Times.Enqueue(eventData.TimeStamp);
        }
    }
}
