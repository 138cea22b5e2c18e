using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Management.Automation;
using System.Text.RegularExpressions;

namespace DynamoBackup.Binding;

/// <summary>A wildcard for tables' names, as PowerShell's are: *, ? and [a-c], whatever the case. None of them can be in a name.</summary>
internal sealed class TablePattern
{
    // What stands for an object without a name, say, is none, brackets or not.
    private static readonly Regex Rule = new("^(?=.*[*?[])[a-zA-Z0-9_.*?\\[\\]-]+\\z", RegexOptions.CultureInvariant);

    private readonly WildcardPattern _pattern;

    private TablePattern(string text, WildcardPattern pattern)
    {
        Text = text;
        _pattern = pattern;
    }

    /// <summary>What the user wrote.</summary>
    public string Text { get; }

    /// <summary>Reads a wildcard.</summary>
    /// <param name="text">The text; may be null.</param>
    /// <param name="pattern">The wildcard, where the text is one.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out TablePattern? pattern)
    {
        pattern = null;
        if (text is null || !Rule.IsMatch(text))
        {
            return false;
        }

        var wildcard = new WildcardPattern(text, WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant);
        try
        {
            // A bracket that is never closed comes to light only here.
            _ = wildcard.IsMatch(string.Empty);
        }
        catch (WildcardPatternException)
        {
            return false;
        }

        pattern = new TablePattern(text, wildcard);
        return true;
    }

    /// <summary>The tables whose names match, in the order of the alphabet.</summary>
    /// <param name="names">The names of all tables.</param>
    public IReadOnlyList<TableReference> MatchesOf(IEnumerable<string> names) =>
    [
        .. names.Where(_pattern.IsMatch).Order(StringComparer.OrdinalIgnoreCase)
            .Select(name => TableReference.TryParse(name, out var table, out _) ? table : null).OfType<TableReference>(),
    ];
}
