using System.Collections.Concurrent;

namespace DynamoBackup.BackupEndpoint;

/// <summary>Every account and region that was ever called or set up. Thread-safe.</summary>
internal sealed class VaultSet(IReadOnlyList<string> tableNames)
{
    private readonly ConcurrentDictionary<(string Account, string Region), Vault> _vaults = new();

    /// <summary>In the order of accounts and regions.</summary>
    public IEnumerable<Vault> All => _vaults.Values
        .OrderBy(v => v.Owner.Account, StringComparer.Ordinal).ThenBy(v => v.Owner.Region, StringComparer.Ordinal);

    public Vault Of(Caller caller) => _vaults.GetOrAdd(
        (caller.Account, caller.Region), static (_, arg) => new Vault(arg.caller, arg.tableNames), (caller, tableNames));

    public Vault Of(string account, string region) => Of(new Caller("", account, region));
}
