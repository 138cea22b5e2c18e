using DynamoBackup.Engine.Requests;

namespace DynamoBackup.Engine.Outcomes;

/// <summary>All that was approved of a table's plan is deleted, or was gone already.</summary>
public sealed class TableLimited : BackupEvent
{
    internal TableLimited(BackupRequest request, int kept)
        : base(request) => Kept = kept;

    /// <summary>How many of the backups that the rules are about stay.</summary>
    public int Kept { get; }

    /// <inheritdoc/>
    public override bool EndsRequest => true;
}
