namespace DynamoBackup.Engine;

/// <summary>One call's end: the service's value, or the fault.</summary>
internal readonly struct CallResult<T>
    where T : class
{
    private CallResult(T? value, ServiceFault? fault, Moment started)
    {
        Value = value;
        Fault = fault;
        Started = started;
    }

    /// <summary>The operation's result; null where it failed.</summary>
    public T? Value { get; }

    /// <summary>Why it failed; null where it did not.</summary>
    public ServiceFault? Fault { get; }

    /// <summary>When the call started.</summary>
    public Moment Started { get; }

    public static CallResult<T> Of(T value, Moment started) => new(value, null, started);

    public static CallResult<T> Of(ServiceFault fault, Moment started) => new(null, fault, started);
}
