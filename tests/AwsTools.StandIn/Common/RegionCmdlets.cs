using System;
using System.Linq;
using System.Management.Automation;

namespace Amazon.PowerShell.Common;

[Cmdlet(VerbsCommon.Set, "DefaultAWSRegion")]
public sealed class SetDefaultRegionCmdlet : BaseCmdlet
{
    [Parameter(Position = 210, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("RegionToCall")]
    public object? Region { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    public VariableScope? Scope { get; set; }

    protected override void ProcessRecord()
    {
        var region = RegionSearch.OfParameter(Region) ?? RegionSearch.OfDefaults(SessionState, profileLocation: null);
        if (region is null)
        {
            ThrowArgumentError("No region was given, and none is set.");
        }

        SessionVariables.Set(this, SessionVariables.Region, region!.SystemName, Scope);
    }
}

[Cmdlet(VerbsCommon.Clear, "DefaultAWSRegion")]
public sealed class ClearDefaultRegionCmdlet : PSCmdlet
{
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public VariableScope? Scope { get; set; }

    protected override void ProcessRecord() => SessionVariables.Set(this, SessionVariables.Region, null, Scope);
}

[Cmdlet(VerbsCommon.Get, "DefaultAWSRegion")]
[OutputType(typeof(AWSRegion))]
public sealed class GetDefaultRegionCmdlet : PSCmdlet
{
    protected override void ProcessRecord()
    {
        if (SessionState.PSVariable.GetValue(SessionVariables.Region) is string name)
        {
            WriteObject(new AWSRegion(RegionEndpoint.GetBySystemName(name), SessionState));
        }
    }
}

[Cmdlet(VerbsCommon.Get, "AWSRegion")]
[OutputType(typeof(AWSRegion))]
public sealed class GetRegionCmdlet : PSCmdlet
{
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public string? SystemName { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    public SwitchParameter IncludeChina { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    public SwitchParameter IncludeGovCloud { get; set; }

    protected override void ProcessRecord()
    {
        var regions = string.IsNullOrEmpty(SystemName)
            ? RegionEndpoint.EnumerableAllRegions.Where(IsIncluded)
            : [RegionEndpoint.GetBySystemName(SystemName)];
        WriteObject(regions.Select(region => new AWSRegion(region, SessionState)), enumerateCollection: true);
    }

    private bool IsIncluded(RegionEndpoint region) =>
        (IncludeChina || !region.SystemName.StartsWith("cn-", StringComparison.Ordinal))
        && (IncludeGovCloud || !region.SystemName.StartsWith("us-gov-", StringComparison.Ordinal));
}

/// <summary>A region as Get-AWSRegion emits it.</summary>
public sealed class AWSRegion
{
    private readonly SessionState _session;

    internal AWSRegion(RegionEndpoint region, SessionState session)
    {
        Region = region.SystemName;
        Name = region.DisplayName;
        _session = session;
    }

    public string Region { get; }

    public string Name { get; }

    public bool IsShellDefault =>
        Region.Equals(_session.PSVariable.GetValue(SessionVariables.Region) as string, StringComparison.OrdinalIgnoreCase);

    public override string ToString() => Region;
}
