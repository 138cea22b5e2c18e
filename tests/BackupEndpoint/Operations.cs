using System.Collections.Frozen;

namespace DynamoBackup.BackupEndpoint;

/// <summary>The operations served, by their names in X-Amz-Target, and their published rates.</summary>
internal static class Operations
{
    public const string CreateTable = "CreateTable";
    public const string DeleteTable = "DeleteTable";
    public const string ListTables = "ListTables";
    public const string DescribeTable = "DescribeTable";
    public const string CreateBackup = "CreateBackup";
    public const string DescribeBackup = "DescribeBackup";
    public const string ListBackups = "ListBackups";
    public const string DeleteBackup = "DeleteBackup";

    public static FrozenSet<string> All { get; } = FrozenSet.Create(
        CreateTable, DeleteTable, ListTables, DescribeTable, CreateBackup, DescribeBackup, ListBackups, DeleteBackup);

    /// <summary>Calls a second, per account and region, from the operations' own pages in the DynamoDB API Reference
    /// ("You can call CreateBackup at a maximum rate of 50 times per second"). Null where none is published.</summary>
    public static double? PublishedRate(string operation) => operation switch
    {
        CreateBackup => 50,
        DescribeBackup => 10,
        ListBackups => 5,
        DeleteBackup => 10,
        _ => null,
    };
}
