using Amazon.DynamoDBv2.Model;

namespace DynamoBackup.Tests.Engine;

/// <summary>Answers as a test says; what it says nothing of fails, but for listings, which are empty.</summary>
internal sealed class ScriptedService : IBackupService
{
    public Func<string, string, Task<ServiceAnswer<CreateBackupResponse>>> Create { get; set; } =
        (_, _) => throw new NotSupportedException();

    public Func<string, Task<ServiceAnswer<BackupDetails>>> Describe { get; set; } = _ => throw new NotSupportedException();

    /// <summary>Describes a backup with its table; null for <see cref="Describe"/>, which knows none.</summary>
    public Func<string, BackupDescription>? DescribeWithTable { get; set; }

    public Func<BackupQuery, Task<ServiceAnswer<BackupPage>>> List { get; set; } =
        _ => Task.FromResult(new ServiceAnswer<BackupPage>(new BackupPage([], null)));

    public Func<string, Task<ServiceAnswer<BackupDetails>>> Delete { get; set; } = _ => throw new NotSupportedException();

    public Func<string, Task<ServiceAnswer<TableDescription>>> DescribeTable { get; set; } = _ => throw new NotSupportedException();

    public Func<string?, Task<ServiceAnswer<TablePage>>> ListTables { get; set; } = _ => throw new NotSupportedException();

    public Task<ServiceAnswer<CreateBackupResponse>> CreateAsync(
        string tableName, string backupName, CancellationToken cancellationToken) =>
        Create(tableName, backupName);

    public async Task<ServiceAnswer<BackupDescription>> DescribeAsync(string backupArn, CancellationToken cancellationToken) =>
        DescribeWithTable is { } describe
            ? new ServiceAnswer<BackupDescription>(describe(backupArn))
            : Described(await Describe(backupArn));

    public Task<ServiceAnswer<BackupPage>> ListAsync(BackupQuery query, CancellationToken cancellationToken) => List(query);

    public async Task<ServiceAnswer<BackupDescription>> DeleteAsync(string backupArn, CancellationToken cancellationToken) =>
        Described(await Delete(backupArn));

    public Task<ServiceAnswer<TableDescription>> DescribeTableAsync(string tableName, CancellationToken cancellationToken) =>
        DescribeTable(tableName);

    public Task<ServiceAnswer<TablePage>> ListTablesAsync(string? after, CancellationToken cancellationToken) => ListTables(after);

    private static ServiceAnswer<BackupDescription> Described(ServiceAnswer<BackupDetails> answer) =>
        new(new BackupDescription { BackupDetails = answer.Value }, answer.RequestId);
}
