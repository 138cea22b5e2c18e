using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Xunit;

namespace DynamoBackup.Tests.Engine;

/// <summary>Rules about time that the machine's clock cannot show in a test's time.</summary>
public class TimeRuleTests
{
    private const string Arn = "arn:aws:dynamodb:us-east-1:123456789012:table/Music/backup/01489602797149-73d8d5bc";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_backup_made_before_the_machine_slept_is_adopted_when_it_wakes(bool clockIsKnown)
    {
        using var run = new VirtualRun();
        var made = new List<BackupSummary>();
        var creations = 0;
        run.Service.Create = async (table, name) =>
        {
            creations++;
            await run.Clock.DelayAsync(TimeSpan.FromSeconds(0.1), CancellationToken.None);
            var backup = new BackupSummary
            {
                TableName = table,
                BackupName = name,
                BackupArn = Arn.Replace("Music", table, StringComparison.Ordinal) + made.Count,
                BackupStatus = "CREATING",
                BackupCreationDateTime = run.Clock.GetUtcNow().UtcDateTime,
            };
            made.Add(backup);
            if (table == "Music" && creations <= 2)
            {
                // The lid is closed for longer than any clock may be wrong; the connection does not survive it.
                run.Clock.StepWall(TimeSpan.FromHours(8));
                throw new IOException("The connection was reset.");
            }

            return Answer(run, new CreateBackupResponse { BackupDetails = backup.ToDetails() });
        };
        run.Service.List = query => Task.FromResult(
            Answer(run, new BackupPage(
                [
                    .. made.Where(backup => !(backup.BackupCreationDateTime < query.CreatedFrom)
                        && (query.TableName ?? backup.TableName) == backup.TableName),
                ],
                null)));
        var requests = new List<BackupRequest> { Create(run, "Music") };
        if (clockIsKnown)
        {
            requests.Insert(0, Create(run, "Users"));
        }

        var outcomes = run.ToEnd(requests);

        Assert.All(outcomes, outcome => Outcome.IsCreated(outcome));
        Assert.Equal(requests.Count, made.Count);
        Assert.Equal(requests.Count, creations);
    }

    [Fact]
    public void A_service_that_was_never_reached_is_given_up_after_10_to_16_s()
    {
        for (var seed = 0; seed < SeedCount.UpTo(300); seed++)
        {
            using var run = new VirtualRun(seed);
            run.Service.Create = (_, _) => throw Refused();
            run.Service.Describe = _ => throw Refused();
            run.Service.List = _ => throw Refused();

            var outcomes = run.ToEnd(Create(run, "Music"), Request.Wait(run.Target, Arn), Create(run, "Users"));

            Assert.All(outcomes, outcome => Outcome.IsFailure(FailureKind.ConnectionFailed, outcome));
            Assert.All(run.Events, said => Assert.InRange(said.At, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(16)));
        }
    }

