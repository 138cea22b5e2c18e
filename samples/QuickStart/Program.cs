// Backs up the tables named on the command line, or all twelve there are, and waits until each backup is AVAILABLE.
// The service is a local one, in this process: no AWS account is needed, and nothing leaves the machine.
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using DynamoBackup.BackupEndpoint;
using DynamoBackup.Engine;
using DynamoBackup.Engine.Outcomes;
using DynamoBackup.Engine.Requests;
using DynamoBackup.Engine.Service;

await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync(new EndpointOptions
{
    Tables = 12,
    BackupTimeMin = TimeSpan.FromSeconds(1),
    BackupTimeMax = TimeSpan.FromSeconds(4),
});

// A client as for AWS, but for the URL. The engine does the retrying, so the SDK must not.
var credentials = new BasicAWSCredentials("test", "test");
var config = new AmazonDynamoDBConfig { ServiceURL = endpoint.Url, AuthenticationRegion = "us-east-1" };
DynamoDBBackupService.Prepare(config);
var client = new AmazonDynamoDBClient(credentials, config);
using var service = new DynamoDBBackupService(client, credentials);
IReadOnlyList<string> names = args.Length > 0 ? args : (await client.ListTablesAsync()).TableNames;

// One target for each account and region, one engine for the whole run.
var target = new BackupTarget(service, config.AuthenticationRegion, endpoint.Url);
using var engine = new BackupEngine(new EngineOptions());
var finished = new List<BackupDetails>();
foreach (string name in names)
{
    if (!TableReference.TryParse(name, out TableReference? table, out string? problem))
    {
        Console.Error.WriteLine($"'{name}': {problem}");
        return 1;
    }

    var request = new CreateRequest(target, table!, backupName: null, wait: true, timeout: TimeSpan.FromMinutes(10));
    while (!engine.TrySubmit(request))
    {
        Take(); // The engine's queue is full: make room.
    }
}

engine.CompleteAdding();
while (!engine.IsDone)
{
    Take();
}

Console.WriteLine();
Console.WriteLine($"{"TableName",-12} {"BackupName",-42} {"Status",-9} {"Bytes",15}");
foreach (BackupDetails backup in finished.OrderBy(backup => backup.BackupName, StringComparer.Ordinal))
{
    BackupArn.TryParse(backup.BackupArn, out BackupArn? arn, out _);
    Console.WriteLine($"{arn!.TableName,-12} {backup.BackupName,-42} {backup.BackupStatus,-9} {backup.BackupSizeBytes,15:N0}");
}

if (finished.Count < names.Count)
{
    return 1;
}

Console.WriteLine();
Console.WriteLine("Next, with PowerShell and AWS.Tools.DynamoDBv2 5.x, the commands themselves: pwsh ./build.ps1 Demo");
return 0;

// Every request ends in one event: the backup is AVAILABLE, or it failed.
void Take()
{
    if (!engine.TryTake(out BackupEvent? news, timeout: TimeSpan.FromSeconds(1)))
    {
        return;
    }

    switch (news)
    {
        case BackupCreated created:
            Tell($"{created.Request!.TableName}: {created.Details.BackupStatus}");
            break;
        case BackupAvailable available:
            finished.Add(available.Details);
            Tell($"{available.Request!.TableName}: {available.Details.BackupStatus}");
            break;
        case BackupFailed failed:
            Tell($"{failed.Request!.TableName}: {failed.Failure.Kind}. {failed.Failure.Message}");
            break;
        default:
            break;
    }
}

void Tell(string news)
{
    RunProgress progress = engine.Progress;
    Console.WriteLine($"{progress.Elapsed:mm\\:ss\\.f}  {progress.Available,2} of {progress.Total} available  {news}");
}
