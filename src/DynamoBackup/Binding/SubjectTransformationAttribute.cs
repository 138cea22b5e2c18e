using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;

namespace DynamoBackup.Binding;

/// <summary>
/// Takes from what is bound to a parameter the text it stands for: a string is itself, an object gives the first of some
/// properties that it has. Left to PowerShell, an object that is passed whole becomes its type's name, which is a valid
/// table name, and a table's description its name without its region.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SubjectTransformationAttribute : ArgumentTransformationAttribute
{
    private readonly string[] _properties;

    /// <summary>Makes the rule.</summary>
    /// <param name="properties">The properties that tell the text, the best first; a dot leads into an object's own.</param>
    public SubjectTransformationAttribute(params string[] properties) => _properties = properties;

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => TextsOf(inputData).ToArray();

    private static object? BaseOf(object? value) =>
        value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value;

    // A table's name may be all digits. A value of an enumeration is a number once it was serialized.
    private static bool IsNumber(object? input, object value) =>
        value is not (Enum or char or bool) && (value.GetType().IsPrimitive || value is decimal)
        && !(input is PSObject wrapped && TypeOf(wrapped).StartsWith("Deserialized.", StringComparison.Ordinal));

    private static string TypeOf(PSObject value) => value.TypeNames.FirstOrDefault() ?? value.BaseObject.GetType().FullName!;

    // What is no text, and has none of the properties, is put so that it can be no name, no ARN and no wildcard.
    private static string Unusable(object input, object value) =>
        NamelessRecord.Stand(input, TextOfProperties(value) ?? $"[{TypeOf(PSObject.AsPSObject(value))}]'s object");

    // A text that an object has of its own may well be a table's name, or a wildcard: of a table, say, that a job gave back.
    private static string? TextOfProperties(object value) =>
        value is PSObject && value.ToString() is { } text && text.StartsWith("@{", StringComparison.Ordinal) ? text : null;

    // As a pipeline takes it apart: an XML element is one record, though it can be enumerated, and a DataTable is its rows.
    private IEnumerable<string?> TextsOf(object? input) =>
        LanguagePrimitives.GetEnumerable(input) is { } many ? many.Cast<object?>().SelectMany(TextsOf) : TextsOfOne(input);

    private IEnumerable<string?> TextsOfOne(object? input)
    {
        var value = BaseOf(input);
        switch (value)
        {
            case null or DBNull:
                return [null];
            case string text:
                return [text];
            // Its entries are not properties: PowerShell would not bind its Region either.
            case IDictionary:
                return [Unusable(input!, value)];
            case IFormattable when IsNumber(input, value):
                return [Convert.ToString(value, CultureInfo.InvariantCulture)];
            default:
                break;
        }

        var record = PSObject.AsPSObject(input);
        var told = _properties.Select(path => Follow(record, path)).Where(property => property is not null).ToList();
        var best = told.Find(value => !NotGiven.Is(value)) ?? told.FirstOrDefault();
        if (best is null)
        {
            // Without a value the property is as good as empty; without the property it is looked for elsewhere.
            return [Array.Exists(_properties, name => record.Properties[name] is not null) ? null : Unusable(input!, value)];
        }

        return TextsOf(best);
    }

    private static object? Follow(PSObject input, string path)
    {
        object? value = input;
        foreach (var name in path.Split('.'))
        {
            value = value is null ? null : PSObject.AsPSObject(value).Properties[name]?.Value;
        }

        return BaseOf(value) is string text ? text : value;
    }
}
