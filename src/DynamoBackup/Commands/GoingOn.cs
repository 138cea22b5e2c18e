using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using Amazon.DynamoDBv2.Model;
using DynamoBackup.Aws;
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
            .. MadeOf(open),
            .. unwritten.Select(error => (error.TargetObject as PSObject)?.BaseObject)
                .OfType<BackupDetails>()
                .Select(backup => backup.BackupArn),
        ];
        string[] asked =
        [
            .. open.Where(submission => submission.BackupArn is null).Select(submission => Texts.TableAndName(submission.Request)),
        ];
        if (made.Length + asked.Length == 0)
        {
            return null;
        }

        exception.Data[nameof(BackupDetails.BackupArn)] = made;
        exception.Data["Asked"] = asked;
        return PrintableText.Of(Texts.GoesOn(made, asked, WaitFor(open)));
    }

    /// <summary>Counts it for who stopped the command.</summary>
    /// <param name="open">What has no outcome yet.</param>
    /// <returns>A line; null where nothing goes on.</returns>
    public static string? LineOf(IReadOnlyCollection<Submission> open) =>
        open.Count > 0 ? PrintableText.Of(Texts.Stopped(MadeOf(open).Count(), open.Count, WaitFor(open))) : null;

    private static IEnumerable<string> MadeOf(IReadOnlyCollection<Submission> open) =>
        open.Select(submission => submission.BackupArn).OfType<string>();

    // Where the backups are: what another command needs to see them, too.
    private static string WaitFor(IReadOnlyCollection<Submission> open)
    {
        var places = open
            .Select(submission => submission.Context)
            .DistinctBy(context => (context.Target.Region, context.ProfileName, context.EndpointUrl, context.HasGivenKeys))
            .ToList();
        if (places.Count == 0)
        {
            return Texts.WaitForThem(string.Empty, string.Empty);
        }

        var first = places[0];
        var command = Texts.WaitForThem($" -Region {first.Target.Region}", Option("ProfileName", first.ProfileName)
            + Option("EndpointUrl", first.EndpointUrl));
        command += first.HasGivenKeys ? Texts.WithTheSameKeys : string.Empty;
        return command + Texts.AndElsewhere([.. places.Skip(1).Select(NameOf)]);
    }

    private static string Option(string name, string? value) =>
        value is null ? string.Empty : $" -{name} '{CodeGeneration.EscapeSingleQuotedStringContent(value)}'";

    private static string NameOf(RecordContext context) =>
        context.Target.Region + Option("ProfileName", context.ProfileName) + Option("EndpointUrl", context.EndpointUrl);
}
