using System.Globalization;
using Amazon.DynamoDBv2.Model;
using DynamoBackup.Engine.Calling;
using DynamoBackup.Engine.Listing;
using DynamoBackup.Engine.Outcomes;
using DynamoBackup.Engine.Requests;
using DynamoBackup.Engine.Runtime;
using DynamoBackup.Engine.Service;

namespace DynamoBackup.Engine.Limiting;

/// <summary>
/// Limits the backups of one account and region: lists each table's to the end, publishes what the rules say, and deletes what
/// is consented to. Whatever goes wrong, less is deleted, never more.
/// </summary>
internal sealed class BackupLimiter
{
    // Two seconds of deletions: fewer could run out before the next listing.
    private const int DeletionsAhead = 20;

    // A person may think over a prompt for long: what was listed before does not count then.
    private static readonly TimeSpan LongestThought = TimeSpan.FromSeconds(60);

    // A run may take hours, or stand still. What somebody else has deleted meanwhile counts no more, so the rules are asked again.
    private static readonly TimeSpan LongestAge = TimeSpan.FromMinutes(15);

    private readonly EngineRun _run;
    private readonly Journal _journal;
    private readonly TableListings _listings;
    private readonly NewBackupReader _newBackups;
    private readonly BackupDeleter _deleter;
    private readonly Dictionary<LimitRequest, LimitedTable> _unanswered = [];

    public BackupLimiter(ServiceConnection connection, BackupLister lister, EngineRun run, Journal journal)
    {
        _run = run;
        _journal = journal;
        _newBackups = new NewBackupReader(connection, run, journal);
        _deleter = new BackupDeleter(connection, run, journal, IsOutdated, ListAgain, GoOn);
        _listings = new TableListings(connection, lister, run, journal, NeedsMore, OnListed, OnNotListed);
    }

    /// <summary>Takes a request on.</summary>
    public void Accept(LimitRequest request) => _listings.Add(new LimitedTable(request), TimeSpan.Zero);

    /// <summary>Takes the consent to a plan's deletions. What is not among them is not deleted; a plan is answered once.</summary>
    /// <param name="request">The request.</param>
    /// <param name="arns">The backups that may go; none to let all stay.</param>
    public void Approve(LimitRequest request, IReadOnlyCollection<string> arns)
    {
        if (!_unanswered.Remove(request, out var table))
        {
            return;
        }

        var isOld = _run.LongestSince(table.PlannedAt) > LongestThought;
        var toDelete = table.Approve(arns);
        _journal.CountApproved(toDelete.Count);
        if (toDelete.Count > 0 && isOld)
        {
            ListAgain(table);
        }
        else
        {
            _deleter.Add(table, toDelete);
            EndIfDone(table);
        }
    }

    private bool NeedsMore() =>
        _deleter.HasBegun && _deleter.Waiting + _unanswered.Values.Sum(CountOfDeletions) < DeletionsAhead;

    private static int CountOfDeletions(LimitedTable table) => table.Plan.Count(backup => backup.Fate is BackupFate.Delete);

    private bool IsOutdated(LimitedTable table) => _run.LongestSince(table.ListedAt) > LongestAge;

    private void OnListed(LimitedTable table, IReadOnlyCollection<BackupSummary> listed, WholeListing listing)
    {
        // A listing by name shows the backups of whatever account the credentials lead to.
        var (request, isProven) = (table.Request, listing.Accounts.Contains(table.Request.Account ?? string.Empty));
        if (request.Account is { } account && listing.Accounts.Count > 0 && !isProven)
        {
            Fail(table, AccountMessages.Mismatch(request, account, listing.Accounts.First(), table.HasDeleted));
            return;
        }

        _run.Start(
            async () =>
            {
                var (backups, failure) = await _newBackups.AddToAsync(table, listed, isProven);
                if (failure is null)
                {
                    Continue(table, backups, listing.Began);
                }
                else
                {
                    Fail(table, failure);
                }
            },
            defect => Fail(table, LimitMessages.InternalError(request, defect)));
    }

    private void OnNotListed(LimitedTable table, ServiceFault fault) =>
        Fail(table, LimitMessages.NotListed(table.Request, fault, table.HasDeleted));

    private void Continue(LimitedTable table, IEnumerable<BackupSummary> listed, Moment listedAt)
    {
        table.Update(listed, listedAt, _run.Moment);
        if (table.IsBeingListed)
        {
            table.IsBeingListed = false;
            _deleter.PublishUnseen(table);
            _deleter.Add(table, table.Approve([]));
            EndIfDone(table);
        }
        else
        {
            _unanswered.Add(table.Request, table);
            _journal.Publish(new TablePlanned(table.Request, table.Plan));
        }
    }

    private void ListAgain(LimitedTable table)
    {
        if (!table.IsBeingListed && !table.IsGivenUp)
        {
            table.IsBeingListed = true;
            table.IsListingDue = true;
            GoOn(table);
        }
    }

    // What is still under way may be gone by the time the rules are asked again, and must not count then.
    private void GoOn(LimitedTable table)
    {
        if (table.IsListingDue && !table.HasInFlight)
        {
            table.IsListingDue = false;
            _run.Start(() => ListAgainAsync(table), defect => Fail(table, LimitMessages.InternalError(table.Request, defect)));
        }
        else
        {
            EndIfDone(table);
        }
    }

    private async Task ListAgainAsync(LimitedTable table)
    {
        if (table.LastUncertain + BackupLister.Lag - _run.Now is { } wait && wait > TimeSpan.Zero)
        {
            _journal.LogDecision(string.Create(
                CultureInfo.InvariantCulture,
                $"A deletion of table '{table.Request.TableName}' had no clear answer: listing it again in {wait.TotalSeconds:0.0} s."));
            await _run.DelayAsync(wait, _run.StopToken);
        }

        if (IsOutdated(table))
        {
            // It is not the only one.
            _listings.Add(table, _run.Now);
        }
        else
        {
            await _listings.ListAsync(table);
        }
    }

    private void Fail(LimitedTable table, BackupFailure failure)
    {
        table.IsBeingListed = false;
        table.IsListingDue = false;
        table.GiveUp(failure);
        EndIfDone(table);
    }

    private void EndIfDone(LimitedTable table)
    {
        if (table.HasEnded || table.HasInFlight || table.IsBeingListed || table.ToDelete > 0)
        {
            return;
        }

        table.HasEnded = true;
        if (LimitMessages.Others(table.Request, table.Unclear(), table.Undeleted()) is { } warning)
        {
            _journal.LogWarning(warning);
        }

        _journal.Publish(table.Failure is { } failure
            ? new BackupFailed(table.Request, failure)
            : new TableLimited(table.Request, table.Kept));
    }
}
