namespace DynamoBackup.Simulation;

/// <summary>One request, and what became of it.</summary>
internal sealed class Asked(BackupRequest request, SimulatedService service)
{
    public BackupRequest Request { get; } = request;

    public SimulatedService Service { get; } = service;

    public TimeSpan SubmittedAt { get; set; }

    public TimeSpan EndedAt { get; set; }

    public BackupEvent? Outcome { get; set; }

    public string? CreatedArn => Outcome switch
    {
        BackupCreated created => created.Details.BackupArn,
        BackupAvailable available => available.Details.BackupArn,
        BackupFailed failed => failed.Failure.Details?.BackupArn,
        _ => null,
    };
}
