using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Runtime.CompilerServices;

namespace DynamoBackup.Binding;

/// <summary>
/// A record that tells no table and no backup. A parameter of strings gets a text in its place, by which the record is found
/// again when the text turns out to be no name.
/// </summary>
internal sealed class NamelessRecord
{
    // By the text itself, not by what it says: two records may read alike.
    private static readonly ConditionalWeakTable<string, NamelessRecord> Records = new();

    private NamelessRecord(object value) => Value = value;

    /// <summary>The record, as it came.</summary>
    public object Value { get; }

    /// <summary>Whether it is a hashtable or its like, whose entries are no properties.</summary>
    public bool IsDictionary => (Value is PSObject wrapped ? wrapped.BaseObject : Value) is IDictionary;

    /// <summary>Whether it is what a Format- command makes for the screen.</summary>
    public bool IsFormatted =>
        PSObject.AsPSObject(Value).BaseObject.GetType().Namespace is "Microsoft.PowerShell.Commands.Internal.Format";

    /// <summary>The names of its properties.</summary>
    public IReadOnlyList<string> Properties => [.. PSObject.AsPSObject(Value).Properties.Select(property => property.Name)];

    /// <summary>Puts a text in a record's place.</summary>
    /// <param name="value">The record.</param>
    /// <param name="text">The text, which stands for nothing else.</param>
    public static string Stand(object value, string? text)
    {
        // A text of its own: one that is shared, as all empty ones are, would make a record of whatever else has it.
        var own = new string(string.IsNullOrEmpty(text) ? "@{}" : text.AsSpan());
        Records.AddOrUpdate(own, new NamelessRecord(value));
        return own;
    }

    /// <summary>The record that a text stands for; null where it is a text of the user's.</summary>
    /// <param name="text">The text.</param>
    public static NamelessRecord? Of(string? text) => text is not null && Records.TryGetValue(text, out var record) ? record : null;
}
