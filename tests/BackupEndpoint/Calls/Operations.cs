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
    public const string DescribeContinuousBackups = "DescribeContinuousBackups";
    public const string UpdateContinuousBackups = "UpdateContinuousBackups";

    public static FrozenSet<string> All { get; } = FrozenSet.Create(
        CreateTable, DeleteTable, ListTables, DescribeTable, CreateBackup, DescribeBackup, ListBackups, DeleteBackup,
        DescribeContinuousBackups, UpdateContinuousBackups);

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

    /// <summary>How many calls a rested bucket takes at once. DescribeBackup 13, ListBackups 5, DeleteBackup 13 are what probes saw
    /// pass back to back (DDB-BACKUP-020, -023). Of CreateBackup 60 at once passed and none was ever refused (DDB-BACKUP-022):
    /// that there are no more than 60 is an assumption.</summary>
    public static double Burst(string operation) => operation switch
    {
        CreateBackup => 60,
        DescribeBackup => 13,
        ListBackups => 5,
        DeleteBackup => 13,
        _ => double.MaxValue,
    };
}
