using System;

namespace DynamoBackup.Engine;

/// <summary>One call's end: the service's value, or the fault.</summary>
internal readonly struct CallResult<T>
    where T : class
{
    private CallResult(T? value, ServiceFault? fault, TimeSpan started)
    {
        Value = value;
        Fault = fault;
        Started = started;
    }

    /// <summary>The operation's result; null where it failed.</summary>
    public T? Value { get; }

    /// <summary>Why it failed; null where it did not.</summary>
    public ServiceFault? Fault { get; }

    /// <summary>When the call started, by the engine's clock.</summary>
    public TimeSpan Started { get; }

    public static CallResult<T> Of(T value, TimeSpan started) => new(value, null, started);

    public static CallResult<T> Of(ServiceFault fault, TimeSpan started) => new(null, fault, started);
}
