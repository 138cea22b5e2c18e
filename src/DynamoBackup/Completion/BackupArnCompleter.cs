using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using Amazon.DynamoDBv2.Model;

namespace DynamoBackup.Completion;

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
