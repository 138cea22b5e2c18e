namespace DynamoBackup.Engine.Calling;

/// <summary>How often each operation may be called, by account and region.</summary>
internal static class PublishedRates
{
    /// <summary>
    /// The most calls a second. API reference of CreateBackup (50), DescribeBackup (10), ListBackups (5) and DeleteBackup (10). None is
    /// published for DescribeTable and ListTables: 10 is assumed to be safe.
    /// </summary>
    public static int Of(Operation operation) => operation switch
    {
        Operation.CreateBackup => 50,
        Operation.ListBackups => 5,
        _ => 10,
    };
}
