using System.Runtime.InteropServices;
using DynamoBackup.BackupEndpoint;

if (CommandLine.Read(args, out int exitCode) is not var (options, exitWithStdin))
{
    return exitCode;
}

var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
void End(PosixSignalContext context)
{
    context.Cancel = true;
    end.TrySetResult();
}

// Ctrl+C reaches every process of a terminal. One that lives as long as its standard input leaves it to the process that started it.
using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(
    PosixSignal.SIGINT, exitWithStdin ? context => context.Cancel = true : End);
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);

LocalEndpoint endpoint;
try
{
    endpoint = await LocalEndpoint.StartAsync(options);
}
catch (Exception e) when (e is IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}

await using (endpoint)
{
    Console.WriteLine($"Listening on {endpoint.Url}");
    Console.WriteLine($"Try: aws dynamodb create-backup --table-name Music --backup-name nightly --endpoint-url {endpoint.Url}");
    Console.WriteLine(
        "with any credentials and region, such as AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_DEFAULT_REGION=us-east-1.");
    if (exitWithStdin)
    {
        _ = Console.OpenStandardInput().CopyToAsync(Stream.Null).ContinueWith(_ => end.TrySetResult(), TaskScheduler.Default);
    }

    await end.Task;
}

return 0;
