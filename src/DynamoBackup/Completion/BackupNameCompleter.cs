using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using DynamoBackup.Output;

namespace DynamoBackup.Completion;

/// <summary>Offers the name that would be made.</summary>
public sealed class BackupNameCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var given = fakeBoundParameters["TableName"] ?? fakeBoundParameters["TableArn"];
        var first = LanguagePrimitives.GetEnumerable(given)?.Cast<object>().FirstOrDefault() ?? given;
        if (!TableReference.TryParse(first?.ToString(), out var table, out _))
        {
            yield break;
        }

        var word = new CompletionWord(wordToComplete);
        var name = NameTemplate.Default.Render(table!.Name, string.Empty, DateTimeOffset.UtcNow, Random.Shared);
        if (word.Matches(name))
        {
            yield return new CompletionResult(word.Quoted(name), name, CompletionResultType.ParameterValue, Texts.GeneratedName);
        }
    }
}
