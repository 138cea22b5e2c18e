using DynamoBackup.Engine.Requests;
using DynamoBackup.Engine.Runtime;

namespace DynamoBackup.Engine.Creating;

/// <summary>The backups that requests of this run have, remembered for an hour each: longer than any look that could mistake one.</summary>
internal sealed class ClaimedBackups(EngineRun run)
{
    private static readonly TimeSpan TimeToRemember = TimeSpan.FromHours(1);

    private readonly HashSet<string> _identities = new(StringComparer.Ordinal);
    private readonly Queue<(TimeSpan Since, string Identity)> _oldestFirst = new();

    public void Add(string arn)
    {
        while (_oldestFirst.TryPeek(out var oldest) && run.Now - oldest.Since > TimeToRemember)
        {
            _identities.Remove(_oldestFirst.Dequeue().Identity);
        }

        var identity = BackupArn.IdentityOf(arn);
        if (_identities.Add(identity))
        {
            _oldestFirst.Enqueue((run.Now, identity));
        }
    }

    public bool Contains(string identity) => _identities.Contains(identity);
}
