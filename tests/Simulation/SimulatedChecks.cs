namespace DynamoBackup.Simulation;

/// <summary>The checks of a run that is over: outcomes, deadlines and backups.</summary>
internal sealed class SimulatedChecks(SimulatedWorld world, List<SimulatedCommand> commands, List<SimulatedService> services)
{
    // What passed its deadline is looked at once more; twice the watcher's shortest sleep.
    private static readonly TimeSpan LastLook = TimeSpan.FromSeconds(2.5);
    private static readonly TimeSpan OnePoll = TimeSpan.FromMilliseconds(200);

    // The longest pause between two attempts at anything.
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(16);

    // What has not answered yet is given up after 10 s, less what the pace makes of a first call.
    private static readonly TimeSpan ShortestLoss = TimeSpan.FromSeconds(9.5);

    private readonly List<Asked> _asked = commands.SelectMany(command => command.Asked).ToList();

    /// <summary>Makes a violation of the world of each check that does not hold.</summary>
    public void Check()
    {
        var timeouts = new TimeoutChecks(world, commands.Count);
        var lateness = new LatenessChecks(world, commands.Count);
        foreach (var asked in _asked)
        {
            CheckOutcome(asked);
            CheckTime(asked);
            timeouts.Check(asked, _asked);
            lateness.Check(asked, _asked);
        }

        foreach (var service in services)
        {
            CheckBackups(service);
        }
    }

    private void CheckOutcome(Asked asked)
    {
        var table = asked.Request.TableName;
        if (asked.Outcome is null)
        {
            if (asked.Command.CancelledAt is null)
            {
                world.Violate($"1: '{table}' was forgotten");
            }

            return;
        }

        if (asked.Failure is not { } failure)
        {
            return;
        }

        var service = asked.Service;
        var rejectedAt = asked.Client.RejectedAt;
        var fits = failure.Kind switch
        {
            FailureKind.TableNotFound => service.Tables.IsMissing(table) || (service.Tables.IsNew(table) && service.DeniesDescribeTable),
            FailureKind.AccessDenied => IsDenied(asked, failure),
            FailureKind.CredentialsRejected => rejectedAt is not null,
            FailureKind.CredentialsUnavailable => world.Has(Weather.Sources),
            FailureKind.ConnectionFailed =>
                world.FaultWeights[(int)SimulatedFault.NotSent] > 0 || world.Has(Weather.Hosts | Weather.Gateways),
            FailureKind.BackupTimeout =>
                rejectedAt is null || asked.Command.Process.RunningTime(rejectedAt.Value, asked.EndedAt) <= LongestPause,
            FailureKind.BackupDeleted => service.Find(failure.Details?.BackupArn)?.IsDeleted(asked.EndedAt) is true,
            FailureKind.BackupNotFound => asked.Request.Arn is { } arn && !SimulatedService.IsOthers(arn.Text)
                && service.Find(arn.Text)?.IsDeleted(asked.EndedAt) is not false,
            FailureKind.BackupOutcomeUnknown => asked.Client.UnsureTables.Contains(table),
            _ => false,
        };
        if (!fits)
        {
            world.Violate($"1: '{table}' failed with {failure.Kind}: {failure.Message}");
        }

        if (failure.Kind is FailureKind.ConnectionFailed || (failure.Kind is FailureKind.CredentialsUnavailable && rejectedAt is null))
        {
            CheckReach(asked, failure);
        }
    }

    // The wait for a backup is refused where it may be neither described nor listed; or where it may not be described, as one of
    // another account may not, and is in no listing.
    private static bool IsDenied(Asked asked, BackupFailure failure)
    {
        var service = asked.Service;
        var backup = service.Find(failure.Details?.BackupArn);
        var arn = asked.Request.Arn?.Text;
        var mayNotDescribe = service.DeniesDescribe || service.Health.Denies(Operation.DescribeBackup)
            || backup?.IsDescribeDenied is true || (arn is not null && SimulatedService.IsOthers(arn));
        return mayNotDescribe && (service.DeniesList || service.Health.Denies(Operation.ListBackups)
            || (arn is not null && backup?.IsListed(asked.EndedAt) is not true));
    }

