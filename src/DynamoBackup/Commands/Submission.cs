using System;
using Amazon.DynamoDBv2.Model;
using DynamoBackup.Aws;

namespace DynamoBackup.Commands;

/// <summary>A request that the engine has, with what its record brought along.</summary>
/// <param name="request">The request.</param>
/// <param name="context">Where it goes.</param>
/// <param name="write">Writes its outcome, where it is no failure.</param>
internal sealed class Submission(BackupRequest request, RecordContext context, Action<RequestEvent> write)
{
    /// <summary>The request.</summary>
    public BackupRequest Request { get; } = request;

    /// <summary>Where it goes.</summary>
    public RecordContext Context { get; } = context;

    /// <summary>Writes its outcome, where it is no failure.</summary>
    public Action<RequestEvent> Write { get; } = write;

    /// <summary>The table, as it was given; null where only a backup was.</summary>
    public string? Table => Request switch
    {
        CreateRequest create => create.Table.Text,
        LimitRequest limit => limit.Table.Text,
        _ => null,
    };

    /// <summary>The ARN of the backup; null where it is not known to be made.</summary>
    public string? BackupArn { get; private set; } = (request as WaitRequest)?.Arn.Text;

    /// <summary>Notes that the backup was made.</summary>
    /// <param name="backup">The backup.</param>
    public void NoteBackup(BackupDetails backup) => BackupArn = backup.BackupArn;
}
