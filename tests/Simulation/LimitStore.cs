namespace DynamoBackup.Simulation;

/// <summary>The backups of one region that are limited, and how sick its service is: drawn from one seed.</summary>
internal sealed class LimitStore
{
    private const string Account = "123456789012";
    private static readonly DateTime Newest = new(2026, 1, 2, 2, 0, 0, DateTimeKind.Utc);

    private readonly VirtualTime _clock;
    private readonly Random _random;

    // What creation stamps are cut to: milliseconds as the service's, or whole seconds as some endpoints'. ARNs tell milliseconds.
    private readonly long _stamp;
    private int _made;

    public LimitStore(string region, VirtualTime clock, Random random)
    {
        Region = region;
        _clock = clock;
        _random = random;
        Harshness = random.Next(4) switch { 0 => 0, 1 => 0.05, 2 => 0.2, _ => 0.5 };
        MaxLatency = TimeSpan.FromMilliseconds(random.Next(3) switch { 0 => 5, 1 => 100, _ => 1500 });
        MaxDeletionLag = TimeSpan.FromSeconds(random.Next(2) * random.Next(9));
        _stamp = random.Next(4) == 0 ? TimeSpan.TicksPerSecond : TimeSpan.TicksPerMillisecond;
        PageSize = random.Next(2) == 0 ? 100 : random.Next(1, 12);
        var tables = random.Next(1, random.Next(2) == 0 ? 4 : 26);
        for (var i = 0; i < tables; i++)
        {
            AddTable($"Table-{i:00}");
        }

        var denied = random.Next(15) switch { 0 => 1, 1 => 0.3, _ => 0 };
        Undeletable.UnionWith(Backups.Where(_ => random.NextDouble() < denied).Select(backup => backup.Arn));

        SweepFault = random.Next(8) == 0 ? (SweepFault)random.Next(1, (int)SweepFault.Silence + 1) : SweepFault.None;
        CredentialsExpireAt = random.Next(5) == 0 ? clock.Now + (random.NextDouble() * TimeSpan.FromSeconds(60)) : TimeSpan.MaxValue;
    }

    public string Region { get; }

    /// <summary>The share of calls that meet a fault.</summary>
    public double Harshness { get; set; }

    public TimeSpan MaxLatency { get; }

    public TimeSpan MaxDeletionLag { get; }

    public int PageSize { get; }

    /// <summary>The ARNs of the backups that the caller may not delete, all or some.</summary>
    public HashSet<string> Undeletable { get; } = [];

    /// <summary>When the credentials expire; in the seconds before, what is done has no answer.</summary>
    public TimeSpan CredentialsExpireAt { get; set; }

    public List<LimitBackup> Backups { get; } = [];

    public List<string> Tables { get; } = [];

    /// <summary>Tables with rows that say nothing sure.</summary>
    public Dictionary<string, BadRows> BadTables { get; } = [];

    /// <summary>Tables whose listing begins again and again.</summary>
    public HashSet<string> EndlessTables { get; } = [];

    /// <summary>Tables whose own listings are throttled each time; a listing of all tables is not.</summary>
    public HashSet<string> ThrottledTables { get; } = [];

    /// <summary>How each listing of all tables fails; those of single tables do not.</summary>
    public SweepFault SweepFault { get; }

    /// <summary>Whether a listing of a table may fail.</summary>
    public bool MayFailToList(string table) =>
        Harshness > 0 || CredentialsExpireAt < TimeSpan.MaxValue || !EndsWell(table) || ThrottledTables.Contains(table);

    /// <summary>Whether a table's listing has an end, and all of its rows can be relied on.</summary>
    public bool EndsWell(string table) => !BadTables.ContainsKey(table) && !EndlessTables.Contains(table);

    /// <summary>
    /// Backups that the run has just made and that are piped on, in the order in which they are; listings may lag behind them, and
    /// their creation times may be wrong.
    /// </summary>
    public List<LimitBackup> NewBackups { get; } = [];

