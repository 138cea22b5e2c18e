using System.Management.Automation;

namespace DynamoBackup.Commands;

/// <summary>What a command's common parameters ask for, and the caller's preferences where they are not given.</summary>
internal static class Preferences
{
    /// <summary>Whether -Verbose or -Debug, or the preference of that name, asks for lines.</summary>
    /// <param name="command">The command.</param>
    /// <param name="parameter">The parameter's name.</param>
    public static bool AsksFor(PSCmdlet command, string parameter) =>
        command.MyInvocation.BoundParameters.TryGetValue(parameter, out var bound) && bound is SwitchParameter asked
            ? asked
            : PreferenceOf(command, parameter) is { } preferred
                && preferred is not ActionPreference.SilentlyContinue and not ActionPreference.Ignore;

    /// <summary>Whether the first error ends the command.</summary>
    /// <param name="command">The command.</param>
    public static bool StopAtErrors(PSCmdlet command) => PreferenceOf(command, "ErrorAction") is ActionPreference.Stop;

    /// <summary>Whether warnings are to be seen.</summary>
    /// <param name="command">The command.</param>
    public static bool Warns(PSCmdlet command) =>
        PreferenceOf(command, "WarningAction") is not (ActionPreference.SilentlyContinue or ActionPreference.Ignore);

    /// <summary>Whether nothing is to be done, only shown.</summary>
    /// <param name="command">The command.</param>
    public static bool IsDryRun(PSCmdlet command) => LanguagePrimitives.IsTrue(
        command.MyInvocation.BoundParameters.TryGetValue("WhatIf", out var bound) ? bound : command.GetVariableValue("WhatIfPreference"));

    private static ActionPreference? PreferenceOf(PSCmdlet command, string parameter)
    {
        var variable = parameter switch
        {
            "WarningAction" => "WarningPreference",
            "ErrorAction" => "ErrorActionPreference",
            _ => parameter + "Preference",
        };
        var value = command.MyInvocation.BoundParameters.TryGetValue(parameter, out var bound) ? bound : command.GetVariableValue(variable);
        return LanguagePrimitives.TryConvertTo(value, out ActionPreference preference) ? preference : null;
    }
}
