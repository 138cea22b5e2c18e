using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace DynamoBackup.Completion;

/// <summary>Offers values to begin with for a number, its default first: without any PowerShell would offer the folder's files.</summary>
public sealed class ValueCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var word = wordToComplete ?? string.Empty;
        var found = ValuesOf(parameterName).Where(value => value.StartsWith(word, StringComparison.Ordinal)).ToList();

        // What is typed is offered back: with nothing to offer PowerShell would turn to the files again.
        return (found.Count == 0 && word.Length > 0 ? [word] : found).Select(value => new CompletionResult(value));
    }

    private static string[] ValuesOf(string parameter) => parameter switch
    {
        "ThrottleLimit" => ["64", "16", "100"],
        "TimeoutMinutes" => ["10", "30", "60"],
        "PollIntervalSeconds" => ["1", "5", "15"],
        "ReadTimeoutSeconds" => ["60", "10", "0"],
        "ConnectTimeoutSeconds" => ["10", "3", "0"],
        "KeepWithinDays" => ["7", "30", "90"],
        "KeepWeekly" => ["4", "8", "13"],
        "KeepMonthly" => ["12", "6", "3"],
        "KeepYearly" => ["1", "3", "10"],
        _ => ["7", "14", "30"],
    };
}
