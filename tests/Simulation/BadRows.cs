namespace DynamoBackup.Simulation;

/// <summary>What is wrong with a table's rows in a listing.</summary>
internal enum BadRows
{
    /// <summary>Every other one cannot be read.</summary>
    Unreadable,

    /// <summary>Each backup has two, and one of them another creation time.</summary>
    TwoTimes,

    /// <summary>Each backup has two, and one of them the ARN of another partition.</summary>
    TwoPartitions,

    /// <summary>The ARNs are of no account.</summary>
    NoAccount,

    /// <summary>They were made before there were backups, or are yet to be made.</summary>
    ImpossibleTimes,

    /// <summary>After the last row the listing goes on for ever, with new page tokens and no rows.</summary>
    EndlessTokens,
}
