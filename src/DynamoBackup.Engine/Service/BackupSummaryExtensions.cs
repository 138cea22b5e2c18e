using Amazon.DynamoDBv2.Model;

namespace DynamoBackup.Engine.Service;

/// <summary>A listing tells of each backup all that BackupDetails holds.</summary>
public static class BackupSummaryExtensions
{
    /// <summary>The BackupDetails of a listed backup.</summary>
    /// <param name="summary">The backup as listed.</param>
    /// <returns>Its details.</returns>
    public static BackupDetails ToDetails(this BackupSummary summary) => new()
    {
        BackupArn = summary.BackupArn,
        BackupName = summary.BackupName,
        BackupStatus = summary.BackupStatus,
        BackupType = summary.BackupType,
        BackupSizeBytes = summary.BackupSizeBytes,
        BackupCreationDateTime = summary.BackupCreationDateTime,
        BackupExpiryDateTime = summary.BackupExpiryDateTime,
    };
}
