using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using DynamoBackup.BackupEndpoint;
using Xunit;

namespace DynamoBackup.Tests.Endpoint;

/// <summary>The AWS SDK for .NET, pointed at an endpoint and without retries of its own.</summary>
internal static class Sdk
{
    public static AmazonDynamoDBClient Client(
        LocalEndpoint endpoint, string region = "us-east-1", string accessKey = "test", TimeSpan? timeout = null) =>
        new(new BasicAWSCredentials(accessKey, "test"), new AmazonDynamoDBConfig
        {
            ServiceURL = endpoint.Url,
            AuthenticationRegion = region,
            MaxErrorRetry = 0,
            // Ten by default, and not counted among the retries above: a call whose connection breaks would be sent again.
            MaxStaleConnectionRetries = 0,
            Timeout = timeout ?? TimeSpan.FromSeconds(30),
        });

    public static async Task<BackupDetails> BackUpAsync(
        this AmazonDynamoDBClient client, string table = "Music", string name = "nightly") =>
        (await client.CreateBackupAsync(
            new CreateBackupRequest { TableName = table, BackupName = name }, TestContext.Current.CancellationToken))
        .BackupDetails;

    public static async Task<BackupDetails> DescribeAsync(this AmazonDynamoDBClient client, string arn) =>
        (await client.DescribeBackupAsync(new DescribeBackupRequest { BackupArn = arn }, TestContext.Current.CancellationToken))
        .BackupDescription.BackupDetails;

    public static async Task<List<BackupSummary>> ListAsync(this AmazonDynamoDBClient client, ListBackupsRequest? request = null) =>
        (await client.ListBackupsAsync(request ?? new ListBackupsRequest(), TestContext.Current.CancellationToken)).BackupSummaries ?? [];
}
