namespace DynamoBackup.BackupEndpoint;

/// <summary>Where a backup stands in the order of lists, and what its ARN ends in: its time, 0 and 13 digits of milliseconds,
/// then eight hexadecimal digits.</summary>
internal readonly record struct BackupPosition(long Milliseconds, uint Suffix, string Table) : IComparable<BackupPosition>
{
    public string Resource => $"table/{Table}/backup/0{Milliseconds:0000000000000}-{Suffix:x8}";

    public int CompareTo(BackupPosition other)
    {
        int order = Milliseconds.CompareTo(other.Milliseconds);
        order = order != 0 ? order : Suffix.CompareTo(other.Suffix);
        return order != 0 ? order : string.CompareOrdinal(Table, other.Table);
    }
}
