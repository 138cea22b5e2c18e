using System;
using Amazon.PowerShell.Cmdlets.DDB;

namespace DynamoBackup;

/// <summary>One record's AWS common parameters, as a key: equal keys lead to one client.</summary>
internal sealed class CommonParameters : IEquatable<CommonParameters>
{
    private readonly string? _region;
    private readonly object?[] _others;

    /// <summary>Takes the parameters of the record at hand.</summary>
    /// <param name="command">The command.</param>
    /// <param name="region">The region's name: the one given, or the ARN's; null for the default.</param>
    public CommonParameters(AmazonDynamoDBClientCmdlet command, string? region)
        : this(
            region,
            [
                command.AccessKey, command.SecretKey, command.SessionToken, command.ProfileName, command.ProfileLocation,
                command.Credential, command.NetworkCredential, command.EndpointUrl, command.ClientConfig,
            ])
    {
    }

    private CommonParameters(string? region, object?[] others)
    {
        _region = region;
        _others = others;
    }

    /// <summary>The same parameters with their region as it was resolved.</summary>
    /// <param name="region">The region's system name.</param>
    public CommonParameters In(string region) => new("=" + region, _others);

    public bool Equals(CommonParameters? other)
    {
        if (other is null || _region != other._region)
        {
            return false;
        }

        for (var i = 0; i < _others.Length; i++)
        {
            if (!Equals(_others[i], other._others[i]))
            {
                return false;
            }
        }

        return true;
    }

    public override bool Equals(object? obj) => Equals(obj as CommonParameters);

    public override int GetHashCode()
    {
        var hash = _region?.GetHashCode() ?? 0;
        foreach (var other in _others)
        {
            hash = unchecked((hash * 31) + (other?.GetHashCode() ?? 0));
        }

        return hash;
    }
}
