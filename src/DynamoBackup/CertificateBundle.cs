using System;
using System.IO;
using System.Linq;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;

namespace DynamoBackup;

/// <summary>Roots of a PEM file, trusted besides the system's.</summary>
internal sealed class CertificateBundle
{
    private static readonly Regex Block = new(
        "-----BEGIN (TRUSTED )?CERTIFICATE-----(?<base64>[^-]+)-----END", RegexOptions.CultureInvariant);

    private readonly Lazy<X509Certificate2[]> _roots;

    private CertificateBundle(byte[][] roots) =>
        _roots = new Lazy<X509Certificate2[]>(() => [.. roots.Select(root => new X509Certificate2(root))]);

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
            var roots = Block.Matches(File.ReadAllText(path)).Cast<Match>()
                .Select(match => Convert.FromBase64String(match.Groups["base64"].Value))
                .ToArray();
            if (roots.Length == 0)
            {
                problem = $"'{path}' holds no certificate: give a PEM file of one or more roots.";
                return null;
            }

            var bundle = new CertificateBundle(roots);
            _ = readsAll ? bundle._roots.Value : null;
            problem = null;
            return bundle;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            problem = $"'{path}' cannot be read: {e.Message}";
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            problem = $"'{path}' holds a certificate that cannot be read: {e.Message}";
        }

        return null;
    }

    /// <summary>Whether a server's certificate is good: to the system, or but for an unknown root that is one of these.</summary>
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
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority;
        chain.ChainPolicy.ExtraStore.AddRange(_roots.Value);
        foreach (var element in presented?.ChainElements.Cast<X509ChainElement>() ?? [])
        {
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        }

        using var leaf = new X509Certificate2(certificate);
        if (!chain.Build(leaf))
        {
            return false;
        }

        var root = chain.ChainElements[chain.ChainElements.Count - 1].Certificate.RawData;
        return Array.Exists(_roots.Value, known => known.RawData.SequenceEqual(root));
    }
}
