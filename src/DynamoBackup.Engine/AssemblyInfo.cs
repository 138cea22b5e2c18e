using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("DynamoBackup.Tests")]
[assembly: InternalsVisibleTo("Benchmarks")]
