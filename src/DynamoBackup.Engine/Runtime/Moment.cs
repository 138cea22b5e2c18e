namespace DynamoBackup.Engine.Runtime;

/// <summary>A moment by the run's clock, which never goes back, and by the wall's, which goes on while the machine sleeps.</summary>
internal readonly record struct Moment(TimeSpan Run, DateTimeOffset Wall);