    public IEnumerable<LimitBackup> Existing => Backups.Where(backup => backup.DeletedAt is null);

    /// <summary>The backups of a table id that the rules are about, as they are now.</summary>
    public List<LimitBackup> CountedBeside(LimitBackup backup, Predicate<string> isNamed) =>
    [
        .. Existing.Where(other => other.Table == backup.Table && other.TableId == backup.TableId && IsCounted(other, isNamed)),
    ];

    public static bool IsCounted(LimitBackup backup, Predicate<string> isNamed) =>
        backup.IsAvailable && backup.Type == "USER" && backup.TableId is not null && isNamed(backup.Name)
        && !backup.Arn.Contains(":elsewhere:", StringComparison.Ordinal);

    public void Delete(LimitBackup backup)
    {
        backup.DeletedAt = _clock.Now;
        backup.UnlistedAt = _clock.Now + (_random.NextDouble() * MaxDeletionLag);
    }

    private void AddTable(string table)
    {
        Tables.Add(table);
        if (_random.Next(12) == 0)
        {
            var kind = _random.Next(160);
            if (kind is 0)
            {
                // A listing that goes on until its time is over is half an hour of calls.
                BadTables.Add(table, BadRows.EndlessTokens);
            }
            else if (kind < 80)
            {
                EndlessTables.Add(table);
            }
            else
            {
                BadTables.Add(table, (BadRows)(kind % (int)BadRows.EndlessTokens));
            }
        }

        var ids = _random.Next(3) == 0 ? new[] { table + "-old", table + "-new" } : [table + "-new"];
        foreach (var id in ids)
        {
            var count = _random.Next(3) == 0 ? _random.Next(3) : _random.Next(20);
            var age = TimeSpan.Zero;
            var spread = _random.Next(3) switch { 0 => 2.0, 1 => 30, _ => 700 };
            for (var i = 0; i < count; i++)
            {
                var least = id.EndsWith("old", StringComparison.Ordinal) ? 20 : 0;
                age = i > 0 && _random.Next(6) == 0
                    ? age + (_random.NextDouble() * TimeSpan.FromSeconds(1))
                    : TimeSpan.FromDays(least + (_random.NextDouble() * spread));
                Add(table, id, age, TimeSpan.Zero, isOdd: _random.Next(6) == 0);
            }
        }

        if (_random.Next(20) == 0)
        {
            ThrottledTables.Add(table);
        }

        for (var made = _random.Next(3) == 0 ? _random.Next(1, 4) : 0; made > 0; made--)
        {
            var lag = _random.Next(2) == 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(_random.Next(60));
            var age = _random.Next(4) == 0 ? _random.NextDouble() * TimeSpan.FromDays(90) : TimeSpan.Zero;
            NewBackups.Add(Add(table, ids[^1], age, _clock.Now + lag, isOdd: false));
        }
    }

    private LimitBackup Add(string table, string id, TimeSpan age, TimeSpan listedAt, bool isOdd)
    {
        var time = (Newest - age).Ticks;
        var created = new DateTime(time / _stamp * _stamp, DateTimeKind.Utc);
        var name = $"{table}-backup-{created:yyyyMMddHHmmss}-{_made:00000000}";
        var oddity = isOdd ? _random.Next(5) : -1;
        var region = oddity == 4 ? "elsewhere" : Region;
        var milliseconds = new DateTimeOffset(new DateTime(time, DateTimeKind.Utc)).ToUnixTimeMilliseconds();
        var backup = new LimitBackup(
            $"arn:aws:dynamodb:{region}:{Account}:table/{table}/backup/0{milliseconds}-{_made++:x8}",
            table,
            oddity == 0 ? null : id,
            oddity == 1 ? "before-release" : name,
            created,
            oddity == 2 ? "AWS_BACKUP" : "USER",
            oddity != 3)
        {
            ListedAt = listedAt,
        };
        Backups.Add(backup);
        return backup;
    }
}
