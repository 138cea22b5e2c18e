using System;
using System.IO;
using System.Linq;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DynamoBackup.Output;

namespace DynamoBackup.Connection;

/// <summary>The roots of a PEM file, trusted beside the system's.</summary>
internal sealed class CertificateBundle
{
    // Debian's and Mozilla's bundles of all public roots have 0.2 MB; a device such as /dev/zero has no end.
    private const int MostBytes = 4 << 20;

    // Extended key usage id-kp-serverAuth (RFC 5280, section 4.2.1.12).
    private static readonly Oid ServerAuthentication = new("1.3.6.1.5.5.7.3.1");

    private readonly Lazy<X509Certificate2Collection> _roots;

    private CertificateBundle(string pem) => _roots = new Lazy<X509Certificate2Collection>(() => Import(pem));

    /// <summary>Reads a PEM file.</summary>
    /// <param name="path">Its full path.</param>
    /// <param name="readsAll">
    /// Whether to read every certificate at once. The whole system's roots, which AWS_CA_BUNDLE often names, take 40 ms to
    /// read, and are needed only for a certificate that the system itself does not trust.
    /// </param>
    /// <param name="problem">Why it is no bundle: a sentence.</param>
    /// <returns>The bundle, or null.</returns>
    public static CertificateBundle? Read(string path, bool readsAll, out string? problem)
    {
        try
        {
            if (ReadText(path) is not { } pem)
            {
                problem = Texts.BundleIsTooLarge(path, MostBytes >> 20);
                return null;
            }

            var bundle = new CertificateBundle(pem);
            var isEmpty = readsAll ? bundle._roots.Value.Count == 0 : !pem.Contains("CERTIFICATE-----", StringComparison.Ordinal);
            problem = isEmpty ? Texts.BundleIsEmpty(path) : null;
            return problem is null ? bundle : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            problem = Texts.BundleCannotBeRead(path, e.Message);
        }
        catch (CryptographicException e)
        {
            problem = Texts.BundleIsBroken(path, e.Message);
        }

        return null;
    }

    /// <summary>Whether a server's certificate is good: to the system, or but for an unknown root that is one of these.</summary>
    /// <param name="certificate">The server's certificate.</param>
    /// <param name="presented">The chain that the server sent.</param>
    /// <param name="errors">What the system finds wrong.</param>
    public bool Trusts(X509Certificate? certificate, X509Chain? presented, SslPolicyErrors errors)
    {
        if (errors is SslPolicyErrors.None)
        {
            return true;
        }

        // A wrong name or no certificate is not a matter of roots.
        if (errors is not SslPolicyErrors.RemoteCertificateChainErrors || certificate is null)
        {
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;

        // Without it a certificate for any use is good, such as a client's.
        chain.ChainPolicy.ApplicationPolicy.Add(ServerAuthentication);
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_roots.Value);
        chain.ChainPolicy.ExtraStore.AddRange(_roots.Value);
        if (presented is not null)
        {
            chain.ChainPolicy.ExtraStore.AddRange(presented.ChainElements.Select(element => element.Certificate).ToArray());
        }

        using var leaf = new X509Certificate2(certificate);
        return chain.Build(leaf);
    }

    // Null where it is too large.
    private static string? ReadText(string path)
    {
        using var file = File.OpenRead(path);
        var bytes = new byte[16 << 10];
        var whole = new MemoryStream();
        int count;
        while ((count = file.Read(bytes)) > 0)
        {
            if (whole.Length + count > MostBytes)
            {
                return null;
            }

            whole.Write(bytes, 0, count);
        }

        whole.Position = 0;
        using var reader = new StreamReader(whole);
        return reader.ReadToEnd();
    }

    private static X509Certificate2Collection Import(string pem)
    {
        var roots = new X509Certificate2Collection();

        // As OpenSSL writes a root with its trust settings (x509 -trustout): the certificate is the first part of the content.
        roots.ImportFromPem(pem.Replace(" TRUSTED CERTIFICATE-----", " CERTIFICATE-----", StringComparison.Ordinal));
        return roots;
    }
}
