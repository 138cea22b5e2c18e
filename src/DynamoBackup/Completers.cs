using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using Amazon.DynamoDBv2.Model;
using DynamoBackup.Engine;

namespace DynamoBackup;

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

/// <summary>Offers backups, the pending ones first: told by table, name, status and age, inserted as the ARN.</summary>
public sealed class BackupArnCompleter : IArgumentCompleter
{
    // Statuses are what it shows, and they change.
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var word = new CompletionWord(wordToComplete);
        return AwsToolsQuery.Ask("Get-DDBBackupList", fakeBoundParameters, Memory)
            .Select(backup => backup.BaseObject)
            .OfType<BackupSummary>()
            .Where(backup => word.Matches(backup.TableName) || word.Matches(backup.BackupName) || word.Matches(backup.BackupArn))
            .OrderByDescending(backup => backup.BackupStatus == "CREATING")
            .ThenByDescending(backup => backup.BackupCreationDateTime)
            .Select(backup => new CompletionResult(
                word.Quoted(backup.BackupArn),
                $"{backup.TableName}  {backup.BackupName}  {backup.BackupStatus}  {AgeOf(backup)}",
                CompletionResultType.ParameterValue,
                backup.BackupArn));
    }

    private static string AgeOf(BackupSummary backup)
    {
        var age = DateTime.UtcNow - (backup.BackupCreationDateTime?.ToUniversalTime() ?? DateTime.UtcNow);
        return age switch
        {
            { TotalMinutes: < 1 } => "just now",
            { TotalHours: < 1 } => $"{(int)age.TotalMinutes} min ago",
            { TotalDays: < 1 } => $"{(int)age.TotalHours} h ago",
            _ => $"{(int)age.TotalDays} d ago",
        };
    }
}

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
        var name = BackupName.Generate(table!, DateTimeOffset.UtcNow, new Random());
        if (word.Matches(name))
        {
            yield return new CompletionResult(word.Quoted(name), name, CompletionResultType.ParameterValue, "The kind of name made where none is given");
        }
    }
}

/// <summary>The word at the cursor: a prefix or a wildcard, with the quote it began with.</summary>
internal sealed class CompletionWord
{
    private readonly string _quote;
    private readonly WildcardPattern _pattern;

    public CompletionWord(string? word)
    {
        word ??= string.Empty;
        _quote = word.Length > 0 && (word[0] is '\'' or '"') ? word.Substring(0, 1) : string.Empty;
        var text = word.Trim('\'', '"');
        _pattern = new WildcardPattern(text + "*", WildcardOptions.IgnoreCase);
    }

    public bool Matches(string? text) => text is not null && _pattern.IsMatch(text);

    /// <summary>The value as it is inserted: quoted as the user began, or where PowerShell would read it as something else.</summary>
    public string Quoted(string value)
    {
        var quote = _quote.Length > 0 ? _quote : value[0] is '-' or '.' || char.IsDigit(value[0]) ? "'" : string.Empty;
        return quote + value + quote;
    }
}
