using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace DynamoBackup.Completion;

/// <summary>Offers the tables of the account and region that the command line names.</summary>
public sealed class TableNameCompleter : IArgumentCompleter
{
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var word = new CompletionWord(wordToComplete);
        return AwsToolsQuery.Ask("Get-DDBTableList", fakeBoundParameters, Memory)
            .Select(table => table.BaseObject as string)
            .Where(table => table is not null && word.Matches(table))
            .OrderBy(table => table, StringComparer.OrdinalIgnoreCase)
            .Select(table => new CompletionResult(word.Quoted(table!), table, CompletionResultType.ParameterValue, $"Table {table}"));
    }
}
