using System;
using System.Management.Automation;

namespace DynamoBackup.Completion;

/// <summary>The word at the cursor: a prefix or a wildcard, with the quote it began with.</summary>
internal sealed class CompletionWord
{
    private readonly string _quote;
    private readonly string _text;
    private readonly WildcardPattern _pattern;

    public CompletionWord(string? word)
    {
        word ??= string.Empty;
        _quote = word.Length > 0 && (word[0] is '\'' or '"') ? word.Substring(0, 1) : string.Empty;
        _text = word.Trim('\'', '"');
        _pattern = new WildcardPattern(_text + "*", WildcardOptions.IgnoreCase);
    }

    public bool BeginsWith(string text) => _text.StartsWith(text, StringComparison.OrdinalIgnoreCase);

    public bool Matches(string? text) => text is not null && _pattern.IsMatch(text);

    /// <summary>The value as it is inserted: quoted as the user began, or where PowerShell would read it as something else.</summary>
    public string Quoted(string value)
    {
        var quote = _quote.Length > 0 ? _quote : value[0] is '-' or '.' || char.IsDigit(value[0]) ? "'" : string.Empty;
        return quote + value + quote;
    }
}
