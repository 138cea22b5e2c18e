using System.Diagnostics;
using System.Management.Automation;

namespace Amazon.PowerShell.Common;

[Cmdlet(VerbsCommon.Add, "AWSLoggingListener")]
public sealed class AddLoggerCmdlet : PSCmdlet
{
    [Parameter(Position = 0, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    public string? Name { get; set; }

    [Parameter(Position = 1, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    public string? LogFilePath { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string Source { get; set; } = "Amazon";

    protected override void ProcessRecord()
    {
        Trace.AutoFlush = true;
        AWSConfigs.AddTraceListener(Source, new TextWriterTraceListener(GetUnresolvedProviderPathFromPSPath(LogFilePath), Name));
        AWSConfigs.LoggingConfig.LogTo |= LoggingOptions.SystemDiagnostics;
    }
}

[Cmdlet(VerbsCommon.Remove, "AWSLoggingListener")]
public sealed class RemoveLoggerCmdlet : PSCmdlet
{
    [Parameter(Position = 0, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    public string? Source { get; set; }

    [Parameter(Position = 1, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    public string? Name { get; set; }

    protected override void ProcessRecord() => AWSConfigs.RemoveTraceListener(Source, Name);
}

[Cmdlet(VerbsCommon.Set, "AWSResponseLogging")]
public sealed class SetResponseLoggingCmdlet : PSCmdlet
{
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    public ResponseLoggingOption Level { get; set; }

    protected override void ProcessRecord() => AWSConfigs.LoggingConfig.LogResponses = Level;
}
