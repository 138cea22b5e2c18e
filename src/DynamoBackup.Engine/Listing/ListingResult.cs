using DynamoBackup.Engine.Service;

namespace DynamoBackup.Engine.Listing;

/// <summary>What one pass of ListBackups came to. Its backups were raised by the lister as they were read.</summary>
/// <param name="Started">When it began.</param>
/// <param name="From">The earliest creation time that was asked for (UTC); the minimum where any was.</param>
/// <param name="Took">How long it took.</param>
/// <param name="Pages">How many pages were read.</param>
/// <param name="Unreadable">How many rows were no backups of this account, region and table; with one, what is not listed may
/// exist.</param>
/// <param name="Fault">Why it could not be read to its end; null where it was.</param>
internal sealed record ListingResult(TimeSpan Started, DateTime From, TimeSpan Took, int Pages, int Unreadable, ServiceFault? Fault);
