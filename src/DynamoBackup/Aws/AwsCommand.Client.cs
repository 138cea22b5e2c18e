using System;
using System.Management.Automation;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using DynamoBackup.Output;

namespace DynamoBackup.Aws;

// The client of an account and region, as AWS Tools makes it.
public abstract partial class AwsCommand
{
    private (BackupTarget Target, AWSCredentials Credentials) TargetOf(RecordParameters parameters)
    {
        CreateClient(parameters);
        var endpoint = EndpointUrl ?? Client.DetermineServiceOperationEndpoint(new ListBackupsRequest()).URL;
        var credentials = AwsToolsInternals.CredentialsOf(this) ?? Client.Config.DefaultAWSCredentials;
        var identity = PlaceKey.IdentityOf(credentials, parameters);
        var place = new PlaceKey(identity, _RegionEndpoint.SystemName, new Uri(endpoint).AbsoluteUri, ClientConfig);

        // Records that name their region and records that leave it to the defaults share one client and one rate.
        if (_places.TryGetValue(place, out var target))
        {
            Client.Dispose();
            return (target, credentials);
        }

        var service = new DynamoDBBackupService(Client, credentials);
        _services.Add(service);
        target = new BackupTarget(
            service, _RegionEndpoint.SystemName, RecordParameters.WithoutUserInfo(endpoint), parameters.Commands);
        _places.Add(place, target);
        return (target, credentials);
    }

    // Has AWS Tools find credentials and region, and make the client.
    private void CreateClient(RecordParameters parameters)
    {
        var (region, config, runtime) = (Region, ClientConfig, CommandRuntime);
        _configIsCustomized = false;
        AwsToolsInternals.Forget(this);
        try
        {
            Region = parameters.Region ?? ClientSettings.RegionOf(config);

            // AWS Tools writes into the settings it is given: they stay as the user made them.
            _givenServiceUrl = ClientSettings.ServiceUrlOf(config);
            ClientConfig = ClientSettings.CopyOf(config);
            CommandRuntime = new CatchingRuntime(runtime);
            base.ProcessRecord();
        }
        catch (TerminatingErrorException e)
        {
            throw AwsToolsInternals.Sort(e.Error, this);
        }
        catch (Exception e) when (e is not (PipelineStoppedException or RefusalException))
        {
            EndUnlessSupported(AwsToolsInternals.ProblemOf(e), e, runtime);

            // A profile that is half a profile, say: AWS Tools lets through whatever the SDK throws at it.
            throw AwsToolsInternals.Sort(e, this);
        }
        finally
        {
            CommandRuntime = runtime;
            (Region, ClientConfig) = (region, config);
        }

        var skipped = !_configIsCustomized ? nameof(CustomizeClientConfig)
            : Client is null ? nameof(Client)
            : _RegionEndpoint is null ? nameof(_RegionEndpoint)
            : null;
        EndUnlessSupported(skipped is null ? null : AwsToolsInternals.Skips(skipped), exception: null, runtime);
    }

    private void EndUnlessSupported(string? problem, Exception? exception, ICommandRuntime runtime)
    {
        if (problem is not null)
        {
            CommandRuntime = runtime;
            ThrowTerminatingError(ErrorRecords.UnsupportedAwsTools(problem, exception));
        }
    }
}
