using Amazon.DynamoDBv2;
using DynamoBackup.Connection;
using Xunit;

namespace DynamoBackup.Tests.Module;

public class ConnectionSettingsTests
{
    [Fact]
    public void Settings_that_made_no_client_can_be_disposed_of()
    {
        using var settings = new ConnectionSettings(skipCertificateCheck: true, bundle: null, connectTimeout: null);
        var config = new AmazonDynamoDBConfig { MaxConnectionsPerServer = 0 };

        Assert.Throws<ArgumentOutOfRangeException>(() => settings.CreateHttpClient(config));

        settings.Dispose();
    }
}
