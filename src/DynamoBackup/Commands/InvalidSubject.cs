using System.Management.Automation;
using DynamoBackup.Binding;
using DynamoBackup.Output;

namespace DynamoBackup.Commands;

/// <summary>The error of what was given as a table or a backup, and is none: a text, or a record that lacks the property.</summary>
internal static class InvalidSubject
{
    /// <summary>Makes the error.</summary>
    /// <param name="id">The error id.</param>
    /// <param name="property">The property that a record is to have.</param>
    /// <param name="text">The text; may be null.</param>
    /// <param name="rule">The rule it breaks, where it is the user's own.</param>
    /// <param name="action">What to do, where it is the user's own.</param>
    public static ErrorRecord Of(string id, string property, string? text, string rule, string action)
    {
        if (NamelessRecord.Of(text) is not { } record)
        {
            // Neither a name nor an ARN has a comma.
            return ErrorRecords.Invalid(id, text, rule, text?.Contains(',') is true ? $"{RecordWords.GiveEachOne} {action}" : action);
        }

        if (record.IsDictionary)
        {
            return ErrorRecords.InvalidDictionary(id, action, record.Value);
        }

        var names = record.Properties;
        return ErrorRecords.Invalid(
            id, text, RecordWords.Lacks(property, names), RecordWords.Give(property, names, action), record.Value);
    }
}
