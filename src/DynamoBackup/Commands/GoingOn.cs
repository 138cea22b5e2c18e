using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using Amazon.DynamoDBv2.Model;
using DynamoBackup.Output;

namespace DynamoBackup.Commands;

/// <summary>What goes on being made when an error ends the command.</summary>
internal static class GoingOn
{
    /// <summary>Names the first few of it, and puts the whole into the exception's Data, under BackupArn and Asked.</summary>
    /// <param name="open">What has no outcome yet.</param>
    /// <param name="unwritten">Errors that came after the one that ends the command.</param>
    /// <param name="exception">The exception of the error that ends the command: what a script catches.</param>
    /// <returns>A warning; null where nothing goes on.</returns>
    public static string? WarningOf(
        IReadOnlyCollection<Submission> open, IReadOnlyCollection<ErrorRecord> unwritten, Exception exception)
    {
        // The target of a request's error is the backup, where there is one.
        string[] made =
        [
            .. open.Select(submission => submission.BackupArn).OfType<string>(),
            .. unwritten.Select(error => (error.TargetObject as PSObject)?.BaseObject)
                .OfType<BackupDetails>()
                .Select(backup => backup.BackupArn),
        ];
        string[] asked =
        [
            .. open.Where(submission => submission.BackupArn is null).Select(submission => Texts.TableAndName(submission.Request)),
        ];
        string[] regions = [.. open.Select(submission => submission.Context.Target.Region).Distinct()];
        if (made.Length + asked.Length == 0)
        {
            return null;
        }

        exception.Data[nameof(BackupDetails.BackupArn)] = made;
        exception.Data["Asked"] = asked;
        return PrintableText.Of(Texts.GoesOn(made, asked, regions.Length == 1 ? regions[0] : null));
    }
}
