using System.Globalization;
using Amazon.DynamoDBv2.Model;
using DynamoBackup.Engine.Calling;
using DynamoBackup.Engine.Listing;
using DynamoBackup.Engine.Outcomes;
using DynamoBackup.Engine.Requests;
using DynamoBackup.Engine.Runtime;
using DynamoBackup.Engine.Service;

namespace DynamoBackup.Engine.Creating;

/// <summary>
/// The creation of one backup: attempts until the service has taken it, refuses it for good, or the deadline has passed. After
/// an attempt of unknown outcome the backup is looked for before another one.
/// </summary>
internal sealed class Creation
{
    private readonly CreateRequest _request;
    private readonly ServiceConnection _connection;
    private readonly BackupFinder _finder;
    private readonly EngineRun _run;
    private readonly Journal _journal;
    private readonly TableReference _table;
    private readonly TableCheck _tableCheck;
    private readonly string _backupName;
    private BackupSearch _search;
    private bool _mayHaveActed;
    private bool _isDoubtful;

    /// <summary>Makes a creation whose time begins now.</summary>
    public Creation(
        CreateRequest request, ServiceConnection connection, BackupFinder finder, TableLister tables, EngineRun run, Journal journal)
    {
        _request = request;
        _connection = connection;
        _finder = finder;
        _run = run;
        _journal = journal;
        _table = request.Table;
        _tableCheck = new TableCheck(connection, tables, run);
        _backupName = request.MakeName(run.UtcNow, run.Random);
        _search = finder.NewSearch(_table, _backupName, request.Template.MakesUniqueNames);
        Deadline = run.Now + request.Timeout;
    }

    /// <summary>When the answer, or the listing of an adopted backup, was asked for.</summary>
    public TimeSpan ReadAt { get; private set; }

    /// <summary>When the whole request must be over.</summary>
    public TimeSpan Deadline { get; }

    /// <summary>Creates the backup.</summary>
    /// <param name="firstTurn">The right to make the first attempt.</param>
    /// <returns>The service's answer (for an adopted backup: one made of its listing), or why there is none.</returns>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    public async Task<(CreateBackupResponse? Response, BackupFailure? Failure)> RunAsync(Turn firstTurn)
    {
        using var limit = _run.LimitAt(Deadline, _connection.RejectionToken);
        var turn = firstTurn;
        for (var attempt = 1; ; attempt++)
        {
            _journal.NoteCreation(_request);
            var call = await AttemptAsync(turn, attempt);
            if ((call.Fault ?? MisfitOf(call.Value!)) is not { } fault)
            {
                return (Created(call.Value!, call.Started), null);
            }

            _mayHaveActed |= fault.Class is FaultClass.Unknown;
            if (!_mayHaveActed)
            {
                _journal.EndCreation(_request);
            }

            if (await FinalFailureOfAsync(fault, limit.Token) is { } failure)
            {
                return (null, failure);
            }

            if (MustLook(fault))
            {
                var finding = await FindAsync(fault, limit.Token);
                switch (finding.Outcome)
                {
                    case FindingOutcome.Found:
                        return (Adopted(finding), null);
                    case FindingOutcome.Unknown:
                        return (null, FailureMessages.OutcomeUnknown(_request, _backupName, fault, finding.Fault));
                    default:
                        _isDoubtful = true;
                        _journal.LogDecision($"Backup '{_backupName}' of table '{_table.Name}' does not exist; trying again.");
                        break;
                }
            }
            else
            {
                await DelayAsync(attempt, fault, limit.Token);
            }

            // What was made since an attempt that cannot have acted is another run's.
            var mustPrepare = !_mayHaveActed && !_search.IsUnique;
            if (mustPrepare)
            {
                await _finder.PrepareAsync(_table, isAlone: true, Deadline);
            }

            if (await NextTurnAsync(limit.Token) is not { } next)
            {
                return (null, GivenUp(fault));
            }

            turn = next;
            _search = mustPrepare ? _finder.NewSearch(_table, _backupName, isUnique: false) : _search;
        }
    }

    private Task<CallResult<CreateBackupResponse>> AttemptAsync(Turn turn, int attempt) => _connection.CallAsync(
        turn,
        Operation.CreateBackup,
        _table.Text,
        attempt,
        token => _connection.Service.CreateAsync(_table.Text, _backupName, token),
        _connection.LimitUntil(Deadline));

