using Amazon.DynamoDBv2.Model;

namespace DynamoBackup.Engine.Outcomes;

/// <summary>One backup of a table that is limited, and what is to become of it.</summary>
/// <param name="Details">The backup, as it was listed.</param>
/// <param name="TableId">
/// The id of the table it was made of: one made again under the same name has another. Null where it was not told.
/// </param>
/// <param name="Fate">Whether it goes.</param>
/// <param name="Reason">
/// Why: the rules that keep it, such as <c>last 3, daily 2026-11-20</c>, or why they are not about it.
/// </param>
public sealed record PlannedBackup(BackupDetails Details, string? TableId, BackupFate Fate, string Reason);