    private void CheckReach(Asked asked, BackupFailure failure)
    {
        // A creation is called by what its table was given by; a backup is watched by name (listings) or by ARN, and given up where
        // neither is to be had.
        var isCreation = failure.Details is null;
        var isByName = isCreation
            ? asked.Request.Table!.Text == asked.Request.TableName
            : asked.ByNameLostFor > asked.ByArnLostFor;
        var lostFor = isByName ? asked.ByNameLostFor : asked.ByArnLostFor;
        if (lostFor < ShortestLoss)
        {
            world.Violate(
                $"8: '{asked.Request.TableName}' was given up after {lostFor}, as it counts, without an answer: {failure.Message}");
        }
    }

    private void CheckTime(Asked asked)
    {
        // Of several requests for one table and name, only the first's own start is known.
        var isShared = asked.Command.Asked.Exists(
            other => other != asked && other.Request.TableName == asked.Request.TableName && other.Service == asked.Service);
        if (asked.Outcome is null || isShared)
        {
            return;
        }

        var started = asked.Request.Arn is not null
            ? asked.SubmittedAt
            : asked.Client.FirstCreates
                .Where(first => first.Key.StartsWith(asked.Request.TableName + "/", StringComparison.Ordinal))
                .Select(first => first.Value)
                .FirstOrDefault(asked.EndedAt);
        var process = asked.Command.Process;

        // A creation that is waited for may get two last looks: one for the backup, one at it.
        var looks = asked.Request.Arn is null && asked.Request.Wait ? 2 * LastLook : LastLook;
        var latest = process.ThawedAt(started + asked.Request.Timeout) + looks + OnePoll;

        // A last look that a standstill cuts short is taken again after it.
        while (process.ThawedAt(latest) is var thawed && thawed != latest)
        {
            latest = thawed + looks + OnePoll;
        }

        if (asked.EndedAt > latest)
        {
            world.Violate(
                $"4: '{asked.Request.TableName}' ended {asked.EndedAt - started} after its start, its time was {asked.Request.Timeout}");
        }
    }

    private void CheckBackups(SimulatedService service)
    {
        var creations = _asked.Where(asked => asked.Service == service && asked.Request.Table is not null).ToList();
        var reported = creations.Select(asked => asked.CreatedArn).Where(arn => arn is not null).ToHashSet();
        foreach (var asked in creations.Where(asked => asked.CreatedArn is not null))
        {
            if (service.Find(asked.CreatedArn) is not { } backup || (backup.IsOlder && !Excuses.WasNotListed(backup, asked)))
            {
                world.Violate($"2: {asked.CreatedArn} was reported, and is none of this run");
            }
            else if (backup is { IsOlder: false } && backup.Maker != asked.Command && !Excuses.CameLate(backup, asked))
            {
                world.Violate($"2: {asked.CreatedArn} was reported, and is that of {backup.Maker?.Name}, long before");
            }
        }

        foreach (var table in creations.GroupBy(asked => asked.Request.TableName))
        {
            CheckTable(service, table.Key, table.ToList(), reported!);
        }
    }

    private void CheckTable(SimulatedService service, string table, List<Asked> asked, HashSet<string> reported)
    {
        var isSharedName = Excuses.IsNamedByTwoCommands(asked);
        foreach (var group in asked.Where(one => one.CreatedArn is not null).GroupBy(one => one.CreatedArn))
        {
            var inOneCommand = group.Select(one => one.Command).Distinct().Count() < group.Count();
            if (inOneCommand || (group.Count() > 1 && !isSharedName))
            {
                world.Violate($"2: {group.Key} was reported for {group.Count()} requests");
            }
        }

        // What somebody deleted before it was found is rightly made again.
        var made = service.Backups
            .Where(backup => !backup.IsOlder && backup.Table == table
                && (reported.Contains(backup.Arn) || !backup.IsDeleted(world.Clock.Now)))
            .ToList();
        // Whoever took an older backup for its own, rightly, may have made one besides.
        var mistaken = asked.Count(one => service.Find(one.CreatedArn)?.IsOlder is true);
        var certain = asked.Count(one => one.CreatedArn is not null) - mistaken;
        var unsure = mistaken + asked.Count(one => one.Outcome is null || one.Failure?.Kind is FailureKind.BackupOutcomeUnknown);
        var late = Excuses.CameToLightLate(made);
        if (!isSharedName && (made.Count < certain || made.Count > certain + unsure + late))
        {
            world.Violate(
                $"2: {made.Count} backups of '{table}', {certain} reported as created and {unsure} as unknown, {late} late "
                + $"(known after {string.Join(", ", made.Select(backup => backup.UnknownFor.TotalSeconds.ToString("0.0")))} s)");
        }
    }
}
