namespace DynamoBackup.Simulation;

/// <summary>One run of the engine that limits the tables of a store, with what was consented to and what came of each.</summary>
internal sealed class LimitRun : IDisposable
{
    private readonly VirtualTime _clock;
    private readonly Random _random;
    private readonly BackupEngine _engine;
    private readonly LimitStore _store;
    private readonly KeepRules _rules;
    private readonly Action<string> _note;
    private readonly HashSet<string> _consented = [];
    private readonly HashSet<string> _reported = [];
    private readonly List<LimitBackup> _deleted = [];
    private readonly Dictionary<BackupRequest, BackupEvent?> _outcomes = [];
    private readonly List<string> _warnings = [];
    private readonly double _consentShare;
    private readonly bool _isCertain;
    private bool _isOver;

    /// <summary>Makes a run that has not begun.</summary>
    /// <param name="store">The backups.</param>
    /// <param name="rules">The rules.</param>
    /// <param name="clock">The time.</param>
    /// <param name="scheduler">Runs the engine.</param>
    /// <param name="seed">What it draws.</param>
    /// <param name="consentShare">The share of the deletions that is consented to.</param>
    /// <param name="isCertain">Whether nobody deletes what the rules keep, so that each deletion can be held against what is there.</param>
    /// <param name="note">Takes what happens.</param>
    /// <param name="violate">Takes what is wrong.</param>
    public LimitRun(
        LimitStore store,
        KeepRules rules,
        VirtualTime clock,
        VirtualScheduler scheduler,
        int seed,
        double consentShare,
        bool isCertain,
        Action<string> note,
        Action<string> violate)
    {
        _store = store;
        _rules = rules;
        _clock = clock;
        _random = new Random(seed);
        _consentShare = consentShare;
        _isCertain = isCertain;
        _note = note;
        Violate = violate;
        Service = new LimitService(store, clock, _random, note) { OnDelete = CheckDeletion, OnCall = CheckCall, OnViolation = violate };
        _engine = new BackupEngine(new EngineOptions
        {
            Time = clock,
            Scheduler = scheduler,
            Random = new Random(seed),
            ThrottleLimit = _random.Next(1, 40),
            CallTimeout = TimeSpan.FromSeconds(30),
        });
    }

    public LimitService Service { get; }

    public TimeSpan? CancelledAt { get; private set; }

    public bool IsDone => CancelledAt is not null || _engine.IsDone;

    /// <summary>How many tables were limited well.</summary>
    public int Limited => _outcomes.Values.Count(outcome => outcome is TableLimited);

    private Action<string> Violate { get; }

    /// <summary>Submits every table.</summary>
    public void Begin()
    {
        var target = new BackupTarget(Service, _store.Region, "http://simulated");
        foreach (var table in _store.Tables)
        {
            TableReference.TryParse(table, out var reference, out _);
            BackupArn? made = null;
            if (_store.NewBackups.TryGetValue(table, out var backup))
            {
                BackupArn.TryParse(backup.Arn, out made, out _);
            }

            var request = BackupRequest.ToLimit(target, reference!, _rules, TimeSpan.FromMinutes(30), newBackup: made);
            _outcomes.Add(request, null);
            _clock.At(_random.NextDouble() * TimeSpan.FromSeconds(_random.Next(2) * 20), () => Submit(request));
        }

        _clock.At(TimeSpan.FromSeconds(21), _engine.CompleteAdding);
    }

    public void Cancel()
    {
        if (_isOver)
        {
            return;
        }

        CancelledAt = _clock.Now;
        _note("cancelled");
        _engine.Cancel();
    }

    /// <summary>Takes the events there are.</summary>
    /// <returns>Whether there were some.</returns>
    public bool Take()
    {
        var some = false;
        while (_engine.TryTake(out var next, TimeSpan.Zero))
        {
            some = true;
            switch (next)
            {
                case TablePlanned plan:
                    Answer(plan);
                    break;
                case BackupDeleted deleted:
                    CheckReport(deleted);
                    break;
                case EngineNote { Level: NoteLevel.Warning } warning:
                    _note(warning.Text);
                    _warnings.Add(warning.Text);
                    break;
                case { EndsRequest: true } outcome:
                    CheckOutcome(outcome);
                    break;
                default:
                    break;
            }
        }

        return some;
    }

    /// <summary>Holds what came of each table against what is there, once the run is over.</summary>
    public void CheckEnd()
    {
        if (CancelledAt is not null)
        {
            return;
        }

        foreach (var (request, outcome) in _outcomes)
        {
            if (outcome is null)
            {
                Violate($"1: '{request.TableName}' was forgotten");
            }
            else if (_isCertain && outcome is TableLimited && !Service.Lacking.Contains(request.TableName)
                && _store.Existing.Any(backup => backup.Table == request.TableName && _consented.Contains(backup.Arn)))
            {
                Violate($"7: '{request.TableName}' is limited, and what was consented to is not gone");
            }
            else if (outcome is TableLimited
                && _deleted.Exists(backup => backup.Table == request.TableName && !_reported.Contains(backup.Arn)))
            {
                Violate($"7: '{request.TableName}' is limited, and not all that was deleted of it was reported");
            }
            else if (outcome is BackupFailed { Failure: var failure })
            {
                CheckFailure(request, failure);
            }
        }
    }

