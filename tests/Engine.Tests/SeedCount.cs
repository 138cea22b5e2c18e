using System.Globalization;

namespace DynamoBackup.Tests.Engine;

/// <summary>How many seeds a test takes.</summary>
internal static class SeedCount
{
    private static readonly int? Most = int.TryParse(
        Environment.GetEnvironmentVariable("DYNAMOBACKUP_SEEDS"), NumberStyles.None, CultureInfo.InvariantCulture, out var most)
        ? most
        : null;

    /// <summary>
    /// So many, or as many as the environment variable DYNAMOBACKUP_SEEDS says where that is fewer: for mutation tests, which run
    /// these tests again for each mutant.
    /// </summary>
    public static int UpTo(int seeds) => Math.Min(seeds, Most ?? seeds);
}
