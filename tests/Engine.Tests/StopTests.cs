using Xunit;

namespace DynamoBackup.Tests.Engine;

/// <summary>A stop, which comes from a thread of its own whenever the user likes.</summary>
public class StopTests
{
    [Fact]
    public void A_stop_that_comes_after_the_end_is_harmless()
    {
        var engine = new BackupEngine(new EngineOptions());
        engine.Dispose();

        engine.Cancel();
        engine.Cancel();

        Assert.True(engine.IsDone);
    }
}