    // What was deleted is reported, or named as what may have been.
    private void CheckFailure(BackupRequest request, BackupFailure failure)
    {
        var deleted = _deleted.FindAll(backup => backup.Table == request.TableName);
        var silent = deleted.FindAll(backup => !_reported.Contains(backup.Arn) && failure.Details?.BackupArn != backup.Arn
            && !_warnings.Exists(warning => warning.Contains(backup.Arn, StringComparison.Ordinal)));
        if (silent.Count > 0 || (deleted.Count > 0 && failure.Message.StartsWith("No backup", StringComparison.Ordinal)))
        {
            Violate($"7: {deleted.Count} of '{request.TableName}' were deleted, {silent.Count} named by nothing: {failure.Message}");
        }
    }

    public void Dispose()
    {
        _isOver = true;
        _engine.Dispose();
    }

    private void Submit(BackupRequest request)
    {
        if (CancelledAt is null && !_isOver)
        {
            _engine.TrySubmit(request);
        }
    }

    private void Answer(TablePlanned plan)
    {
        string[] approved =
        [
            .. plan.Backups
                .Where(backup => backup.Fate is BackupFate.Delete && _random.NextDouble() < _consentShare)
                .Select(backup => backup.Details.BackupArn),
        ];
        _note($"{plan.Request!.TableName} {approved.Length} approved");
        if (_random.Next(20) == 0)
        {
            _clock.At(_random.NextDouble() * TimeSpan.FromMinutes(4), () => Approve(plan, approved));
        }
        else
        {
            Approve(plan, approved);
        }
    }

    private void Approve(TablePlanned plan, string[] approved)
    {
        _consented.UnionWith(approved);
        if (CancelledAt is null && !_isOver)
        {
            _engine.Approve(plan.Request!, approved);
        }
    }

    private void CheckCall(Operation operation)
    {
        if (CancelledAt < _clock.Now)
        {
            Violate($"4: {operation} after cancellation");
        }
    }

    private void CheckDeletion(LimitBackup backup)
    {
        _note($"deleted {backup.Arn}");
        _deleted.Add(backup);
        if (!_consented.Contains(backup.Arn))
        {
            Violate($"6: {backup.Arn} was deleted without consent");
        }

        if (!LimitStore.IsCounted(backup, name => BackupName.IsGenerated(backup.Table, name))
            || !backup.Arn.Contains($":{_store.Region}:", StringComparison.Ordinal))
        {
            Violate($"6: {backup.Arn} was deleted, and the rules are not about it");
            return;
        }

        if (_store.BadTables.Contains(backup.Table) || _store.EndlessTables.Contains(backup.Table))
        {
            Violate($"6: {backup.Arn} was deleted, and its table's listing did not end well");
        }

        if (!_isCertain)
        {
            return;
        }

        var counted = _store.CountedBeside(backup, name => BackupName.IsGenerated(backup.Table, name));
        if (counted.TrueForAll(other => other.Created <= backup.Created) || LimitOracle.Keeps(_rules, counted, backup))
        {
            Violate($"6: {backup.Arn} was deleted, and a rule keeps it");
        }
    }

    private void CheckReport(BackupDeleted deleted)
    {
        var arn = deleted.Details.BackupArn;
        _note($"reported {arn}");
        if (!_reported.Add(arn) || _store.Existing.Any(backup => backup.Arn == arn) || deleted.Details.BackupStatus.Value != "DELETED")
        {
            Violate($"7: {arn} was reported as deleted twice, or is still there");
        }
    }

    private void CheckOutcome(BackupEvent outcome)
    {
        var request = outcome.Request!;
        _note($"{request.TableName} {outcome.GetType().Name} {(outcome as BackupFailed)?.Failure.Kind}");
        if (_outcomes[request] is not null)
        {
            Violate($"1: '{request.TableName}' ended twice");
        }

        _outcomes[request] = outcome;
        var fits = (outcome as BackupFailed)?.Failure.Kind switch
        {
            null => true,
            FailureKind.AccessDenied => _store.DeniesDeletions,
            FailureKind.ListingIncomplete => _store.MayFailToList(request.TableName),
            FailureKind.CredentialsRejected => _store.CredentialsExpireAt <= _clock.Now,
            FailureKind.BackupOutcomeUnknown => _store.Harshness > 0 || _store.CredentialsExpireAt <= _clock.Now,
            FailureKind.BackupTimeout or FailureKind.ConnectionFailed => _store.Harshness > 0,
            _ => false,
        };
        if (!fits)
        {
            Violate($"1: '{request.TableName}' failed: {((BackupFailed)outcome).Failure.Message}");
        }
    }
}
