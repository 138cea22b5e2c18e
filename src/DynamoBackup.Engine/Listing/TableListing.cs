using DynamoBackup.Engine.Outcomes;

namespace DynamoBackup.Engine.Listing;

/// <summary>The tables of an account and region, or why they cannot be listed.</summary>
/// <param name="Names">The tables' names, as the service ordered them; none where the listing failed.</param>
/// <param name="Failure">Why the tables could not be listed to the end; null where they were.</param>
public sealed record TableListing(IReadOnlyList<string> Names, BackupFailure? Failure);
