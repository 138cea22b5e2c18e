using DynamoBackup.Engine.Requests;

namespace DynamoBackup.Engine.Outcomes;

/// <summary>Something the engine has to say. Every request ends in one event whose <see cref="EndsRequest"/> is true.</summary>
public abstract class BackupEvent
{
    private protected BackupEvent(BackupRequest? request) => Request = request;

    /// <summary>The request it is about; null for a note about the run.</summary>
    public BackupRequest? Request { get; }

    /// <summary>Whether the request has its outcome with this event, and no event of it follows.</summary>
    public abstract bool EndsRequest { get; }
}
