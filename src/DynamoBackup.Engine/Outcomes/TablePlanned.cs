using DynamoBackup.Engine.Requests;

namespace DynamoBackup.Engine.Outcomes;

/// <summary>
/// A table's backups were listed to the end, and it is decided which may go. Nothing does before it is answered with
/// the engine's <c>Approve</c>.
/// </summary>
public sealed class TablePlanned : BackupEvent
{
    internal TablePlanned(BackupRequest request, IReadOnlyList<PlannedBackup> backups)
        : base(request) => Backups = backups;

    /// <summary>All of the table's backups, by table id, the newest first.</summary>
    public IReadOnlyList<PlannedBackup> Backups { get; }

    /// <inheritdoc/>
    public override bool EndsRequest => false;
}
