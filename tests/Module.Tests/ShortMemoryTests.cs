using DynamoBackup.Completion;
using Xunit;

namespace DynamoBackup.Tests.Module;

public class ShortMemoryTests
{
    private readonly Clock _clock = new();

    [Fact]
    public void What_is_older_than_its_own_time_is_neither_told_nor_held_beyond_the_next()
    {
        var memory = new ShortMemory<int>(_clock);
        memory.Set("tables", 1, TimeSpan.FromSeconds(30));
        memory.Set("backups", 2, TimeSpan.FromSeconds(5));

        _clock.Now += TimeSpan.FromSeconds(10);

        Assert.True(memory.TryGet("tables", out var tables));
        Assert.Equal(1, tables);
        Assert.False(memory.TryGet("backups", out _));
        Assert.Equal(2, memory.Count);

        memory.Set("other tables", 3, TimeSpan.FromSeconds(30));
        Assert.Equal(2, memory.Count);

        _clock.Now += TimeSpan.FromSeconds(30);
        memory.Set("tables", 4, TimeSpan.FromSeconds(30));

        Assert.Equal(1, memory.Count);
        Assert.True(memory.TryGet("tables", out tables));
        Assert.Equal(4, tables);
    }

    private sealed class Clock : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
