using System.Management.Automation;

namespace Amazon.PowerShell.Common;

/// <summary>The variables that hold a session's defaults.</summary>
internal static class SessionVariables
{
    public const string Credentials = "StoredAWSCredentials";
    public const string Region = "StoredAWSRegion";
    public const string Proxy = "AWSProxy";

    public static void Set(PSCmdlet command, string name, object? value, VariableScope? scope = null) =>
        command.SessionState.PSVariable.Set(scope is null ? name : $"{scope}:{name}", value);
}

/// <summary>The scope of the variable that a session's default is kept in.</summary>
public enum VariableScope
{
    Global,
    Local,
    Script,
    Private,
}
