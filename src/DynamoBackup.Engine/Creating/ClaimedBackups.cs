using DynamoBackup.Engine.Calling;

namespace DynamoBackup.Engine.Creating;

/// <summary>The backups that requests of this run have, remembered for half an hour each: longer than any look that could mistake one.</summary>
internal sealed class ClaimedBackups(EngineRun run)
{
    private static readonly TimeSpan TimeToRemember = TimeSpan.FromMinutes(30);

    private readonly HashSet<string> _arns = new(StringComparer.Ordinal);
    private readonly Queue<(TimeSpan Since, string Arn)> _oldestFirst = new();

    public void Add(string arn)
    {
        while (_oldestFirst.TryPeek(out var oldest) && run.Now - oldest.Since > TimeToRemember)
        {
            _arns.Remove(_oldestFirst.Dequeue().Arn);
        }

        if (_arns.Add(arn))
        {
            _oldestFirst.Enqueue((run.Now, arn));
        }
    }

    public bool Contains(string arn) => _arns.Contains(arn);
}