    [Fact]
    public void A_service_whose_certificate_is_not_trusted_is_given_up_at_once()
    {
        using var run = new VirtualRun();
        run.Service.Create = (_, _) => throw Distrust();
        run.Service.Describe = _ => throw Distrust();
        run.Service.List = _ => throw Distrust();

        var outcomes = run.ToEnd(
            [Create(run, "Music"), Create(run, "Users"), .. Enumerable.Range(0, 30).Select(i => Request.Wait(run.Target, Arn + i))]);

        Assert.All(outcomes, outcome => Assert.Contains(
            "-CaBundle", Outcome.IsFailure(FailureKind.ConnectionFailed, outcome).RecommendedAction, StringComparison.Ordinal));
        Assert.InRange(run.Events[^1].At, TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void A_certificate_that_fails_once_the_service_has_answered_is_ridden_out()
    {
        using var run = new VirtualRun();
        var calls = 0;
        run.Service.Create = (_, name) => ++calls switch
        {
            1 => throw Refusal("LimitExceededException"),
            2 => throw Distrust(),
            _ => Task.FromResult(Answer(run, Created(Arn, name))),
        };

        Outcome.IsCreated(Assert.Single(run.ToEnd(Create(run, "Music"))));
    }

    [Fact]
    public void A_service_that_answered_before_is_given_up_only_after_a_minute()
    {
        using var run = new VirtualRun();
        var calls = 0;
        run.Service.Create = (_, _) => throw (calls++ == 0 ? Refusal("LimitExceededException") : Refused());
        run.Service.List = _ => calls == 0 ? Task.FromResult(Answer(run, new BackupPage([], null))) : throw Refused();

        var outcome = Assert.Single(run.ToEnd(Create(run, "Music")));

        Outcome.IsFailure(FailureKind.ConnectionFailed, outcome);
        Assert.InRange(run.Events[^1].At, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(64));
    }

    [Fact]
    public void A_wait_goes_on_to_its_deadline_while_a_service_that_answered_before_is_away()
    {
        using var run = new VirtualRun();
        var calls = 0;
        run.Service.Describe = _ => calls++ == 0
            ? Task.FromResult(Answer(run, new BackupDetails { BackupArn = Arn, BackupStatus = "CREATING" }))
            : throw Refused();

        var outcome = Assert.Single(run.ToEnd(Request.Wait(run.Target, Arn, timeout: TimeSpan.FromMinutes(10))));

        var failure = Outcome.IsFailure(FailureKind.BackupTimeout, outcome);
        Assert.Contains("could not be read", failure.Message, StringComparison.Ordinal);
        Assert.InRange(run.Events[^1].At, TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(10) + TimeSpan.FromSeconds(3.1));
    }

    [Theory]
    [InlineData("LimitExceededException")]
    [InlineData("ThrottlingException")]
    public void What_stays_refused_for_now_is_given_up_at_the_deadline_and_not_later(string code)
    {
        using var run = new VirtualRun();
        run.Service.Create = (_, _) => throw Refusal(code);

        var outcome = Assert.Single(run.ToEnd(Create(run, "Music", TimeSpan.FromMinutes(5))));

        Outcome.IsFailure(FailureKind.BackupTimeout, outcome);
        Assert.Equal(TimeSpan.FromMinutes(5), run.Events[^1].At);
    }

    [Fact]
    public void A_poll_that_never_ends_gives_its_seat_back_when_its_backup_is_given_up()
    {
        using var run = new VirtualRun(throttleLimit: 1);
        run.Service.Describe = _ => new TaskCompletionSource<ServiceAnswer<BackupDetails>>().Task;
        run.Service.Create = async (_, name) =>
        {
            await run.Clock.DelayAsync(TimeSpan.FromSeconds(0.1), CancellationToken.None);
            return Answer(run, Created(Arn.Replace("Music", "Users", StringComparison.Ordinal), name));
        };

        var outcomes = run.ToEnd(Request.Wait(run.Target, Arn, timeout: TimeSpan.FromSeconds(6)), Create(run, "Users"));

        Outcome.IsFailure(FailureKind.BackupTimeout, outcomes[0]);
        Outcome.IsCreated(outcomes[1]);
        Assert.InRange(run.Events[^1].At, TimeSpan.Zero, TimeSpan.FromSeconds(8));
    }

    [Theory]
    [InlineData("AVAILABLE")]
    [InlineData("ACTIVE")]
    public void A_finished_backup_is_available_by_either_of_its_names(string status)
    {
        using var run = new VirtualRun();
        run.Service.Describe = _ => Task.FromResult(Answer(run, new BackupDetails { BackupArn = Arn, BackupStatus = status }));

        Assert.IsType<BackupAvailable>(Assert.Single(run.ToEnd(Request.Wait(run.Target, Arn))));
    }

    [Fact]
    public void A_status_nobody_knows_is_an_error_that_names_it()
    {
        using var run = new VirtualRun();
        run.Service.Describe = _ => Task.FromResult(Answer(run, new BackupDetails { BackupArn = Arn, BackupStatus = "PONDERING" }));

        var failure = Outcome.IsFailure(FailureKind.UnexpectedStatus, Assert.Single(run.ToEnd(Request.Wait(run.Target, Arn))));
        Assert.Contains("'PONDERING'", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, 30, 33)]
    [InlineData(7.0, 35, 35)]
    [InlineData(60.0, 60, 60)]
    public void A_backup_is_noticed_a_tenth_late_at_most_or_at_the_next_of_the_polls_asked_for(double? interval, double least, double most)
    {
        using var run = new VirtualRun();
        var start = run.Clock.Now;
        run.Service.Describe = _ => Task.FromResult(Answer(run, new BackupDetails
        {
            BackupArn = Arn,
            BackupStatus = run.Clock.Now - start < TimeSpan.FromSeconds(30) ? "CREATING" : "AVAILABLE",
        }));

        run.ToEnd(Request.Wait(run.Target, Arn, TimeSpan.FromMinutes(5), interval is { } seconds ? TimeSpan.FromSeconds(seconds) : null));

        Assert.InRange(run.Events[^1].At.TotalSeconds, least, most);
    }

    [Fact]
    public void A_creation_that_did_not_happen_is_tried_again_20_s_later()
    {
        using var run = new VirtualRun();
        var attempts = new List<TimeSpan>();
        run.Service.Create = (table, name) =>
        {
            attempts.Add(run.Clock.Now);
            return attempts.Count == 1
                ? throw new IOException("The connection was reset.")
                : Task.FromResult(Answer(run, Created(Arn, name)));
        };
        run.Service.List = _ => Task.FromResult(Answer(run, new BackupPage([], null)));

        Outcome.IsCreated(Assert.Single(run.ToEnd(Create(run, "Music"))));

        Assert.InRange(attempts[1] - attempts[0], TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(21));
    }

    private static BackupRequest Create(VirtualRun run, string table, TimeSpan? timeout = null) =>
        Request.Create(run.Target, table, "nightly", wait: false, timeout);

    private static ServiceAnswer<T> Answer<T>(VirtualRun run, T value)
    {
        _ = run;
        return new ServiceAnswer<T>(value);
    }

    private static HttpRequestException Refused() => new("Connection refused", new SocketException((int)SocketError.ConnectionRefused));

    private static HttpRequestException Distrust() =>
        new("The SSL connection could not be established", new AuthenticationException("The remote certificate is invalid"));

    private static CreateBackupResponse Created(string arn, string name) =>
        new() { BackupDetails = new BackupDetails { BackupArn = arn, BackupName = name, BackupStatus = "CREATING" } };

    private static AmazonDynamoDBException Refusal(string code) =>
        new($"scripted {code}", null, ErrorType.Sender, code, "id", HttpStatusCode.BadRequest);
}
