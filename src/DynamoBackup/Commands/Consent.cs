using System.Management.Automation;

namespace DynamoBackup.Commands;

/// <summary>Whether the user lets something be done that is billed, or cannot be undone.</summary>
internal static class Consent
{
    /// <summary>
    /// Asks where it must be asked. -Force answers the question and nothing else: a dry run stays one, whether -WhatIf or the
    /// caller's preference asks for it, and -Confirm asks even so.
    /// </summary>
    /// <param name="command">The command.</param>
    /// <param name="force">What its -Force says.</param>
    /// <param name="target">What it is about.</param>
    /// <param name="operation">What would be done to it.</param>
    public static bool IsGiven(PSCmdlet command, bool force, string target, string operation)
    {
        // AWS Tools' ConfirmShouldProceed takes -Force for a yes to all of this.
        var isAnswered = force && !Preferences.IsDryRun(command) && !AsksAnyway(command);
        return isAnswered || command.ShouldProcess(target, operation);
    }

    private static bool AsksAnyway(PSCmdlet command) =>
        command.MyInvocation.BoundParameters.TryGetValue("Confirm", out var confirm) && LanguagePrimitives.IsTrue(confirm);
}
