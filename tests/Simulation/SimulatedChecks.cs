namespace DynamoBackup.Simulation;

/// <summary>The checks of a run that is over: outcomes, deadlines and backups.</summary>
internal sealed class SimulatedChecks
{
    // The watcher's shortest sleep, twice over.
    private static readonly TimeSpan OnePoll = TimeSpan.FromMilliseconds(50);

    // The longest pause between two attempts at anything.
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(16);

    private readonly SimulatedWorld _world;
    private readonly List<Asked> _asked;
    private readonly List<SimulatedService> _services;

    public SimulatedChecks(SimulatedWorld world, List<Asked> asked, List<SimulatedService> services)
    {
        _world = world;
        _asked = asked;
        _services = services;
    }

    /// <summary>Makes a violation of the world of each check that does not hold.</summary>
    public void Check()
    {
        foreach (var asked in _asked)
        {
            CheckOutcome(asked);
            CheckTime(asked);
        }

        foreach (var service in _services)
        {
            CheckBackups(service);
        }
    }

    private void CheckOutcome(Asked asked)
    {
        var table = asked.Request.TableName;
        if (asked.Outcome is null)
        {
            if (_world.CancelledAt is null)
            {
                _world.Violate($"1: '{table}' was forgotten");
            }

            return;
        }

        if (asked.Outcome is not BackupFailed { Failure: { } failure })
        {
            return;
        }

        var service = asked.Service;
        var fits = failure.Kind switch
        {
            FailureKind.TableNotFound => !service.HasTable(table),
            FailureKind.AccessDenied => service.DeniesSomething,
            FailureKind.CredentialsRejected => service.RejectedAt is not null,
            FailureKind.ConnectionFailed => _world.FaultWeights[(int)SimulatedFault.NotSent] > 0,
            FailureKind.BackupTimeout => !(asked.EndedAt > service.RejectedAt + LongestPause),
            FailureKind.BackupDeleted => _world.DeletionShare > 0,
            FailureKind.BackupNotFound => asked.Request.Arn is not null
                && (_world.DeletionShare > 0 || !service.Backups.Exists(backup => backup.Arn == asked.Request.Arn.Text)),
            FailureKind.BackupOutcomeUnknown => service.UnsureTables.Contains(table) || _world.MaxLatency > TimeSpan.Zero,
            _ => false,
        };
        if (!fits)
        {
            _world.Violate($"1: '{table}' failed with {failure.Kind}: {failure.Message}");
        }
    }

    private void CheckTime(Asked asked)
    {
        // Of several requests for one table and name, only the first's own start is known.
        var isShared =
            _asked.Exists(other => other != asked && other.Request.TableName == asked.Request.TableName && other.Service == asked.Service);
        if (asked.Outcome is null || isShared)
        {
            return;
        }

        var started = asked.Request.Arn is not null
            ? asked.SubmittedAt
            : asked.Service.FirstCreates
                .Where(first => first.Key.StartsWith(asked.Request.TableName + "/", StringComparison.Ordinal))
                .Select(first => first.Value)
                .FirstOrDefault(asked.EndedAt);
        if (asked.EndedAt > started + asked.Request.Timeout + OnePoll)
        {
            _world.Violate(
                $"4: '{asked.Request.TableName}' ended {asked.EndedAt - started} after its start, its time was {asked.Request.Timeout}");
        }
    }

    private void CheckBackups(SimulatedService service)
    {
        var creations = _asked.Where(asked => asked.Service == service && asked.Request.Table is not null).ToList();
        var reported = creations.Select(asked => asked.CreatedArn).Where(arn => arn is not null).ToList();
        if (reported.Count != reported.Distinct().Count())
        {
            _world.Violate("2: one backup was reported for two requests");
        }

        var byArn = service.Backups.ToDictionary(backup => backup.Arn);
        foreach (var arn in reported)
        {
            if (!byArn.TryGetValue(arn!, out var backup) || backup.IsOlder)
            {
                _world.Violate($"2: {arn} was reported, and is none of this run");
            }
        }

        foreach (var table in creations.GroupBy(asked => asked.Request.TableName))
        {
            // What somebody deleted before it was found is rightly made again.
            var made = service.Backups.Count(backup =>
                !backup.IsOlder && backup.Table == table.Key && (reported.Contains(backup.Arn) || !(backup.DeletedAt <= _world.Clock.Now)));
            var certain = table.Count(asked => asked.CreatedArn is not null);
            var unsure = table.Count(
                asked => asked.Outcome is null || asked.Outcome is BackupFailed { Failure.Kind: FailureKind.BackupOutcomeUnknown });
            if (made < certain || made > certain + unsure)
            {
                _world.Violate($"2: {made} backups of '{table.Key}', {certain} reported as created and {unsure} as unknown");
            }
        }
    }
}
