using Amazon.DynamoDBv2.Model;
using DynamoBackup.Engine.Service;

namespace DynamoBackup.Engine.Creating;

/// <summary>What the search for a backup came to.</summary>
/// <param name="Outcome">Whether it exists.</param>
/// <param name="Details">The backup, where it was found.</param>
/// <param name="ReadAt">When it was listed so.</param>
/// <param name="Fault">What kept it from being looked for; null where nothing did.</param>
internal sealed record Finding(
    FindingOutcome Outcome, BackupDetails? Details = null, TimeSpan ReadAt = default, ServiceFault? Fault = null);
