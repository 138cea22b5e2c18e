using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Benchmarks")]
[assembly: InternalsVisibleTo("DynamoBackup.Simulation")]
[assembly: InternalsVisibleTo("Endpoint.Tests")]
[assembly: InternalsVisibleTo("Engine.Tests")]
