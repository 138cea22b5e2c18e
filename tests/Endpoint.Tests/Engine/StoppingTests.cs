using System.Diagnostics;
using DynamoBackup.BackupEndpoint;
using Xunit;

namespace DynamoBackup.Tests.Engine;

public class StoppingTests
{
    private static readonly TimeSpan OneSecond = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(FaultKind.Hang, null)]
    [InlineData(FaultKind.DropAfter, null)]
    [InlineData(FaultKind.Throttle, null)]
    [InlineData(FaultKind.ErrorBefore, "ListBackups")]
    public async Task After_a_stop_nothing_is_said_and_no_call_starts(FaultKind kind, string? operation)
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync(new EndpointOptions
        {
            Tables = 200,
            BackupTimeMin = TimeSpan.FromSeconds(30),
            BackupTimeMax = TimeSpan.FromSeconds(30),
            Faults = [new Fault { Kind = kind, Operation = operation ?? "*", Probability = 0.5 }],
        });
        using var run = new EngineRun();
        var target = run.Target(endpoint);
        await run.SubmitAsync(Enumerable.Range(13, 188).Select(i => Request.Create(target, $"Table-{i:00000}")));
        await run.UntilAsync(_ => endpoint.Statistics.Calls("CreateBackup") > 20);

        run.Engine.Cancel();

        // What was on its way to the endpoint arrives; the pace would have let 50 a second follow.
        await Task.Delay(TimeSpan.FromSeconds(0.5), TestContext.Current.CancellationToken);
        var calls = endpoint.Statistics.Calls();
        var began = Stopwatch.GetTimestamp();
        Assert.False(run.Engine.TryTake(out _, TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));

        // It had its answer from the stop; it did not wait its minute for one.
        Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(30), $"{Stopwatch.GetElapsedTime(began)}");
        Assert.True(run.Engine.IsDone);
        await Task.Delay(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);
        Assert.Equal(calls, endpoint.Statistics.Calls());
    }

    [Fact]
    public async Task A_stop_ends_a_take_that_waits()
    {
        await using LocalEndpoint endpoint =
            await LocalEndpoint.StartAsync(new EndpointOptions { Faults = [new Fault { Kind = FaultKind.Hang }] });
        using var run = new EngineRun();
        await run.SubmitAsync(Request.Create(run.Target(endpoint), "Music"));
        var taken = Task.Factory.StartNew(
            () =>
            {
                while (run.Engine.TryTake(out var next, TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken))
                {
                    Assert.IsType<EngineNote>(next);
                }

                return Stopwatch.GetTimestamp();
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        SpinWait.SpinUntil(() => endpoint.Statistics.Calls() == 1);

        var stopped = Stopwatch.GetTimestamp();
        run.Engine.Cancel();

        Assert.True(Stopwatch.GetElapsedTime(stopped, await taken) < OneSecond);
    }

    [Fact]
    public async Task Whoever_takes_may_give_up_a_take_without_stopping_the_run()
    {
        await using LocalEndpoint endpoint =
            await LocalEndpoint.StartAsync(new EndpointOptions { Faults = [new Fault { Kind = FaultKind.Hang, Times = 1 }] });
        using var run = new EngineRun(options => (options.CallTimeout, options.LogCalls) = (OneSecond, false));
        await run.SubmitAsync(Request.Create(run.Target(endpoint), "Music", wait: false));
        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));

        Assert.Throws<OperationCanceledException>(() => run.Engine.TryTake(out _, TimeSpan.FromMinutes(1), source.Token));

        await run.ToEndAsync();
        Outcome.IsCreated(Assert.Single(run.Events));
    }

    [Fact]
    public async Task A_run_takes_requests_until_no_more_were_promised()
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync();
        using var run = new EngineRun();
        var target = run.Target(endpoint);

        await run.ToEndAsync(Request.Create(target, "Music", wait: false));

        Assert.Throws<InvalidOperationException>(() => run.Engine.TrySubmit(Request.Create(target, "Users")));
    }

    [Fact]
    public async Task A_run_says_no_to_more_requests_than_its_queue_holds_and_yes_again_when_there_is_room()
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync(new EndpointOptions { Tables = 40 });
        using var run = new EngineRun(options => options.QueueCapacity = 5);
        var target = run.Target(endpoint);
        var requests = Enumerable.Range(13, 28).Select(i => Request.Create(target, $"Table-{i:00000}", wait: false)).ToList();

        var taken = requests.TakeWhile(run.Engine.TrySubmit).ToList();
        Assert.InRange(taken.Count, 5, requests.Count - 1);
        await run.ToEndAsync(requests.Skip(taken.Count));

        Assert.Equal(requests.Count, endpoint.Backups.Count);
        Assert.All(requests, request => Outcome.IsCreated(run.OutcomeOf(request)));
    }
}
