using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using Amazon.DynamoDBv2.Model;

namespace DynamoBackup.Completion;

/// <summary>
/// Offers the names of the backups there are, the newest first, and <c>*</c> for all of them: a wildcard for names is made of
/// these. Tokens of a template are none.
/// </summary>
public sealed class NamePatternCompleter : IArgumentCompleter
{
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var word = new CompletionWord(wordToComplete);
        var found = Names(fakeBoundParameters).Prepend("*").Where(word.Matches).ToList();

        // What is typed is offered back: with nothing to offer PowerShell would turn to the folder's files.
        return found.Count == 0
            ? [new CompletionResult(wordToComplete)]
            : found.Select(name => new CompletionResult(word.Quoted(name), name, CompletionResultType.ParameterValue, name));
    }

    private static IEnumerable<string> Names(IDictionary boundParameters)
    {
        var own = TableOfCommandLine.Find(boundParameters) is { } table ? ("TableName", table.Name) : default;
        return AwsToolsQuery.Ask("Get-DDBBackupList", boundParameters, Memory, own)
            .Select(backup => backup.BaseObject)
            .OfType<BackupSummary>()
            .OrderByDescending(backup => backup.BackupCreationDateTime)
            .Select(backup => backup.BackupName)
            .OfType<string>()
            .Distinct(StringComparer.Ordinal);
    }
}
