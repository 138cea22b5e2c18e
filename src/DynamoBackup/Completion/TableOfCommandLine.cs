using System.Collections;
using System.Linq;
using System.Management.Automation;

namespace DynamoBackup.Completion;

/// <summary>The table that a command line names, while another of its parameters is completed.</summary>
internal static class TableOfCommandLine
{
    /// <summary>The first table; null where none is named, or by no name.</summary>
    /// <param name="boundParameters">The command line's parameters.</param>
    public static TableReference? Find(IDictionary boundParameters)
    {
        var given = boundParameters["TableName"] ?? boundParameters["TableArn"];
        var first = LanguagePrimitives.GetEnumerable(given)?.Cast<object>().FirstOrDefault() ?? given;
        return TableReference.TryParse(first?.ToString(), out var table, out _) ? table : null;
    }
}
