using System.Management.Automation;
using System.Text.RegularExpressions;
using DynamoBackup.Binding;
using DynamoBackup.Output;

namespace DynamoBackup.Commands;

/// <summary>The error of what was given as a table or a backup, and is none: a text, or a record that lacks the property.</summary>
internal static class InvalidSubject
{
    // A wildcard begins with a bracket, too, but goes on with what is in a name.
    private static readonly Regex JsonStart = new("^\\s*([{}\\]\"]|\\[\\s*([{\\[\"]|\\z))", RegexOptions.CultureInvariant);

    /// <summary>Makes the error.</summary>
    /// <param name="id">The error id.</param>
    /// <param name="property">The property that a record is to have.</param>
    /// <param name="text">The text; may be null.</param>
    /// <param name="rule">The rule it breaks, where it is the user's own.</param>
    /// <param name="action">What to do, where it is the user's own.</param>
    public static ErrorRecord Of(string id, string property, string? text, string rule, string action)
    {
        if (NamelessRecord.Of(text) is { } record)
        {
            return OfRecord(id, property, text, record, action);
        }

        if (IsJson(text))
        {
            return ErrorRecords.Invalid(id, text, RecordWords.IsJson, RecordWords.GiveObjects(property));
        }

        // Neither a name nor an ARN has a comma.
        return ErrorRecords.Invalid(id, text, rule, text?.Contains(',') is true ? $"{RecordWords.GiveEachOne} {action}" : action);
    }

    private static ErrorRecord OfRecord(string id, string property, string? text, NamelessRecord record, string action)
    {
        if (record.IsDictionary)
        {
            return ErrorRecords.InvalidDictionary(id, action, record.Value);
        }

        var names = record.Properties;
        return record.IsFormatted
            ? ErrorRecords.Invalid(id, text, RecordWords.IsFormatted, RecordWords.LeaveFormatOut, record.Value)
            : ErrorRecords.Invalid(
                id, text, RecordWords.Lacks(property, names), RecordWords.Give(property, names, action), record.Value);
    }

    // As a program writes it, line by line, or as a whole.
    private static bool IsJson(string? text) => text is not null && JsonStart.IsMatch(text);
}
