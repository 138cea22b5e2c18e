namespace DynamoBackup.Simulation;

// What is held against each call, each event and the end.
internal sealed partial class LimitRun
{
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
            else if (_isCertain && outcome is TableLimited && !Service.Lacking.Any(made => made.Table == request.TableName)
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

    private void CheckCall(Operation operation, string subject)
    {
        if (CancelledAt < _clock.Now)
        {
            Violate($"4: {operation} after cancellation");
        }

        if (operation is Operation.DeleteBackup)
        {
            CheckAge(subject);
        }
    }

    // An attempt after the first one goes on by the listing of the first.
    private void CheckAge(string arn)
    {
        var age = _clock.Now - Service.ListedAt(_store.Backups.Find(backup => backup.Arn == arn)!.Table);
        if (age > (_tried.Add(arn) ? LongestAge : LongestAge + Allowed))
        {
            Violate($"6: {arn} is deleted by what was listed {age} ago");
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

        if (_store.NewBackups.Contains(backup))
        {
            Violate($"6: {backup.Arn} was deleted, and was made by the run itself");
        }

        if (!_store.EndsWell(backup.Table))
        {
            Violate($"6: {backup.Arn} was deleted, and its table's listing did not end well");
        }

        if (!_isCertain)
        {
            return;
        }

        var counted = _store.CountedBeside(backup, name => BackupName.IsGenerated(backup.Table, name));
        if (!counted.Exists(other => LimitOracle.IsNewer(other, backup)) || LimitOracle.Keeps(_rules, counted, backup))
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

    private void CheckOutcome(RequestEvent outcome)
    {
        var request = outcome.Request;
        _note($"{request.TableName} {outcome.GetType().Name} {(outcome as BackupFailed)?.Failure.Kind}");
        if (_outcomes[request] is not null)
        {
            Violate($"1: '{request.TableName}' ended twice");
        }

        if (_isHealthy && !_store.MayFailToList(request.TableName) && _clock.Now - _began > LongestWait)
        {
            Violate($"8: '{request.TableName}' ended after {_clock.Now - _began}, and nothing is wrong with it");
        }

        _outcomes[request] = outcome;
        var fits = (outcome as BackupFailed)?.Failure.Kind switch
        {
            null => true,
            FailureKind.AccessDenied => _store.Undeletable.Count > 0,
            FailureKind.ListingIncomplete => _store.MayFailToList(request.TableName),
            FailureKind.CredentialsRejected => _store.CredentialsExpireAt <= _clock.Now,
            FailureKind.BackupOutcomeUnknown => _store.Harshness > 0 || _store.CredentialsExpireAt <= _clock.Now,
            FailureKind.BackupTimeout or FailureKind.ConnectionFailed or FailureKind.CredentialsUnavailable => _store.Harshness > 0,
            _ => false,
        };
        if (!fits)
        {
            Violate($"1: '{request.TableName}' failed: {((BackupFailed)outcome).Failure.Message}");
        }
    }
}
