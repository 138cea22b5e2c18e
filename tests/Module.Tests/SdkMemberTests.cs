using System.Reflection;
using System.Runtime.CompilerServices;
using Amazon.Runtime;
using Xunit;

namespace DynamoBackup.Tests.Module;

/// <summary>
/// What is compiled refers to nothing that the AWS SDK's netstandard2.0 assemblies lack: AWS Tools ships those on every .NET,
/// and a member of another set would be missing only at run time.
/// </summary>
public class SdkMemberTests
{
    private static readonly Lazy<SdkMembers> Shipped = new(() => new SdkMembers(
        typeof(SdkMemberTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Where(metadata => metadata.Key == "SdkAssembly")
            .Select(metadata => metadata.Value!)));

    [Theory]
    [InlineData("DynamoBackup.dll")]
    [InlineData("DynamoBackup.Engine.dll")]
    public void All_that_is_used_of_the_SDK_is_in_the_assemblies_that_AWS_Tools_ships(string file)
    {
        var used = SdkMembers.UsedBy(Path.Combine(AppContext.BaseDirectory, file));

        Assert.Contains(used, member => member.StartsWith("Amazon.DynamoDBv2.", StringComparison.Ordinal));
        Assert.DoesNotContain(used, member => !Shipped.Value.Contains(member));
    }

    // This assembly is compiled against the SDK's net8.0 assemblies, and uses a member that no other set has.
    [Fact]
    public void A_member_of_another_set_of_assemblies_is_noticed()
    {
        var missing = SdkMembers.UsedBy(typeof(SdkMemberTests).Assembly.Location).Where(member => !Shipped.Value.Contains(member));

        Assert.Equal(["Amazon.Runtime.IAmazonService::CreateDefaultClientConfig() Amazon.Runtime.ClientConfig"], missing);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static ClientConfig SettingsOf<T>()
        where T : IAmazonService => T.CreateDefaultClientConfig();
}
