using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace DynamoBackup.Simulation;

/// <summary>One region of a simulated DynamoDB: its tables, and every backup made. It acts at the moment it is called.</summary>
internal sealed class SimulatedService
{
    private const string Account = "123456789012";
    private const string OtherAccount = "999999999999";

    private readonly SimulatedWorld _world;
    private readonly Dictionary<Operation, SimulatedRate> _rates;
    private readonly Dictionary<string, SimulatedBackup> _byArn = [];
    private readonly int _pageSize;
    private readonly double _deniedShare;
    private int _made;

    public SimulatedService(SimulatedWorld world, string region)
    {
        _world = world;
        Region = region;
        Dates = new SimulatedDates(world);
        Others = world.Happens(0.3) ? world.Random.NextDouble() * 0.9 : 0;
        _pageSize = world.Happens(0.5) ? 100 : world.Random.Next(1, 8);
        DeniesDescribe = world.Happens(0.07);
        DeniesList = world.Happens(0.07);
        DeniesDescribeTable = world.Has(Weather.NewTables) && world.WeatherHappens(0.3);
        CredentialsExpireAt = world.Happens(0.08) ? world.Clock.Now + world.UpTo(TimeSpan.FromSeconds(60)) : TimeSpan.MaxValue;
        Health = new SimulatedHealth(world);
        Gateway = new SimulatedGateway(world);
        Tables = new SimulatedTables(world);
        _deniedShare = world.Has(Weather.SickDescribe) && world.WeatherHappens(0.3) ? 0.3 : 0;
        _rates = Enum.GetValues<Operation>().ToDictionary(
            operation => operation, operation => new SimulatedRate(world.Clock, operation, world.Has(Weather.Buckets), Others));
    }

    public string Region { get; }

    public SimulatedDates Dates { get; }

    public SimulatedHealth Health { get; }

    public SimulatedGateway Gateway { get; }

    public SimulatedTables Tables { get; }

    /// <summary>The share of the rates that others use.</summary>
    public double Others { get; }

    public bool DeniesDescribe { get; }

    public bool DeniesList { get; }

    public bool DeniesDescribeTable { get; }

    public TimeSpan CredentialsExpireAt { get; }

    public List<SimulatedBackup> Backups { get; } = [];

    /// <summary>How many pages a listing of everything has.</summary>
    public int Pages => 1 + (Backups.Count / _pageSize);

    public string ArnOf(string table) => $"arn:aws:dynamodb:{Region}:{Account}:table/{table}";

    /// <summary>The ARN that a backup of this account would have in another one.</summary>
    public static string OthersArn(string arn) => arn.Replace(Account, OtherAccount, StringComparison.Ordinal);

    /// <summary>Whether an ARN is of another account, of which nothing may be seen.</summary>
    public static bool IsOthers(string arn) => arn.Contains(OtherAccount, StringComparison.Ordinal);

    public SimulatedBackup? Find(string? arn) => arn is null ? null : _byArn.GetValueOrDefault(arn);

    public bool Takes(Operation operation) => _rates[operation].Takes();

    /// <summary>Whether the caller may never call this.</summary>
    public bool Denies(Operation operation, string subject) => operation switch
    {
        Operation.DescribeBackup => DeniesDescribe || IsOthers(subject) || Find(subject)?.IsDescribeDenied is true,
        Operation.ListBackups => DeniesList,
        Operation.DescribeTable => DeniesDescribeTable,
        _ => false,
    };

    /// <summary>A backup that was there before the run; one of a world with odd clocks is listed from the start.</summary>
    public SimulatedBackup AddOlder(string table, string name, TimeSpan age) => Make(table, name, age, isOlder: true);

    /// <summary>Makes a backup now, or refuses to.</summary>
    public Reply<SimulatedBackup> Create(string table, string name) => Tables.RefusalOf(table) is { } refusal
        ? Reply<SimulatedBackup>.Failed(SimulatedErrors.Refusal(refusal))
        : new Reply<SimulatedBackup>(Make(table, name, TimeSpan.Zero, isOlder: false));

    public Reply<BackupDescription> Describe(string arn) => Find(arn) is { } backup && backup.IsDescribable(_world.Clock.Now)
        ? new Reply<BackupDescription>(new BackupDescription { BackupDetails = DetailsOf(backup) })
        : Reply<BackupDescription>.Failed(SimulatedErrors.BackupNotFound(arn));

    /// <summary>Deletes a backup; listings may show it for as long as they may lack a new one.</summary>
    public Reply<BackupDescription> Delete(string arn)
    {
        var now = _world.Clock.Now;
        if (Find(arn) is not { } backup || backup.IsDeleted(now))
        {
            return Reply<BackupDescription>.Failed(SimulatedErrors.BackupNotFound(arn));
        }

        var details = DetailsOf(backup);
        details.BackupStatus = BackupStatus.DELETED;
        backup.DeletedAt = now;
        backup.UnlistedAt = now + _world.UpTo(_world.MaxListingLag);
        _world.Tell($"{Region} deleted {arn}");
        return new Reply<BackupDescription>(new BackupDescription { BackupDetails = details });
    }

