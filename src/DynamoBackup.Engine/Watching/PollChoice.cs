namespace DynamoBackup.Engine.Watching;

/// <summary>How pending backups are asked after.</summary>
internal enum PollChoice
{
    /// <summary>One DescribeBackup for each.</summary>
    Describe,

    /// <summary>One pass of ListBackups for all.</summary>
    Sweep,
}
