using Amazon.Runtime;

namespace Amazon.PowerShell.Common;

/// <summary>Credentials with the name they are shown by; what $StoredAWSCredentials holds.</summary>
public sealed class AWSPSCredentials
{
    internal AWSPSCredentials(AWSCredentials credentials, string name, string source)
    {
        Credentials = credentials;
        Name = name;
        Source = source;
    }

    internal AWSCredentials Credentials { get; }

    internal string Name { get; }

    internal string Source { get; }

    public override string ToString() => Name;
}