    /// <summary>A page of a listing. Of sick ones, half of the rows cannot be read, or the last page leads to the first again.</summary>
    public BackupPage List(BackupQuery query, Sickness? sickness)
    {
        var now = _world.Clock.Now;
        var listed = Backups
            .Where(backup => backup.IsListed(now)
                && (query.TableName is null || backup.Table == query.TableName)
                && (query.CreatedFrom is null || backup.Created >= query.CreatedFrom))
            .ToList();
        listed.Sort((one, other) => one.Created.CompareTo(other.Created) is not 0 and var order
            ? order
            : string.CompareOrdinal(one.Arn, other.Arn));
        var from = query.After is null ? 0 : listed.FindIndex(backup => backup.Arn == query.After) + 1;
        var page = listed.GetRange(from, Math.Min(_pageSize, listed.Count - from));
        var next = from + page.Count < listed.Count ? page[^1].Arn : null;
        switch (sickness)
        {
            case Sickness.Endless when listed.Count > 0:
                return new BackupPage(page.ConvertAll(SummaryOf), next ?? listed[0].Arn);
            case Sickness.Unreadable:
                var readable = page.FindAll(backup => backup.Arn[^1] % 2 == 0);
                return new BackupPage(readable.ConvertAll(SummaryOf), next, page.Count - readable.Count);
            default:
                return new BackupPage(page.ConvertAll(SummaryOf), next);
        }
    }

    public Reply<TableDescription> DescribeTable(string table) => Tables.StatusOf(table) is { } status
        ? new Reply<TableDescription>(new TableDescription { TableName = table, TableStatus = status })
        : Reply<TableDescription>.Failed(SimulatedErrors.Refusal("ResourceNotFoundException"));

    public TablePage ListTables(string? after) => Tables.PageAfter(after, _pageSize);

    /// <summary>The details of a backup that is none of ours: of another region, account or table.</summary>
    /// <param name="backup">Ours.</param>
    /// <param name="accountIsKnown">Whether the caller has seen the account in an answer: of the first one it cannot know better.</param>
    public BackupDetails OthersDetails(SimulatedBackup backup, bool accountIsKnown)
    {
        var details = DetailsOf(backup);
        details.BackupArn = _world.WeatherRandom.Next(3) switch
        {
            0 => details.BackupArn.Replace(Region, "region-9", StringComparison.Ordinal),
            1 when accountIsKnown => details.BackupArn.Replace(Account, OtherAccount, StringComparison.Ordinal),
            _ => details.BackupArn.Replace("table/" + backup.Table, "table/Another", StringComparison.Ordinal),
        };
        details.BackupStatus = _world.WeatherRandom.Next(3) switch
        {
            0 => BackupStatus.DELETED,
            1 => BackupStatus.CREATING,
            _ => BackupStatus.AVAILABLE,
        };
        return details;
    }

    /// <summary>The last backup of the same table before this one that is still there; null where there is none.</summary>
    public SimulatedBackup? BackupBefore(SimulatedBackup backup) =>
        Backups.FindLast(other => other.Table == backup.Table && other != backup && !other.IsDeleted(_world.Clock.Now));

    /// <summary>The page with one row more for each, of another region, account or table; or its rows without their table's name.</summary>
    /// <param name="page">The page.</param>
    /// <param name="accountIsKnown">Whether the caller has seen the account in an answer.</param>
    public BackupPage WithOddRows(BackupPage page, bool accountIsKnown)
    {
        var rows = page.Summaries.ToList();
        if (_world.WeatherHappens(0.5))
        {
            rows.ForEach(row => row.TableName = null);
            return page with { Summaries = rows };
        }

        // A foreign row comes first: whoever takes the first that fits takes the wrong one.
        var foreign = rows.ConvertAll(row => FindForeign(row.BackupArn));
        return page with { Summaries = [.. foreign, .. rows] };

        BackupSummary FindForeign(string arn)
        {
            var backup = Find(arn)!;
            var row = SummaryOf(backup);
            row.BackupArn = OthersDetails(backup, accountIsKnown).BackupArn;
            return row;
        }
    }

    public BackupDetails DetailsOf(SimulatedBackup backup) => SummaryOf(backup).ToDetails();

    private SimulatedBackup Make(string table, string name, TimeSpan age, bool isOlder)
    {
        var now = _world.Clock.Now - age;
        var created = Dates.Now - age;
        created = new DateTime(created.Ticks - (created.Ticks % TimeSpan.TicksPerMillisecond), DateTimeKind.Utc);
        var milliseconds = new DateTimeOffset(created).ToUnixTimeMilliseconds();
        var takes = TimeSpan.FromSeconds(0.3) + _world.UpTo(_world.MaxBackupTime);
        takes = _world.Has(Weather.AtOnce) ? TimeSpan.FromMilliseconds(50) : takes;
        var isKnown = isOlder && _world.Has(Weather.Clocks);
        var backup = new SimulatedBackup(
            $"{ArnOf(table)}/backup/0{milliseconds}-{_made++:x8}", table, name, created, isOlder)
        {
            AvailableAt = now + takes,
            ListedAt = now + (isKnown ? age : _world.UpTo(_world.MaxListingLag)),
            DescribableAt = now + (isKnown ? age : _world.UpTo(_world.MaxDescribeLag)),
            IsDescribeDenied = _world.WeatherHappens(_deniedShare),
            DeletedAt = _world.Happens(_world.DeletionShare) ? now + _world.UpTo(takes + takes) : null,
        };
        Backups.Add(backup);
        _byArn.Add(backup.Arn, backup);
        return backup;
    }

    private BackupSummary SummaryOf(SimulatedBackup backup) => new()
    {
        TableName = backup.Table,
        BackupArn = backup.Arn,
        BackupName = backup.Name,
        BackupCreationDateTime = backup.Created,
        BackupStatus = _world.Clock.Now >= backup.AvailableAt ? BackupStatus.AVAILABLE : BackupStatus.CREATING,
        BackupType = BackupType.USER,
        BackupSizeBytes = 1024,
    };
}
