using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace DynamoBackup.Completion;

/// <summary>Offers the name that would be made, and the tokens of a template, after what stands before them.</summary>
public sealed class BackupNameCompleter : IArgumentCompleter
{
    private static readonly (string Token, string Meaning)[] Tokens =
    [
        (NameTemplate.TableToken, "The table's name"),
        (NameTemplate.DateToken, "The day in UTC, yyyyMMdd"),
        (NameTemplate.TimeToken, "The time in UTC, HHmmss"),
        (NameTemplate.RandomToken, "8 random letters and digits"),
        (NameTemplate.RegionToken, "The region's name"),
    ];

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var word = (wordToComplete ?? string.Empty).Trim('\'', '"');
        return NameMade(wordToComplete, fakeBoundParameters).Concat(TokensAfter(word));
    }

    private static IEnumerable<CompletionResult> NameMade(string? wordToComplete, IDictionary boundParameters)
    {
        if (TableOfCommandLine.Find(boundParameters) is not { } table)
        {
            yield break;
        }

        var word = new CompletionWord(wordToComplete);
        var name = NameTemplate.Default.Render(table.Name, string.Empty, DateTimeOffset.UtcNow, Random.Shared);
        if (word.Matches(name))
        {
            yield return new CompletionResult(
                word.Quoted(name), name, CompletionResultType.ParameterValue, "The kind of name made where none is given");
        }
    }

    // Quoted, as PowerShell would read bare braces as a script block.
    private static IEnumerable<CompletionResult> TokensAfter(string word)
    {
        var open = word.LastIndexOf('{');
        var isBegun = open > word.LastIndexOf('}');
        var before = isBegun ? word[..open] : word;
        var begun = isBegun ? word[open..] : string.Empty;
        return Tokens
            .Where(token => token.Token.StartsWith(begun, StringComparison.OrdinalIgnoreCase))
            .Select(token => new CompletionResult(
                $"'{before}{token.Token}'", token.Token, CompletionResultType.ParameterValue, token.Meaning));
    }
}
