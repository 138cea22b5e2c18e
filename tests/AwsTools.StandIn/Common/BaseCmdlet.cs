using System;
using System.Collections;
using System.Linq;
using System.Management.Automation;

namespace Amazon.PowerShell.Common;

/// <summary>What all cmdlets have: their errors, <c>-Select</c>, and whether a parameter was given.</summary>
public abstract class BaseCmdlet : PSCmdlet
{
    // Public, so that the modules built on this one need no declaration of their own.
    protected override void BeginProcessing() => base.BeginProcessing();

    protected override void EndProcessing() => base.EndProcessing();

    protected bool ParameterWasBound(string parameterName) => MyInvocation.BoundParameters.ContainsKey(parameterName);

    /// <summary>What <c>-Select</c> emits: <c>*</c> the response, <c>^Name</c> a parameter, else a path of properties.</summary>
    /// <param name="selectString">The value of <c>-Select</c>.</param>
    /// <returns>Null where the response, or the cmdlet, has no such property.</returns>
    protected static Func<TResponse, TCmdlet, object?>? CreateSelectDelegate<TResponse, TCmdlet>(string selectString)
        where TCmdlet : BaseCmdlet
    {
        if (string.IsNullOrEmpty(selectString))
        {
            return null;
        }

        if (selectString == "*")
        {
            return (response, _) => response;
        }

        if (selectString[0] == '^')
        {
            var parameter = SelectPath.ParameterOf(typeof(TCmdlet), selectString.Substring(1));
            return parameter is null ? null : (_, cmdlet) => parameter.GetValue(cmdlet);
        }

        var path = SelectPath.Parse(typeof(TResponse), selectString);
        return path is null ? null : (response, _) => path.ValuesOf(response);
    }

    /// <summary>Whether to go on: <c>-Force</c> asks nobody, but never against <c>-WhatIf</c>.</summary>
    protected bool ConfirmShouldProceed(bool force, string target, string action)
    {
        var isWhatIf = MyInvocation.BoundParameters.TryGetValue("WhatIf", out var value) && LanguagePrimitives.IsTrue(value);
        return (force && !isWhatIf) || ShouldProcess(target, action);
    }

    /// <summary>Ends the command with an InvalidOperationException around the cause, whose type is the error's id.</summary>
    protected void ThrowExecutionError(string message, Exception? cause = null) =>
        ThrowTerminatingError(new ErrorRecord(
            new InvalidOperationException(message, cause),
            cause?.GetType().FullName ?? nameof(InvalidOperationException),
            ErrorCategory.InvalidOperation,
            this));

    protected void ThrowArgumentError(string message, Exception? cause = null) =>
        ThrowTerminatingError(new ErrorRecord(
            new ArgumentException(message, cause), nameof(ArgumentException), ErrorCategory.InvalidArgument, this));

    /// <summary>Writes a value; of a collection, each of its elements.</summary>
    protected void WriteSelected(object? value)
    {
        if (value is not string && value is IEnumerable values)
        {
            foreach (var element in values.Cast<object>())
            {
                WriteObject(element);
            }
        }
        else if (value is not null)
        {
            WriteObject(value);
        }
    }
}
