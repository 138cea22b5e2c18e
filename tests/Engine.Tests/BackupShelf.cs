using System.Net;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;

namespace DynamoBackup.Tests.Engine;

/// <summary>Backups that a scripted service lists page by page and deletes, and what was asked of it.</summary>
internal sealed class BackupShelf
{
    /// <summary>Noon of a day nine days before the virtual clock begins.</summary>
    public static readonly DateTime Noon = new(2026, 2, 20, 12, 0, 0, DateTimeKind.Utc);

    private int _made;

    public List<BackupSummary> Backups { get; } = [];

    /// <summary>Each listing: the table, or null for a sweep; one entry a page.</summary>
    public List<string?> Listings { get; } = [];

    /// <summary>The ARN of each deletion that was asked for.</summary>
    public List<string> Deletions { get; } = [];

    /// <summary>Puts a backup in, made so many days before <see cref="Noon"/>.</summary>
    public BackupSummary Add(string table, double daysOld, string? name = null, string? tableId = "id-1", string region = "us-east-1")
    {
        var created = Noon.AddDays(-daysOld);
        var milliseconds = new DateTimeOffset(created).ToUnixTimeMilliseconds();
        var backup = new BackupSummary
        {
            TableName = table,
            TableId = tableId,
            BackupArn = $"arn:aws:dynamodb:{region}:123456789012:table/{table}/backup/0{milliseconds}-{_made++:x8}",
            BackupName = name ?? $"{table}-backup-{created:yyyyMMddHHmmss}-abcd{_made % 10_000:0000}",
            BackupCreationDateTime = created,
            BackupStatus = BackupStatus.AVAILABLE,
            BackupType = BackupType.USER,
            BackupSizeBytes = 1000,
        };
        Backups.Add(backup);
        return backup;
    }

    /// <summary>Puts daily backups in, the newest at <see cref="Noon"/>.</summary>
    public List<BackupSummary> AddNights(string table, int count, string? tableId = "id-1") =>
        [.. Enumerable.Range(0, count).Select(day => Add(table, day, tableId: tableId))];

    /// <summary>Has a service list and delete them.</summary>
    public void Serve(ScriptedService service)
    {
        service.List = query => Task.FromResult(new ServiceAnswer<BackupPage>(Page(query)));
        service.Delete = arn => Task.FromResult(new ServiceAnswer<BackupDetails>(Delete(arn)));
    }

    public BackupPage Page(BackupQuery query)
    {
        Listings.Add(query.TableName);

        // A cursor is a place in the order, and stays one where its backup is deleted.
        var rest = Backups.Where(backup => query.TableName is null || backup.TableName == query.TableName)
            .OrderBy(backup => IdOf(backup.BackupArn), StringComparer.Ordinal)
            .SkipWhile(backup => query.After is { } after && string.CompareOrdinal(IdOf(backup.BackupArn), IdOf(after)) <= 0)
            .ToList();
        var page = rest.Take(BackupQuery.PageSize).ToList();
        return new BackupPage(page.ConvertAll(Copy), page.Count < rest.Count ? page[^1].BackupArn : null);
    }

    public BackupDetails Delete(string arn)
    {
        Deletions.Add(arn);
        return Remove(arn);
    }

    /// <summary>Takes a backup out, unasked.</summary>
    public BackupDetails Remove(string arn)
    {
        var backup = Backups.Find(backup => backup.BackupArn == arn) ?? throw Error("BackupNotFoundException");
        Backups.Remove(backup);
        var details = backup.ToDetails();
        details.BackupStatus = BackupStatus.DELETED;
        return details;
    }

    public static AmazonDynamoDBException Error(string code) =>
        new($"scripted {code}", null, ErrorType.Sender, code, "id", HttpStatusCode.BadRequest);

    private static string IdOf(string arn) => arn[(arn.LastIndexOf('/') + 1)..];

    private static BackupSummary Copy(BackupSummary backup) => new()
    {
        TableName = backup.TableName,
        TableId = backup.TableId,
        BackupArn = backup.BackupArn,
        BackupName = backup.BackupName,
        BackupCreationDateTime = backup.BackupCreationDateTime,
        BackupStatus = backup.BackupStatus,
        BackupType = backup.BackupType,
        BackupSizeBytes = backup.BackupSizeBytes,
    };
}
