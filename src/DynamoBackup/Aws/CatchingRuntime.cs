using System.Management.Automation;
using System.Management.Automation.Host;

namespace DynamoBackup.Aws;

/// <summary>
/// Stands in for a command's runtime while AWS Tools resolves a record's account and region. AWS Tools ends the command
/// where it cannot, and PowerShell takes nothing from a command that has ended: backups that are under way for other
/// records would be lost from sight. Here it is an exception that the command can handle.
/// </summary>
internal sealed class CatchingRuntime : ICommandRuntime2
{
    private readonly ICommandRuntime _runtime;

    public CatchingRuntime(ICommandRuntime runtime) => _runtime = runtime;

    public PSTransactionContext CurrentPSTransaction => _runtime.CurrentPSTransaction;

    public PSHost Host => _runtime.Host;

    public void ThrowTerminatingError(ErrorRecord errorRecord) => throw new TerminatingErrorException(errorRecord);

    public bool ShouldContinue(string query, string caption) => _runtime.ShouldContinue(query, caption);

    public bool ShouldContinue(string query, string caption, ref bool yesToAll, ref bool noToAll) =>
        _runtime.ShouldContinue(query, caption, ref yesToAll, ref noToAll);

    public bool ShouldContinue(string query, string caption, bool hasSecurityImpact, ref bool yesToAll, ref bool noToAll) =>
        _runtime is ICommandRuntime2 runtime
            ? runtime.ShouldContinue(query, caption, hasSecurityImpact, ref yesToAll, ref noToAll)
            : _runtime.ShouldContinue(query, caption, ref yesToAll, ref noToAll);

    public bool ShouldProcess(string target) => _runtime.ShouldProcess(target);

    public bool ShouldProcess(string target, string action) => _runtime.ShouldProcess(target, action);

    public bool ShouldProcess(string verboseDescription, string verboseWarning, string caption) =>
        _runtime.ShouldProcess(verboseDescription, verboseWarning, caption);

    public bool ShouldProcess(string verboseDescription, string verboseWarning, string caption, out ShouldProcessReason reason) =>
        _runtime.ShouldProcess(verboseDescription, verboseWarning, caption, out reason);

    public bool TransactionAvailable() => _runtime.TransactionAvailable();

    public void WriteCommandDetail(string text) => _runtime.WriteCommandDetail(text);

    public void WriteDebug(string text) => _runtime.WriteDebug(text);

    public void WriteError(ErrorRecord errorRecord) => _runtime.WriteError(errorRecord);

    public void WriteInformation(InformationRecord informationRecord) =>
        (_runtime as ICommandRuntime2)?.WriteInformation(informationRecord);

    public void WriteObject(object sendToPipeline) => _runtime.WriteObject(sendToPipeline);

    public void WriteObject(object sendToPipeline, bool enumerateCollection) => _runtime.WriteObject(sendToPipeline, enumerateCollection);

    public void WriteProgress(ProgressRecord progressRecord) => _runtime.WriteProgress(progressRecord);

    public void WriteProgress(long sourceId, ProgressRecord progressRecord) => _runtime.WriteProgress(sourceId, progressRecord);

    // With -Debug PowerShell would ask at each verbose line, and AWS Tools writes one for each search that it leaves to the SDK.
    public void WriteVerbose(string text) => _runtime.WriteDebug(text);

    public void WriteWarning(string text) => _runtime.WriteWarning(text);
}
