using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("DynamoBackup.Simulation")]
[assembly: InternalsVisibleTo("Engine.Tests")]
[assembly: InternalsVisibleTo("Endpoint.Tests")]
[assembly: InternalsVisibleTo("Benchmarks")]
