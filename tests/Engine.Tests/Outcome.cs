using Amazon.DynamoDBv2.Model;
using Xunit;

namespace DynamoBackup.Tests.Engine;

/// <summary>What a test says of one request's outcome.</summary>
internal static class Outcome
{
    /// <summary>The outcome is a backup that is AVAILABLE.</summary>
    public static BackupDetails IsAvailable(BackupEvent outcome)
    {
        var details = Assert.IsType<BackupAvailable>(Succeeded(outcome)).Details;
        Assert.Equal("AVAILABLE", details.BackupStatus.Value);
        return details;
    }

    /// <summary>The outcome is a backup that was created.</summary>
    public static BackupDetails IsCreated(BackupEvent outcome) => Assert.IsType<BackupCreated>(Succeeded(outcome)).Details;

    /// <summary>The outcome is a failure of this kind, told in full.</summary>
    public static BackupFailure IsFailure(FailureKind kind, BackupEvent outcome)
    {
        var failure = Assert.IsType<BackupFailed>(outcome).Failure;
        Assert.True(kind == failure.Kind, $"Expected {kind}, but it is {failure.Kind}: {failure.Message}");
        Assert.Contains(outcome.Request!.TableName, failure.Message, StringComparison.Ordinal);
        Assert.NotEmpty(failure.RecommendedAction);
        return failure;
    }

    private static BackupEvent Succeeded(BackupEvent outcome)
    {
        Assert.False(outcome is BackupFailed, (outcome as BackupFailed)?.Failure.Message);
        return outcome;
    }
}
