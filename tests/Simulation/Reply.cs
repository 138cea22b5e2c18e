namespace DynamoBackup.Simulation;

/// <summary>How one call ends: with a value, a fault, or not before it is given up (or not even then).</summary>
internal readonly record struct Reply<T>(T? Value, Exception? Fault = null, bool Hangs = false, bool IsDeaf = false)
    where T : class
{
    public static Reply<T> Failed(Exception fault) => new(null, fault);

    public static Reply<T> Endless(bool isDeaf = false) => new(null, null, Hangs: true, IsDeaf: isDeaf);
}
