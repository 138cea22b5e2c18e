using Xunit;

namespace DynamoBackup.Tests.Engine;

/// <summary>Requests as tests ask for them.</summary>
internal static class Request
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(2);

    /// <summary>A backup of a table to create, and to wait for unless told otherwise.</summary>
    public static BackupRequest Create(BackupTarget target, string table, string? name = null, bool wait = true, TimeSpan? timeout = null)
    {
        Assert.True(TableReference.TryParse(table, out var reference, out var problem), problem);
        return new CreateRequest(target, reference!, name, wait, timeout ?? Timeout);
    }

    /// <summary>A table whose backups are limited.</summary>
    public static BackupRequest Limit(
        BackupTarget target,
        string table,
        KeepRules keep,
        Predicate<string>? names = null,
        string? newBackup = null,
        TimeSpan? timeout = null)
    {
        Assert.True(TableReference.TryParse(table, out var reference, out var problem), problem);
        BackupArn.TryParse(newBackup, out var arn, out _);
        return new LimitRequest(target, reference!, keep, timeout ?? Timeout, names, arn);
    }

    /// <summary>A backup to wait for.</summary>
    public static BackupRequest Wait(BackupTarget target, string arn, TimeSpan? timeout = null, TimeSpan? pollInterval = null)
    {
        Assert.True(BackupArn.TryParse(arn, out var reference, out var problem), problem);
        return new WaitRequest(target, reference!, timeout ?? Timeout, pollInterval);
    }
}
