using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Amazon.DynamoDBv2;
using Amazon.Runtime;

namespace DynamoBackup.Aws;

/// <summary>Reads the settings that a user gives as -ClientConfig, and leaves them as they are.</summary>
internal static class ClientSettings
{
    // The SDK offers no copy of its settings, and its properties depend on each other; the fields as they are do not.
    private static readonly MethodInfo Clone =
        typeof(object).GetMethod(nameof(MemberwiseClone), BindingFlags.Instance | BindingFlags.NonPublic)!;

    /// <summary>A copy.</summary>
    /// <param name="config">The settings; or null.</param>
    [return: NotNullIfNotNull(nameof(config))]
    public static AmazonDynamoDBConfig? CopyOf(AmazonDynamoDBConfig? config) =>
        config is null ? null : (AmazonDynamoDBConfig)Clone.Invoke(config, null)!;

    // Reading one of the two below takes the other away where the environment names an endpoint: each is read in a copy.

    /// <summary>The endpoint that the settings, or the environment, name.</summary>
    /// <param name="config">The settings; or null.</param>
    public static string? ServiceUrlOf(AmazonDynamoDBConfig? config) => CopyOf(config)?.ServiceURL;

    /// <summary>
    /// The region that the settings name; null where it is the SDK's own default. It is AWS Tools' own rule
    /// (ServiceCmdlet.ProcessRecord), applied before it: where no other region is known, release 5 ends in a
    /// NullReferenceException while it writes a debug line about this one.
    /// </summary>
    /// <param name="config">The settings; or null.</param>
    public static string? RegionOf(AmazonDynamoDBConfig? config) =>
        CopyOf(config)?.RegionEndpoint is { } region && FallbackRegionFactory.GetRegionEndpoint()?.SystemName != region.SystemName
            ? region.SystemName
            : null;
}
