using DynamoBackup.BackupEndpoint;

await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync(new EndpointOptions { Port = 0 });
Console.WriteLine($"Listening on {endpoint.Url}");
await Task.Delay(Timeout.Infinite);
