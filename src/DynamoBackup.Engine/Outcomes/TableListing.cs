namespace DynamoBackup.Engine.Outcomes;

/// <summary>The tables of an account and region.</summary>
/// <param name="Names">Their names, in the service's order; empty where they could not be listed.</param>
/// <param name="Failure">Why they could not be listed; null where they were.</param>
public sealed record TableListing(IReadOnlyList<string> Names, BackupFailure? Failure);
