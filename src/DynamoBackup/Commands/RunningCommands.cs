namespace DynamoBackup.Commands;

/// <summary>
/// What commands that run at the same time share: the backups that they have created. So none is deleted by a command of the
/// pipeline that created it.
/// </summary>
internal static class RunningCommands
{
    private static readonly object Gate = new();
    private static CreatedBackups _created = new();
    private static int _count;

    /// <summary>Counts a command that begins.</summary>
    /// <returns>The backups that the commands running now have created.</returns>
    public static CreatedBackups Enter()
    {
        lock (Gate)
        {
            _created = _count++ == 0 ? new CreatedBackups() : _created;
            return _created;
        }
    }

    /// <summary>Counts a command that ends.</summary>
    public static void Leave()
    {
        lock (Gate)
        {
            _count--;
        }
    }
}
