using System.Collections.Concurrent;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;

namespace DynamoBackup.Engine.Service;

/// <summary>
/// The engine's calls by the AWS SDK. The client must be made with settings that <see cref="Prepare"/> was given: the engine retries,
/// within the backup's own time and with a look before a second creation, and goes by DynamoDB's own answers alone.
/// </summary>
public sealed class DynamoDBBackupService : IBackupService, IDisposable
{
    private readonly IAmazonDynamoDB _client;
    private readonly AWSCredentials? _credentials;
    private readonly object _lock = new();
    private readonly ConcurrentDictionary<string, bool> _endpoints = new(StringComparer.Ordinal);
    private Task? _obtaining;

    /// <summary>Makes the calls of a client.</summary>
    /// <param name="client">The client; it is disposed of with this.</param>
    /// <param name="credentials">The credentials that the client signs with; null where it does not sign.</param>
    /// <exception cref="ArgumentException">The client's settings were not prepared.</exception>
    public DynamoDBBackupService(IAmazonDynamoDB client, AWSCredentials? credentials)
    {
        if (client is AmazonServiceClient { Config.HttpClientFactory: not CheckedHttpClientFactory })
        {
            throw new ArgumentException(
                $"Give the client's settings to {nameof(DynamoDBBackupService)}.{nameof(Prepare)} first.", nameof(client));
        }

        _client = client;
        _credentials = credentials is AnonymousAWSCredentials ? null : credentials;
        CredentialsSource = CredentialsSource.Of(credentials);
        if (client is AmazonServiceClient events)
        {
            events.BeforeRequestEvent += AddEndpoint;
            events.ExceptionEvent += NoteEndpoint;
        }
    }

    /// <summary>
    /// What the SDK has learnt from a refused call to one of the hosts that this has called, be it another command's: the first one
    /// that finds a difference of more than some minutes; that of the host whose clock is furthest behind.
    /// </summary>
    public TimeSpan ClockCorrection =>
        _endpoints.Keys.Select(CorrectClockSkew.GetClockCorrectionForEndpoint).DefaultIfEmpty(TimeSpan.Zero).Min();

    /// <inheritdoc/>
    public CredentialsSource CredentialsSource { get; }

    /// <summary>Has the SDK send each call once, and take nothing for an answer that DynamoDB cannot have given.</summary>
    /// <param name="config">The settings a client is about to be made with; an HttpClientFactory that they have is used.</param>
    public static void Prepare(ClientConfig config)
    {
        config.HttpClientFactory = new CheckedHttpClientFactory(config.HttpClientFactory);
        config.MaxErrorRetry = 0;

        // Since AWSSDK.Core 4.0.3.10 (the SDK's change log) a connection that breaks while reused is retried up to 10 times
        // whatever MaxErrorRetry says: measured, a CreateBackup whose answer was dropped was sent again and made a second backup.
        // By name, as older releases of AWS Tools 5 lack the setting along with the retries.
        config.GetType().GetProperty("MaxStaleConnectionRetries")?.SetValue(config, 0);
    }