    // An answer about another backup says nothing of ours.
    private ServiceFault? MisfitOf(CreateBackupResponse response)
    {
        var text = response.BackupDetails.BackupArn;
        return BackupArn.TryParse(text, out var arn, out _)
            && arn.TableName == _table.Name
            && arn.Region == _connection.Target.Region
            && arn.Account == (_table.Account ?? _connection.Account ?? arn.Account)
            && _finder.CanBe(response.BackupDetails, _search)
            ? null
            : ServiceFault.Unreadable($"The service's answer is about another backup: {text}");
    }

    private CreateBackupResponse Created(CreateBackupResponse response, TimeSpan asked)
    {
        var arn = response.BackupDetails.BackupArn;
        ReadAt = asked;
        if (_table.Account is null && BackupArn.TryParse(arn, out var parsed, out _))
        {
            _connection.Account ??= parsed.Account;
        }

        _finder.Claim(arn, _search, _isDoubtful);
        _journal.LogDecision($"Backup '{_backupName}' of table '{_table.Name}' is created: {arn}");
        return response;
    }

    private CreateBackupResponse Adopted(Finding finding)
    {
        ReadAt = finding.ReadAt;
        _finder.Claim(finding.Details!.BackupArn, _search, _isDoubtful);
        _journal.LogDecision($"Backup '{_backupName}' of table '{_table.Name}' exists: adopted.");
        return new CreateBackupResponse { BackupDetails = finding.Details };
    }

    private async Task<BackupFailure?> FinalFailureOfAsync(ServiceFault fault, CancellationToken deadline) => fault.Class switch
    {
        FaultClass.Unknown or FaultClass.Throttled or FaultClass.Busy => null,
        FaultClass.NotSent => _connection.ReachOf(_table.Text).IsLost ? FailureMessages.ConnectionFailed(_request, fault) : null,
        FaultClass.NotFound when await TableMayAppearAsync(deadline) => null,
        FaultClass.NotFound when _connection.Rejection is { } rejection => FailureMessages.Refused(_request, rejection),
        FaultClass.NotFound => FailureMessages.TableNotFound(
            _request, fault, _tableCheck.IsDenied, await _tableCheck.FindOtherCaseAsync(_table.Name)),
        _ => FailureMessages.Refused(_request, fault),
    };

    private async Task<bool> TableMayAppearAsync(CancellationToken deadline)
    {
        try
        {
            return await _tableCheck.MayAppearAsync(_table, Deadline, deadline);
        }
        catch (OperationCanceledException) when (!_run.IsStopped)
        {
            // The deadline passed: the next turn is refused.
            return true;
        }
    }

    // An attempt of unknown outcome can also come to light as a conflict with the backup it made.
    private bool MustLook(ServiceFault fault) =>
        fault.Class is FaultClass.Unknown || (_mayHaveActed && fault.Class is FaultClass.Busy);

    private Task<Finding> FindAsync(ServiceFault fault, CancellationToken deadline)
    {
        _journal.LogDecision(
            $"The outcome of creating '{_backupName}' of table '{_table.Name}' is unknown ({fault.Code}); "
            + "looking for it before another attempt.");
        return _finder.FindAsync(_search, deadline);
    }

    private async Task DelayAsync(int attempt, ServiceFault fault, CancellationToken deadline)
    {
        var delay = RetryDelays.After(attempt, fault.Class, _run);
        _journal.LogDecision(string.Create(
            CultureInfo.InvariantCulture,
            $"Creating '{_backupName}' of table '{_table.Name}' failed ({fault.Code}); trying again in {delay.TotalSeconds:0.0} s."));
        try
        {
            await _run.DelayAsync(delay, deadline);
        }
        catch (OperationCanceledException) when (!_run.IsStopped)
        {
            // The deadline passed: the next turn is refused.
        }
    }

    private async Task<Turn?> NextTurnAsync(CancellationToken deadline)
    {
        Turn turn;
        try
        {
            turn = await _connection.TakeTurnAsync(Operation.CreateBackup, deadline);
        }
        catch (OperationCanceledException) when (!_run.IsStopped)
        {
            return null;
        }

        if (_run.Now < Deadline)
        {
            return turn;
        }

        // A call with no time left would be sent and given up in one moment, its outcome unknown.
        turn.Dispose();
        return null;
    }

    private BackupFailure GivenUp(ServiceFault fault) => _connection.Rejection is { } rejection
        ? FailureMessages.Refused(_request, rejection)
        : FailureMessages.CreationTimedOut(_request, fault);
}
