namespace DynamoBackup.Simulation;

/// <summary>What can go wrong with a call.</summary>
internal enum SimulatedFault
{
    Busy,
    Throttled,
    ErrorBefore,
    ErrorAfter,
    DroppedBefore,
    DroppedAfter,
    NotSent,
    HangsBefore,
    HangsAfter,
    HangsForGood,
    Garbage,
}
