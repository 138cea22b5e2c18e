namespace DynamoBackup.Simulation;

/// <summary>One request of a command, and what became of it.</summary>
internal sealed class Asked(BackupRequest request, SimulatedCommand command, SimulatedClient client)
{
    public BackupRequest Request { get; } = request;

    public SimulatedCommand Command { get; } = command;

    public SimulatedClient Client { get; } = client;

    public SimulatedService Service => Client.Service;

    public TimeSpan SubmittedAt { get; set; }

    /// <summary>When the command knew which backup it is about: at its creation or adoption, or from the start.</summary>
    public TimeSpan KnownAt { get; set; }

    public TimeSpan EndedAt { get; set; }

    public BackupEvent? Outcome { get; set; }

    /// <summary>For how long, as it counts, the calls by name could not be sent at the outcome; zero where they could.</summary>
    public TimeSpan ByNameLostFor { get; set; }

    /// <summary>For how long, as it counts, the calls by ARN could not be sent at the outcome; zero where they could.</summary>
    public TimeSpan ByArnLostFor { get; set; }

    public BackupFailure? Failure => (Outcome as BackupFailed)?.Failure;

    public string? CreatedArn => Outcome switch
    {
        BackupCreated created => created.Details.BackupArn,
        BackupAvailable available => available.Details.BackupArn,
        BackupFailed failed => failed.Failure.Details?.BackupArn,
        _ => null,
    };
}
