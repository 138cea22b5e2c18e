using Xunit;

namespace DynamoBackup.Tests.Engine;

public class VirtualSchedulerTests
{
    private readonly VirtualScheduler _scheduler = new();

    [Fact]
    public void Steps_run_on_the_thread_that_runs_them_in_the_order_they_were_asked_for()
    {
        var ran = new List<(int Step, int Thread)>();
        Ask(() =>
        {
            ran.Add((1, Environment.CurrentManagedThreadId));
            Ask(() => ran.Add((3, Environment.CurrentManagedThreadId)));
        });
        Ask(() => ran.Add((2, Environment.CurrentManagedThreadId)));
        Assert.Empty(ran);

        _scheduler.RunAll();

        var thread = Environment.CurrentManagedThreadId;
        Assert.Equal([(1, thread), (2, thread), (3, thread)], ran);
    }

    [Fact]
    public void A_step_asked_for_from_another_thread_does_not_run_and_fails_the_run()
    {
        var hasRun = false;
        var other = new Thread(() => Ask(() => hasRun = true));
        other.Start();
        other.Join();

        Assert.Throws<InvalidOperationException>(_scheduler.RunAll);

        Assert.False(hasRun);
    }

    private void Ask(Action step) => Task.Factory.StartNew(step, CancellationToken.None, TaskCreationOptions.None, _scheduler);
}
