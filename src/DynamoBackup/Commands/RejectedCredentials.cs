using System.Collections.Generic;

namespace DynamoBackup.Commands;

/// <summary>
/// When credentials that are refused end a command. They do where the command line alone leads to them: every record that
/// follows would fail alike, unless one goes elsewhere. But not before it is known that no call that was under way has made a
/// backup, as PowerShell takes nothing from a command that has ended.
/// </summary>
/// <typeparam name="TError">What stands for an error.</typeparam>
internal sealed class RejectedCredentials<TError>
{
    private readonly List<TError> _held = [];
    private bool _hasMade;

    /// <summary>Whether a record for which there are no credentials, or no region, ends the command.</summary>
    /// <param name="isOfCommandLine">Whether the command line led it there, and nothing that came with the record.</param>
    /// <param name="places">How many accounts and regions are known so far.</param>
    public static bool EndsUnresolved(bool isOfCommandLine, int places) => isOfCommandLine && places == 0;

    /// <summary>Notes that a backup was made, or seen: from now on errors are written, each for its own table.</summary>
    public void NoteBackup() => _hasMade = true;

    /// <summary>Takes the error of a request whose credentials the service refused.</summary>
    /// <param name="error">The error.</param>
    /// <param name="isOfCommandLine">Whether the command line led it there, and nothing that came with the record.</param>
    /// <param name="places">How many accounts and regions are known so far.</param>
    /// <returns>Whether it is held back for <see cref="Settle"/>; if not, it is to be written.</returns>
    public bool TryHold(TError error, bool isOfCommandLine, int places)
    {
        if (!isOfCommandLine || places != 1 || _hasMade)
        {
            return false;
        }

        _held.Add(error);
        return true;
    }

    /// <summary>Decides on the errors that are held back.</summary>
    /// <param name="places">How many accounts and regions are known by now.</param>
    /// <param name="open">How many requests have no outcome yet.</param>
    /// <returns>The errors to write, if any, and whether the first of them ends the command.</returns>
    public (IReadOnlyList<TError> Errors, bool EndsCommand) Settle(int places, int open)
    {
        var othersGoOn = _hasMade || places > 1;
        if (_held.Count == 0 || (!othersGoOn && open > 0))
        {
            return ([], false);
        }

        TError[] errors = [.. _held];
        _held.Clear();
        return (errors, !othersGoOn);
    }
}
