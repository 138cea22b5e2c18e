using System;
using System.Management.Automation;
using System.Management.Automation.Internal;

namespace DynamoBackup.Binding;

/// <summary>What a value means that a record has and does not fill: the same as a property that it lacks.</summary>
internal static class NotGiven
{
    /// <summary>Whether a value is $null, a database's null, an empty text, or the output of a command that gave none.</summary>
    /// <param name="value">The value.</param>
    public static bool Is(object? value) =>
        ReferenceEquals(value, AutomationNull.Value) || (value is PSObject wrapped ? wrapped.BaseObject : value) is null or DBNull or "";
}
