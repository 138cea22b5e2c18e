using Amazon.DynamoDBv2.Model;

namespace DynamoBackup.Engine.Service;

/// <summary>
/// The calls the engine makes, for one account and region. An implementation makes each call once, as it is
/// asked: rates, retries and time limits are the engine's. Failures are thrown as the AWS SDK throws them.
/// </summary>
public interface IBackupService
{
    /// <summary>Where the credentials for the calls come from.</summary>
    CredentialsSource CredentialsSource => new("their source");

    /// <summary>Obtains credentials, or makes sure that those at hand are still good: called before each call.</summary>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <remarks>Whatever it throws is taken for a failure to obtain credentials.</remarks>
    Task GetCredentialsAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>CreateBackup.</summary>
    /// <param name="tableName">The table's name or ARN.</param>
    /// <param name="backupName">The backup's name.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <returns>The service's answer.</returns>
    Task<ServiceAnswer<CreateBackupResponse>> CreateAsync(string tableName, string backupName, CancellationToken cancellationToken);

    /// <summary>DescribeBackup.</summary>
    /// <param name="backupArn">The backup's ARN.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <returns>The service's answer.</returns>
    Task<ServiceAnswer<BackupDescription>> DescribeAsync(string backupArn, CancellationToken cancellationToken);

    /// <summary>One page of ListBackups.</summary>
    /// <param name="query">Which backups.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <returns>The service's answer.</returns>
    Task<ServiceAnswer<BackupPage>> ListAsync(BackupQuery query, CancellationToken cancellationToken);

    /// <summary>DeleteBackup.</summary>
    /// <param name="backupArn">The backup's ARN.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <returns>The service's answer: the backup as it was, its status DELETED.</returns>
    Task<ServiceAnswer<BackupDescription>> DeleteAsync(string backupArn, CancellationToken cancellationToken);

    /// <summary>DescribeTable.</summary>
    /// <param name="tableName">The table's name or ARN.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <returns>The service's answer.</returns>
    Task<ServiceAnswer<TableDescription>> DescribeTableAsync(string tableName, CancellationToken cancellationToken);

    /// <summary>
    /// How far the service's clock is from this machine's, as far as answers have shown: negative where the service's is behind. Zero
    /// while nothing shows it, or where they are within minutes of each other.
    /// </summary>
    TimeSpan ClockCorrection => TimeSpan.Zero;

    /// <summary>One page of ListTables.</summary>
    /// <param name="after">LastEvaluatedTableName of the page before; null for the first page.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <returns>The service's answer.</returns>
    Task<ServiceAnswer<TablePage>> ListTablesAsync(string? after, CancellationToken cancellationToken);
}
