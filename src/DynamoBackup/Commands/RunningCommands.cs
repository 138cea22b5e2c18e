namespace DynamoBackup.Commands;

/// <summary>
/// What commands that run at the same time share: the backups that they have created. So none is deleted by a command of the
/// pipeline that created it.
/// </summary>
internal static class RunningCommands
{
    private static readonly object Gate = new();
    private static CreatedBackups created = new();
    private static int count;

    /// <summary>Counts a command that begins.</summary>
    /// <returns>The backups that the commands running now have created.</returns>
    public static CreatedBackups Enter()
    {
        lock (Gate)
        {
            created = count++ == 0 ? new CreatedBackups() : created;
            return created;
        }
    }

    /// <summary>Counts a command that ends.</summary>
    public static void Leave()
    {
        lock (Gate)
        {
            count--;
        }
    }
}
