using Xunit;

namespace DynamoBackup.Tests.Engine;

public class EngineOptionsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    public void A_throttle_limit_from_1_to_1000_is_taken(int limit)
    {
        Assert.Equal(limit, new EngineOptions { ThrottleLimit = limit }.ThrottleLimit);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1001)]
    [InlineData(-1)]
    public void Any_other_throttle_limit_is_refused(int limit)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new EngineOptions { ThrottleLimit = limit });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_queue_that_holds_nothing_is_refused(int capacity)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new EngineOptions { QueueCapacity = capacity });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_call_that_may_take_no_time_is_refused(int seconds)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new EngineOptions { CallTimeout = TimeSpan.FromSeconds(seconds) });
        Assert.Null(new EngineOptions { CallTimeout = null }.CallTimeout);
    }
}
