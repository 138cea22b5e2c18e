using System;
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
    /// <exception cref="NobodyToAskException">The question was due, and could not be put, or had no answer.</exception>
    public static bool IsGiven(PSCmdlet command, bool force, string target, string operation)
    {
        // AWS Tools' ConfirmShouldProceed takes -Force for a yes to all of this.
        var isDryRun = Preferences.IsDryRun(command);
        if (force && !isDryRun && !AsksAnyway(command))
        {
            return true;
        }

        try
        {
            return command.ShouldProcess(target, operation);
        }
        catch (Exception e) when (!isDryRun && e is not (PipelineStoppedException or FlowControlException))
        {
            // Each host has a way of its own: a HostException of one that takes no questions, an InvalidOperationException of
            // -NonInteractive, a NullReferenceException of the console where its standard input is at its end.
            throw new NobodyToAskException(e);
        }
    }

    private static bool AsksAnyway(PSCmdlet command) =>
        command.MyInvocation.BoundParameters.TryGetValue("Confirm", out var confirm) && LanguagePrimitives.IsTrue(confirm);
}