    /// <inheritdoc/>
    public Task GetCredentialsAsync(CancellationToken cancellationToken)
    {
        if (_credentials is null)
        {
            return Task.CompletedTask;
        }

        lock (_lock)
        {
            // One at a time: whoever asks meanwhile would get the same. Off the engine's own steps, as it may block.
            _obtaining = _obtaining is { IsCompleted: false }
                ? _obtaining
                : Task.Run(_credentials.GetCredentialsAsync, CancellationToken.None);
            return _obtaining.WaitAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public Task<ServiceAnswer<CreateBackupResponse>> CreateAsync(
        string tableName, string backupName, CancellationToken cancellationToken) =>
        CallAsync(
            new CreateBackupRequest { TableName = tableName, BackupName = backupName },
            _client.CreateBackupAsync,
            response => response.BackupDetails?.BackupArn is null ? null : response,
            cancellationToken);

    /// <inheritdoc/>
    public Task<ServiceAnswer<BackupDescription>> DescribeAsync(string backupArn, CancellationToken cancellationToken) =>
        CallAsync(
            new DescribeBackupRequest { BackupArn = backupArn },
            _client.DescribeBackupAsync,
            response => ReadableOrNull(response.BackupDescription),
            cancellationToken);

    /// <inheritdoc/>
    public Task<ServiceAnswer<BackupPage>> ListAsync(BackupQuery query, CancellationToken cancellationToken) =>
        CallAsync(
            new ListBackupsRequest
            {
                TableName = query.TableName,
                TimeRangeLowerBound = query.CreatedFrom,
                ExclusiveStartBackupArn = query.After,
                // All that CreateBackup makes; a wait for any other kind finds it unlisted, and describes it.
                BackupType = BackupTypeFilter.USER,
                Limit = BackupQuery.PageSize,
            },
            _client.ListBackupsAsync,
            response => response.BackupSummaries is { } rows ? PageOf(rows, response.LastEvaluatedBackupArn) : null,
            cancellationToken);

    /// <inheritdoc/>
    public Task<ServiceAnswer<BackupDescription>> DeleteAsync(string backupArn, CancellationToken cancellationToken) =>
        CallAsync(
            new DeleteBackupRequest { BackupArn = backupArn },
            _client.DeleteBackupAsync,
            response => ReadableOrNull(response.BackupDescription),
            cancellationToken);

    /// <inheritdoc/>
    public Task<ServiceAnswer<TableDescription>> DescribeTableAsync(string tableName, CancellationToken cancellationToken) =>
        CallAsync(
            new DescribeTableRequest { TableName = tableName },
            _client.DescribeTableAsync,
            response => response.Table is { TableStatus: not null } table ? table : null,
            cancellationToken);

    /// <inheritdoc/>
    public Task<ServiceAnswer<TablePage>> ListTablesAsync(string? after, CancellationToken cancellationToken) =>
        CallAsync(
            new ListTablesRequest { ExclusiveStartTableName = after },
            _client.ListTablesAsync,
            response => response.TableNames is { } names ? new TablePage(names, response.LastEvaluatedTableName) : null,
            cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_client is AmazonServiceClient events)
        {
            events.BeforeRequestEvent -= AddEndpoint;
            events.ExceptionEvent -= NoteEndpoint;
        }

        _client.Dispose();
    }

    private static BackupDescription? ReadableOrNull(BackupDescription? description) =>
        description?.BackupDetails is { BackupArn: not null, BackupStatus: not null } ? description : null;

    // A row that is no backup costs that row alone; what must not act on part of a listing sees that there was one.
    private static BackupPage PageOf(IReadOnlyCollection<BackupSummary?> rows, string? next)
    {
        var readable = rows.OfType<BackupSummary>().Where(row => row is { BackupArn: not null, BackupStatus: not null }).ToList();
        return new BackupPage(readable, next, rows.Count - readable.Count);
    }

    private Task<ServiceAnswer<TResult>> CallAsync<TRequest, TResponse, TResult>(
        TRequest request,
        Func<TRequest, CancellationToken, Task<TResponse>> call,
        Func<TResponse, TResult?> resultOf,
        CancellationToken cancellationToken)
        where TRequest : AmazonWebServiceRequest
        where TResponse : AmazonWebServiceResponse
        where TResult : class =>
        // Off the engine's own steps, which a call may block.
        Task.Run(
            async () =>
            {
                var response = await call(request, cancellationToken).ConfigureAwait(false);
                var result = resultOf(response)
                    ?? throw new AmazonUnmarshallingException(
                        null, null, new InvalidDataException("The service's answer lacks its result."));
                return new ServiceAnswer<TResult>(result, response.ResponseMetadata?.RequestId);
            },
            cancellationToken);

    private void AddEndpoint(object sender, RequestEventArgs args)
    {
        if (args is WebServiceRequestEventArgs { Endpoint: { } endpoint })
        {
            _endpoints[endpoint.ToString()] = true;
        }
    }

    // The SDK chooses the host for each call: by an ARN's account, or by the credentials'.
    private static void NoteEndpoint(object sender, ExceptionEventArgs args)
    {
        if (args is WebServiceExceptionEventArgs { Endpoint: { } endpoint, Exception: { } exception })
        {
            ServiceFault.NoteEndpoint(exception, endpoint);
        }
    }
}
