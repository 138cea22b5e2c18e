namespace DynamoBackup.Engine.Calling;

/// <summary>
/// What a call is addressed by. The AWS SDK sends calls with an ARN to a host of the account's own, ACCOUNT.ddb.REGION, and others
/// to dynamodb.REGION where it does not know the account: one of the two may be reached and the other not.
/// </summary>
internal enum HostKind
{
    /// <summary>By a table's name, or by nothing.</summary>
    ByName,

    /// <summary>By a table's or a backup's ARN.</summary>
    ByArn,
}
