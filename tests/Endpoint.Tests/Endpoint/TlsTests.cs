using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using DynamoBackup.BackupEndpoint;
using Xunit;

namespace DynamoBackup.Tests.Endpoint;

public class TlsTests
{
    private static async Task<SslPolicyErrors?> CallAsync(LocalEndpoint endpoint, X509Certificate2? root)
    {
        SslPolicyErrors? errors = null;
        using var handler = new SocketsHttpHandler();
        if (root is not null)
        {
            handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            handler.SslOptions.CertificateChainPolicy.CustomTrustStore.Add(root);
        }

        handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, found) =>
        {
            errors = found;
            return found == SslPolicyErrors.None;
        };
        using var http = new HttpClient(handler);
        try
        {
            await http.GetAsync(endpoint.Url, TestContext.Current.CancellationToken);
        }
        catch (HttpRequestException)
        {
            // The errors tell.
        }

        return errors;
    }

    [Theory]
    [InlineData(TlsMode.Valid, SslPolicyErrors.None)]
    [InlineData(TlsMode.OtherHost, SslPolicyErrors.RemoteCertificateNameMismatch)]
    [InlineData(TlsMode.Expired, SslPolicyErrors.RemoteCertificateChainErrors)]
    [InlineData(TlsMode.ClientOnly, SslPolicyErrors.RemoteCertificateChainErrors)]
    [InlineData(TlsMode.AnyUsage, SslPolicyErrors.None)]
    public async Task The_certificate_is_as_good_as_its_mode_to_whoever_trusts_the_root(TlsMode mode, SslPolicyErrors expected)
    {
        string file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.pem");
        try
        {
            await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync(new EndpointOptions { Tls = mode, RootPemFile = file });
            using X509Certificate2 root = X509CertificateLoader.LoadCertificateFromFile(file);

            Assert.StartsWith("https://127.0.0.1:", endpoint.Url);
            Assert.Equal(expected, await CallAsync(endpoint, root));
            Assert.Equal(root.Thumbprint, endpoint.RootCertificate!.Thumbprint);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Nobody_trusts_the_certificate_without_its_root()
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync(new EndpointOptions { Tls = TlsMode.Valid });

        Assert.Equal(SslPolicyErrors.RemoteCertificateChainErrors, await CallAsync(endpoint, root: null));
    }
}
