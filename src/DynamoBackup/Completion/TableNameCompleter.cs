using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using Amazon.DynamoDBv2.Model;

namespace DynamoBackup.Completion;

/// <summary>Offers the tables of the account and region that the command line names: their ARNs where one was begun.</summary>
public sealed class TableNameCompleter : IArgumentCompleter
{
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var word = new CompletionWord(wordToComplete);
        var names = AwsToolsQuery.Ask("Get-DDBTableList", fakeBoundParameters, Memory)
            .Select(table => table.BaseObject as string).OfType<string>().Order(StringComparer.OrdinalIgnoreCase).ToList();
        var prefix = word.BeginsWith("arn:") && names.Count > 0 ? PrefixOfArns(names[0], fakeBoundParameters) : string.Empty;
        return names
            .Select(name => (Name: name, Text: prefix + name))
            .Where(table => word.Matches(table.Text))
            .Select(table => new CompletionResult(
                word.Quoted(table.Text), table.Text, CompletionResultType.ParameterValue, $"Table {table.Name}"));
    }

    // The ARNs of an account and region differ in the table's name alone: one table's is all that is asked for.
    private static string PrefixOfArns(string table, IDictionary boundParameters)
    {
        var arn = AwsToolsQuery.Ask("Get-DDBTable", boundParameters, Memory, ("TableName", table))
            .Select(description => (description.BaseObject as TableDescription)?.TableArn).FirstOrDefault();
        return arn is not null && arn.EndsWith("/" + table, StringComparison.Ordinal) ? arn[..^table.Length] : string.Empty;
    }
}
