namespace DynamoBackup.Engine.Calling;

/// <summary>The operations the engine calls.</summary>
internal enum Operation
{
    CreateBackup,
    DescribeBackup,
    ListBackups,
    DeleteBackup,
    DescribeTable,
    ListTables,
}
