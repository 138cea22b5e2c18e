using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using DynamoBackup.BackupEndpoint;
using Xunit;

namespace DynamoBackup.Tests.Engine;

public class ConnectionTests
{
    // "fails with ConnectionFailed in under 15 s".
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task A_service_that_was_never_reached_is_given_up_in_under_15_s_whatever_keeps_it_away()
    {
        await using LocalEndpoint otherHost = await LocalEndpoint.StartAsync(new EndpointOptions { Tls = TlsMode.OtherHost });
        await using LocalEndpoint untrusted = await LocalEndpoint.StartAsync(new EndpointOptions { Tls = TlsMode.Valid });
        await using LocalEndpoint plain = await LocalEndpoint.StartAsync();
        using var run = new EngineRun();
        string[] urls =
        [
            "http://127.0.0.1:1",
            "http://no-such-host.invalid",
            "https://no-such-host.invalid",
            otherHost.Url,
            untrusted.Url,
            plain.Url.Replace("http://", "https://", StringComparison.Ordinal),
        ];
        var began = Stopwatch.GetTimestamp();

        var outcomes = await run.ToEndAsync(urls.SelectMany(url =>
        {
            var target = run.Target(url);
            return new[]
            {
                Request.Create(target, "Music"),
                Request.Wait(target, "arn:aws:dynamodb:us-east-1:123456789012:table/Music/backup/01489602797149-73d8d5bc"),
            };
        }));

        Assert.True(Stopwatch.GetElapsedTime(began) < Most);
        Assert.All(outcomes, outcome =>
        {
            var failure = Outcome.IsFailure(FailureKind.ConnectionFailed, outcome);
            Assert.Contains(outcome.Request!.Target.Endpoint, failure.Message, StringComparison.Ordinal);
            Assert.Equal(outcome.Request!.Arn?.Text, failure.Details?.BackupArn);
        });
        Assert.Empty(otherHost.Backups.Concat(untrusted.Backups).Concat(plain.Backups));
    }

    [Fact]
    public async Task A_server_that_takes_connections_and_never_answers_leaves_the_outcome_unknown()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var run = new EngineRun(options => options.CallTimeout = TimeSpan.FromSeconds(1));

        var outcomes = await run.ToEndAsync(
            Request.Create(run.Target($"http://{listener.LocalEndpoint}"), "Music", timeout: TimeSpan.FromSeconds(4)));

        Outcome.IsFailure(FailureKind.BackupOutcomeUnknown, Assert.Single(outcomes));
    }
}
