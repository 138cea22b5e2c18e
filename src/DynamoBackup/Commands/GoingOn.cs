using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using Amazon.DynamoDBv2.Model;
using DynamoBackup.Output;

namespace DynamoBackup.Commands;

/// <summary>The backups that are still being created, or may be, when a command ends early.</summary>
internal sealed class GoingOn
{
    private readonly string[] _created;
    private readonly string[] _requested;
    private readonly PrintedCommands[] _places;

    /// <summary>Collects them.</summary>
    /// <param name="open">The requests without an outcome.</param>
    /// <param name="mayExist">Whether the backup of a request to create one may exist.</param>
    /// <param name="unwritten">Errors that came after the one that ends the command.</param>
    /// <param name="places">Where the run's requests went.</param>
    public GoingOn(
        IReadOnlyCollection<Submission> open,
        Predicate<BackupRequest> mayExist,
        IReadOnlyCollection<ErrorRecord> unwritten,
        IEnumerable<PrintedCommands> places)
    {
        var created = open.Where(submission => submission.BackupArn is not null).ToList();
        var requested = open.Where(submission => submission.BackupArn is null && mayExist(submission.Request)).ToList();

        // The target of a request's error is the backup, where there is one.
        var failed = unwritten.Select(error => (error.TargetObject as PSObject)?.BaseObject).OfType<BackupDetails>().ToList();
        _created = [.. created.Select(submission => submission.BackupArn!), .. failed.Select(backup => backup.BackupArn)];
        _requested = [.. requested.Select(submission => Texts.TableAndName(submission.Request))];
        _places =
        [
            .. failed.Count > 0
                ? places.Distinct()
                : created.Concat(requested).Select(submission => submission.Request.Target.Commands).Distinct(),
        ];
    }

    private bool IsEmpty => _created.Length + _requested.Length == 0;

    /// <summary>Names the first few, and puts all of them into the exception's Data, under BackupArn and Asked.</summary>
    /// <param name="exception">The exception of the error that ends the command: what a script catches.</param>
    /// <returns>A warning; null where there are none.</returns>
    public string? Warning(Exception exception)
    {
        if (IsEmpty)
        {
            return null;
        }

        exception.Data[nameof(BackupDetails.BackupArn)] = _created;
        exception.Data["Asked"] = _requested;
        return PrintableText.Of(Texts.StillCreating(_created, _requested, _places));
    }

    /// <summary>Counts them for whoever stopped the command.</summary>
    /// <returns>A line; null where there are none.</returns>
    public string? Line() => IsEmpty ? null : PrintableText.Of(Texts.Stopped(_created.Length, _requested.Length, _places));
}
