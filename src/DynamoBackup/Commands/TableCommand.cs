using System.Collections.Generic;
using DynamoBackup.Aws;
using DynamoBackup.Binding;
using DynamoBackup.Output;

namespace DynamoBackup.Commands;

/// <summary>A command about tables: finds those that wildcards match.</summary>
public abstract class TableCommand : BackupCommand
{
    /// <summary>The tables of an account and region that a wildcard matches.</summary>
    /// <param name="pattern">The wildcard.</param>
    /// <param name="context">The account and region.</param>
    /// <returns>The tables; none where there is no match, or they cannot be listed: that error is written here.</returns>
    private protected IReadOnlyList<TableReference> MatchesOf(TablePattern pattern, RecordContext context)
    {
        var listing = ListTables(context);
        if (listing.Failure is { } failure)
        {
            WriteListingFailure(failure, context, pattern.Text);
            return [];
        }

        var tables = pattern.MatchesOf(listing.Names);
        if (tables.Count == 0)
        {
            WriteSkipped(
                ErrorRecords.NoMatchingTable(
                    pattern.Text, context.Target.Region, listing.Names.Count, context.Wrap(pattern.Text), context.Target.Commands));
        }

        return tables;
    }
}
