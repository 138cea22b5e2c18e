using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace DynamoBackup.BackupEndpoint;

/// <summary>A throw-away root authority and the leaf that it signed. The root's key is never kept.</summary>
internal sealed class Certificates : IDisposable
{
    // RFC 5280, section 4.2.1.12.
    private static readonly Oid ServerAuthentication = new("1.3.6.1.5.5.7.3.1", "Server Authentication");
    private static readonly Oid ClientAuthentication = new("1.3.6.1.5.5.7.3.2", "Client Authentication");

    public Certificates(TlsMode mode)
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var rootRequest = new CertificateRequest("CN=DynamoBackup throw-away root", rootKey, HashAlgorithmName.SHA256);
        rootRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        rootRequest.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        rootRequest.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(rootRequest.PublicKey, false));
        using X509Certificate2 root = rootRequest.CreateSelfSigned(now.AddDays(-30), now.AddDays(30));

        using var leafKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string host = mode == TlsMode.OtherHost ? "dynamodb.example.com" : "localhost";
        var leafRequest = new CertificateRequest($"CN={host}", leafKey, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        if (mode != TlsMode.OtherHost)
        {
            names.AddIpAddress(IPAddress.Loopback);
        }

        leafRequest.CertificateExtensions.Add(names.Build());
        leafRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        leafRequest.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        if (mode != TlsMode.AnyUsage)
        {
            leafRequest.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(
                [mode == TlsMode.ClientOnly ? ClientAuthentication : ServerAuthentication], false));
        }

        leafRequest.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(root, true, false));
        DateTimeOffset end = mode == TlsMode.Expired ? now.AddDays(-1) : now.AddDays(29);
        using X509Certificate2 leaf = leafRequest.Create(root, now.AddDays(-29), end, RandomNumberGenerator.GetBytes(16));
        using X509Certificate2 leafWithKey = leaf.CopyWithPrivateKey(leafKey);

        Root = X509CertificateLoader.LoadCertificate(root.RawData);
        // Windows cannot serve a key that was never in a store or a PKCS #12.
        Leaf = X509CertificateLoader.LoadPkcs12(leafWithKey.Export(X509ContentType.Pkcs12), null);
    }

    public X509Certificate2 Root { get; }

    public X509Certificate2 Leaf { get; }

    public void Dispose()
    {
        Root.Dispose();
        Leaf.Dispose();
    }
}
