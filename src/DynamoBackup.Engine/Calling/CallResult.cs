using DynamoBackup.Engine.Service;

namespace DynamoBackup.Engine.Calling;

/// <summary>One call's end: the service's value, or the fault.</summary>
/// <param name="Value">The operation's result; null where it failed.</param>
/// <param name="Fault">Why it failed; null where it did not.</param>
/// <param name="Started">When the call started.</param>
internal readonly record struct CallResult<T>(T? Value, ServiceFault? Fault, TimeSpan Started)
    where T : class;
