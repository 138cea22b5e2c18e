namespace DynamoBackup.Engine.Requests;

/// <summary>
/// Which backups of a table stay: those that at least one rule keeps (the keep rules of restic's <c>forget</c>). Times are the
/// service's creation stamps, in UTC, compared with each other alone.
/// </summary>
public sealed record KeepRules
{
    /// <summary>The longest <see cref="Within"/>: a hundred years, far from where dates end.</summary>
    public static readonly TimeSpan LongestWithin = TimeSpan.FromDays(36_500);

    private readonly int? _last;
    private readonly int? _daily;
    private readonly int? _weekly;
    private readonly int? _monthly;
    private readonly int? _yearly;
    private readonly TimeSpan? _within;

    /// <summary>Keeps the newest so many, 1 or more; null: no such rule.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public int? Last
    {
        get => _last;
        init => _last = Checked(value, nameof(Last));
    }

    /// <summary>
    /// Keeps what is at most so much older than the newest, more than zero, at most <see cref="LongestWithin"/>; null: no such
    /// rule. Age counts from the newest backup, not from now: where no new ones are made, it deletes nothing.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is out of that range.</exception>
    public TimeSpan? Within
    {
        get => _within;
        init => _within = value <= TimeSpan.Zero || value > LongestWithin
            ? throw new ArgumentOutOfRangeException(nameof(Within), value, "A time to keep must be more than zero, and 100 years at most.")
            : value;
    }

    /// <summary>Keeps the newest of each of the last so many days that have a backup, 1 or more; null: no such rule.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public int? Daily
    {
        get => _daily;
        init => _daily = Checked(value, nameof(Daily));
    }

    /// <summary>Keeps the newest of each of the last so many ISO weeks that have a backup, 1 or more; null: no such rule.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public int? Weekly
    {
        get => _weekly;
        init => _weekly = Checked(value, nameof(Weekly));
    }

    /// <summary>Keeps the newest of each of the last so many months that have a backup, 1 or more; null: no such rule.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public int? Monthly
    {
        get => _monthly;
        init => _monthly = Checked(value, nameof(Monthly));
    }

    /// <summary>Keeps the newest of each of the last so many years that have a backup, 1 or more; null: no such rule.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public int? Yearly
    {
        get => _yearly;
        init => _yearly = Checked(value, nameof(Yearly));
    }

    /// <summary>Whether there is no rule at all: then nothing may be deleted.</summary>
    public bool IsEmpty => (Last, Within, Daily, Weekly, Monthly, Yearly) is (null, null, null, null, null, null);

    private static int? Checked(int? value, string rule) => value < 1
        ? throw new ArgumentOutOfRangeException(rule, value, "A number to keep is 1 or more.")
        : value;
}
