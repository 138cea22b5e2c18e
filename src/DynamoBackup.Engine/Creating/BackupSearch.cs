using Amazon.DynamoDBv2.Model;
using DynamoBackup.Engine.Calling;

namespace DynamoBackup.Engine.Creating;

/// <summary>The search for the backup of one creation whose outcome is unknown.</summary>
/// <param name="attemptStart">When the first attempt of unknown outcome began.</param>
internal sealed class BackupSearch(Moment attemptStart)
{
    private readonly TaskCompletionSource<BackupDetails> _found = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Moment AttemptStart { get; } = attemptStart;

    /// <summary>The backup, once it is found.</summary>
    public Task<BackupDetails> Found => _found.Task;

    public void Find(BackupDetails details) => _found.TrySetResult(details);
}
