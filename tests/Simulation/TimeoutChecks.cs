using System.Globalization;
using System.Text.RegularExpressions;

namespace DynamoBackup.Simulation;

/// <summary>The checks of what timed out: that it could not be seen, and that its message states what was read.</summary>
internal sealed class TimeoutChecks(SimulatedWorld world, int commands)
{
    // How long before its deadline a backup must be ready, and one way to see it well, for a timeout to be wrong.
    private static readonly TimeSpan LastSeconds = TimeSpan.FromSeconds(8);

    private static readonly Regex StatedStatus = new(
        "it was (?<status>[A-Z]+) when it was last read, (?<ago>[0-9.]+) s earlier", RegexOptions.CultureInvariant);

    // What may not be described, and is in no listing for as long as listings may lag behind; each way to look may take its time.
    private static readonly TimeSpan ToBeMissed = TimeSpan.FromSeconds(20 + 20 + (2 * 15));

    private static readonly TimeSpan OneSecond = TimeSpan.FromSeconds(1);

    public void Check(Asked asked, IReadOnlyList<Asked> all)
    {
        if (asked.Failure is not { Kind: FailureKind.BackupTimeout } failure)
        {
            return;
        }

        CheckStatus(asked, failure);
        var service = asked.Service;
        var arn = asked.Request.Arn?.Text ?? failure.Details?.BackupArn;
        if (arn is not null && asked.Client.LastRead.TryGetValue((arn, "AVAILABLE"), out var read)
            && read >= asked.KnownAt && read < asked.EndedAt)
        {
            world.Violate($"6: '{asked.Request.TableName}' timed out, {asked.EndedAt - read} after AVAILABLE was read: {failure.Message}");
            return;
        }

        CheckMissed(asked, all);
        if (!Visibility.IsCalm(world, commands) || service.Others > 0 || !asked.Request.Wait || service.Find(arn) is not { } backup
            || backup.IsDeleted(asked.EndedAt) || service.CredentialsExpireAt <= asked.EndedAt)
        {
            return;
        }

        // The outcome comes at the deadline or, where the process stood still then, after it.
        var process = asked.Command.Process;
        var since = asked.EndedAt - LastSeconds - Visibility.TimeForOthers(asked, all);
        if (backup.AvailableAt > since)
        {
            return;
        }

        // Where the process stood still until the end, there is time for the last look alone: it may not be enough for all of them.
        var canDescribe = Visibility.CanDescribe(asked, backup, since, all)
            && process.RunningTime(since, asked.EndedAt) >= Visibility.TimeForOthers(asked, all);
        var canList = Visibility.CanList(asked, backup, since, all);
        if (canDescribe || canList)
        {
            world.Violate(
                $"6: '{asked.Request.TableName}' timed out, ready {asked.EndedAt - backup.AvailableAt} before, seen well by "
                + $"{(canDescribe ? canList ? "describe and list" : "describe" : "list")}, "
                + $"{process.RunningTime(since, asked.EndedAt)} running: {failure.Message}");
        }
    }

    // The backup of another account is told to be out of sight as soon as that is known.
    private void CheckMissed(Asked asked, IReadOnlyList<Asked> all)
    {
        var service = asked.Service;
        if (asked.Request.Arn is not { } arn || !SimulatedService.IsOthers(arn.Text) || !Visibility.IsCalm(world, commands)
            || service.Others > 0 || service.DeniesList || service.CredentialsExpireAt <= asked.EndedAt
            || !Visibility.WereHealthy(asked, asked.SubmittedAt))
        {
            return;
        }

        var waited = asked.Command.Process.RunningTime(asked.SubmittedAt, asked.EndedAt);
        var allowed = ToBeMissed + Visibility.TimeForOthers(asked, all);
        if (waited > allowed)
        {
            world.Violate($"6: '{asked.Request.TableName}' timed out after {waited}, allowed are {allowed}: it is another account's");
        }
    }

    private void CheckStatus(Asked asked, BackupFailure failure)
    {
        if (failure.Details?.BackupArn is not { } arn || StatedStatus.Match(failure.Message) is not { Success: true } match)
        {
            return;
        }

        var status = match.Groups["status"].Value;
        if (!asked.Client.LastRead.TryGetValue((arn, status), out var read))
        {
            world.Violate($"7: '{asked.Request.TableName}' is said to be {status}, which was never read");
            return;
        }

        // What it read last may have been read again since, and an answer that came during a standstill is read at its end.
        var ago = TimeSpan.FromSeconds(double.Parse(match.Groups["ago"].Value, CultureInfo.InvariantCulture));
        if (read <= asked.EndedAt && asked.Command.Process.RunningTime(read, asked.EndedAt) > ago + OneSecond)
        {
            world.Violate(
                $"7: '{asked.Request.TableName}' is said to be {status} {ago} before, which was last read {asked.EndedAt - read} before");
        }
    }
}
