using System.Text.Json;

namespace DynamoBackup.BackupEndpoint;

/// <summary>The service behind the protocol: every account's tables and backups, and the operations on them.</summary>
internal sealed class ControlPlane
{
    private readonly VaultSet _vaults;
    private readonly TableOperations _tables;

    public ControlPlane(EndpointOptions options, Func<EndpointSettings> settings)
    {
        _vaults = new VaultSet([.. options.TableNames ?? Table.MadeUpNames(options.Tables)]);
        Clock = new ServiceClock(options.TimeProvider, settings);
        Backups = new BackupOperations(_vaults, Clock, settings, options.Seed);
        _tables = new TableOperations(_vaults, Clock, settings);
        Setup = new ServiceSetup(_vaults, Clock, Backups);
    }

    public ServiceClock Clock { get; }

    public BackupOperations Backups { get; }

    public ServiceSetup Setup { get; }

    /// <summary>Does what the call asks for and writes the answer.</summary>
    /// <exception cref="ServiceException">The service refuses.</exception>
    public void Act(Call call, Utf8JsonWriter answer)
    {
        var request = new RequestMembers(call.Body);
        answer.WriteStartObject();
        Operation(call.Operation)(request, call.Caller, answer);
        answer.WriteEndObject();
    }

    private Action<RequestMembers, Caller, Utf8JsonWriter> Operation(string name) => name switch
    {
        Operations.CreateBackup => Backups.Create,
        Operations.DescribeBackup => Backups.Describe,
        Operations.ListBackups => Backups.List,
        Operations.DeleteBackup => Backups.Delete,
        Operations.CreateTable => _tables.Create,
        Operations.DescribeTable => _tables.Describe,
        Operations.ListTables => _tables.List,
        Operations.DeleteTable => _tables.Delete,
        Operations.DescribeContinuousBackups => _tables.DescribeContinuousBackups,
        Operations.UpdateContinuousBackups => _tables.UpdateContinuousBackups,
        _ => throw new ServiceException("UnknownOperationException", null),
    };
}
